//! An account backed up while a portal goes on, and put back on another disk.

use std::collections::HashMap;

use backpack::archive::{Key, Source};
use backpack::keep::{Act, ActivityFilter, Authorisation};
use backpack::record::entry::Allergy;
use backpack::{Account, ErrorKind, Person};
use backpack_testkit::run;

use super::{exported, key, lock};
use crate::world::{Connected, everything, same, sync, unlock};

#[test]
fn an_account_comes_back_from_its_backups_and_goes_on() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let (home, backpack) = (&connected.home, &connected.backpack);
        let other = connected.account.add_backpack(Person::new("Another")).await.unwrap();
        let folder = home.folder.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        let first = connected.account.back_up_all(&folder, lock(), &HashMap::new()).await.unwrap();
        let since = first.iter().map(|backup| (backup.id, backup.written.mark.clone())).collect();
        let own = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let file = backpack.add_file("plan.bin", None, vec![3; 700_000]).await.unwrap();
        backpack.attach(own, file.id).await.unwrap();
        connected.next_day();
        connected.sync().await;
        let next = connected.account.back_up_all(&folder, lock(), &since).await.unwrap();
        assert!(next.iter().all(|backup| !backup.written.whole));

        let there = Account::create(home.folder.path().join("there"), unlock(), home.options.clone());
        let there = there.await.unwrap();
        let wrong = there.restore_all(&folder, Key::passphrase("no".into())).await;
        assert_eq!(wrong.unwrap_err().kind(), &ErrorKind::WrongPassphrase);
        let restored = there.restore_all(&folder, key()).await.unwrap();
        assert_eq!(restored.len(), 2);
        let back = there.backpack(backpack.id()).await.unwrap();
        same(&everything(&back).await, &everything(backpack).await);
        assert!(exported(&back).await == exported(backpack).await, "an export differs");
        assert_eq!(there.backpack(other.id()).await.unwrap().person().await.unwrap().name, "Another");
        back.verify().await.unwrap();
        told(&back).await;
        // Once more changes nothing: what is there is passed over.
        assert!(there.restore_all(&folder, key()).await.unwrap().is_empty());

        // After a new sign-in the portal says nothing new: every record meets itself.
        let states = back.connections().await.unwrap();
        assert!(states.iter().all(|row| row.authorisation == Authorisation::NeedsSignIn));
        there.register(connected.clinic.connector());
        let step = back.reconnect(connected.connection).await.unwrap();
        connected.clinic.finish(&back, step).await.unwrap();
        connected.next_day();
        let report = sync(&back, connected.connection).await.unwrap();
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
    });
}

/// The journal of who did what came along, and tells of the way.
async fn told(back: &backpack::Backpack) {
    let acts = back.keep().activity(&ActivityFilter::new().oldest_first().limit(10_000)).await.unwrap().acts;
    assert_eq!(acts.first().unwrap().act, Act::Created);
    assert!(acts.iter().any(|act| matches!(act.act, Act::BackedUp { .. })));
    // The export of this test came after.
    assert!(acts.iter().any(|act| matches!(act.act, Act::BroughtBack { .. })));
}

#[test]
fn a_backpack_that_is_there_is_never_written_over_and_can_be_copied() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.sync().await;
        let (account, backpack) = (&connected.account, &connected.backpack);
        let scratch = tempfile::tempdir().unwrap();
        let (file, folder) = (scratch.path().join("one.age"), scratch.path().join("plain"));
        account.back_up(backpack.id(), &file, lock(), None).await.unwrap();
        backpack.export_to(&folder).await.unwrap();
        let sealed = || vec![Source::sealed(&file, key())];
        let refused = account.restore(sealed()).await;
        assert_eq!(refused.unwrap_err().kind(), &ErrorKind::Exists);
        for copy in
            [account.restore_copy(sealed()).await, account.restore(vec![Source::folder(&folder)]).await]
        {
            let copy = copy.unwrap();
            assert_ne!(copy.id(), backpack.id());
            same(&everything(&copy).await, &everything(backpack).await);
        }
        assert_eq!(account.backpacks().await.unwrap().len(), 3);
        // Deleted, it comes back under its own id.
        let expected = exported(backpack).await;
        account.delete_backpack(backpack.id()).await.unwrap();
        let back = account.restore(sealed()).await.unwrap();
        assert_eq!(back.id(), connected.backpack.id());
        assert!(exported(&back).await == expected, "an export differs");
    });
}

#[test]
fn a_set_with_a_backup_missing_is_not_taken_for_the_account() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.account.add_backpack(Person::new("Another")).await.unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let files = connected.account.back_up_all(scratch.path(), lock(), &HashMap::new()).await.unwrap();
        std::fs::remove_file(&files[1].file).unwrap();
        let there = Connected::in_memory(|_| {}).await.account;
        let refused = there.restore_all(scratch.path(), key()).await;
        assert!(matches!(refused.unwrap_err().kind(), ErrorKind::IncompleteChain(_)));
        let none = there.restore_all(scratch.path().join("absent"), key()).await;
        assert_eq!(none.unwrap_err().kind(), &ErrorKind::NotAnArchive);
    });
}

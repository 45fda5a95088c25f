//! Two accounts, each in a process of the operating system, that write to one Backpack.

use backpack::core::{SecretBytes, SpaceId};
use backpack::keep::{RotationOptions, TABLES};
use backpack::keys::{Aad, KeyFile, Purpose};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::store::Scan;
use backpack_testkit::{VirtualClock, run};

use super::{Holder, check_whole, gone, kind, titles, told};
use crate::servers::{Files, Servers, servers};
use crate::world::{options, process};

/// How many entries each of the two adds.
const ENTRIES: usize = 25;
/// The most entries that are added by somebody whose access is ended: an end that never comes is a fault.
const MOST: usize = 5_000;

/// The process of the account that was invited.
#[test]
fn another_account_accepts_and_adds() {
    run(async {
        let Some((account, link)) = told().await else { return };
        let backpack = account.accept_invitation(&link, None).await.unwrap();
        process::say("accepted");
        for number in 0..ENTRIES {
            let id = backpack.add(Allergy::new(format!("there {number:02}"))).await.unwrap();
            if number % 10 == 0 {
                let file = backpack.add_file("photo", None, vec![7; 300_000]).await.unwrap();
                backpack.attach(id, file.id).await.unwrap();
            }
        }
        account.close().await.unwrap();
        process::say("done");
    });
}

/// The process of an account that goes on writing until it is refused.
#[test]
fn another_account_writes_until_it_is_refused() {
    run(async {
        let Some((account, link)) = told().await else { return };
        let backpack = account.accept_invitation(&link, None).await.unwrap();
        let id = backpack.id();
        let mut number = 0;
        let refused = loop {
            match backpack.add(Allergy::new(format!("there {number:04}"))).await {
                Ok(_) => process::say(&format!("wrote {number:04}")),
                Err(error) => break error,
            }
            number += 1;
            assert!(number < MOST, "nobody ended the access");
        };
        assert_eq!(refused.kind(), &gone());
        assert!(backpack.keep().is_closed());
        assert_eq!(kind(backpack.add(Allergy::new("late")).await), backpack::ErrorKind::Closed);
        assert_eq!(kind(account.backpack(id).await), gone());
        assert_eq!(account.backpacks().await.unwrap(), []);
        process::say("refused");
    });
}

#[test]
fn two_accounts_in_two_processes_write_at_once_and_lose_nothing_of_each_other() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(Servers { places, files }) = servers(Files::InAFolder, folder.path(), &options).await else {
            return;
        };
        let (ana, ben) =
            (Holder::new(&places, "Ana", &options).await, Holder::new(&places, "Ben", &options).await);
        let hers = ana.childs().await;
        let link = ana.invites(&ben, hers.id(), Role::CoManager).await;
        let test = "processes::another_account_accepts_and_adds";
        let mut other = ben.elsewhere(test, folder.path(), &files, &link);
        let mut said = process::lines(&mut other);
        assert_eq!(said.next().as_deref(), Some("accepted"));
        for number in 0..ENTRIES {
            hers.add(Allergy::new(format!("here {number:02}"))).await.unwrap();
        }
        let (last, ended) =
            tokio::task::spawn_blocking(move || (said.next(), other.wait().unwrap())).await.unwrap();
        assert!(last.as_deref() == Some("done") && ended.success(), "the other process failed: {last:?}");
        hers.catch_up().await.unwrap();
        let both = ["here", "there"].map(|who| (0..ENTRIES).map(move |n| format!("{who} {n:02}")));
        let mut expected: Vec<_> = both.into_iter().flatten().chain(["peanut".to_owned()]).collect();
        expected.sort();
        assert_eq!(titles(&hers), expected);
        check_whole(&hers).await;
        // The same in a handle that Ben's account opens here.
        assert_eq!(titles(&ben.account.backpack(hers.id()).await.unwrap()), expected);
    });
}

#[test]
fn whoever_is_removed_while_they_write_is_refused_and_everything_stays_whole() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(servers) = servers(Files::InAFolder, folder.path(), &options).await else { return };
        let (places, files) = (&servers.places, &servers.files);
        let (ana, gran) =
            (Holder::new(places, "Ana", &options).await, Holder::new(places, "Gran", &options).await);
        let hers = ana.childs().await;
        let link = ana.invites(&gran, hers.id(), Role::Contributor).await;
        let test = "processes::another_account_writes_until_it_is_refused";
        let mut other = gran.elsewhere(test, folder.path(), files, &link);
        let mut said = process::lines(&mut other);
        let mut acknowledged: Vec<String> = said.by_ref().take(5).collect();
        let rest = tokio::task::spawn_blocking(move || {
            let rest: Vec<String> = said.collect();
            (rest, other.wait().unwrap())
        });
        let removed =
            ana.account.remove_member(hers.id(), gran.account.id(), RotationOptions::default(), |_| ()).await;
        assert_eq!(removed.unwrap().epoch, 2);
        hers.add(Allergy::new("written afterwards")).await.unwrap();
        let (rest, ended) = rest.await.unwrap();
        acknowledged.extend(rest);
        assert_eq!((acknowledged.pop().as_deref(), ended.success()), (Some("refused"), true));
        // What was acknowledged is there, and nothing else of theirs.
        let mut expected: Vec<_> = acknowledged.iter().map(|line| line.replace("wrote", "there")).collect();
        expected.extend(["peanut".to_owned(), "written afterwards".to_owned()]);
        expected.sort();
        hers.catch_up().await.unwrap();
        assert_eq!(titles(&hers), expected);
        check_whole(&hers).await;
        // Whatever lies there opens with Ana's keys, and nothing with those that Gran's account has.
        assert!(opened_by(&servers, &ana, hers.id()).await > 10);
        assert_eq!(opened_by(&servers, &gran, hers.id()).await, 0);
    });
}

/// Returns how many values of a Backpack open with the keys in an account's key file.
async fn opened_by(servers: &Servers, holder: &Holder, id: SpaceId) -> usize {
    let storage = servers.places.storage(holder.place);
    let file = KeyFile::parse(&storage.key_file.load().await.unwrap().unwrap()).unwrap();
    let key = SecretBytes::new(vec![7; 32]);
    let root = file.unlock(&backpack::keys::Unlock::HostKey(&key)).unwrap();
    let keys = file.backpack_keys(&root, id).unwrap();
    let purposes =
        [Purpose::Block, Purpose::Catalog, Purpose::Row, Purpose::Journal, Purpose::Vault, Purpose::File];
    let mut opened = 0;
    for table in TABLES {
        for entry in storage.store.scan(&Scan::new(id, *table)).await.unwrap().entries {
            let aad = Aad::new(table.0, &entry.id);
            let opens = purposes.iter().any(|purpose| keys.open(*purpose, &aad, &entry.value.bytes).is_ok());
            opened += usize::from(opens);
        }
    }
    opened
}

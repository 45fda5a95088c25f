//! The recovery code, as an app uses it.

use backpack::keys::SlotKind;
use backpack::{Account, ErrorKind, Person, Unlock};

use crate::{account, host_key, options};

#[test]
fn a_recovery_code_opens_what_the_lost_key_opened() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        let shown = account.make_recovery_code().await.unwrap().as_text();
        let kinds: Vec<_> = account.slots().await.into_iter().map(|slot| slot.kind).collect();
        assert_eq!(kinds, [SlotKind::HostKey, SlotKind::RecoveryCode]);

        let typed = Unlock::recovery_code(&shown.expose().to_lowercase()).unwrap();
        let opened = Account::open_on(storage.clone(), typed, options()).await.unwrap();
        assert_eq!(opened.backpacks().await.unwrap()[0].person.name, "Zoë Ångström");
        // Whoever lost everything else makes a new way in, and a new code.
        opened.add_slot(Unlock::host_key(vec![8; 32]), "new phone").await.unwrap();
        opened.make_recovery_code().await.unwrap();
        let old = Unlock::recovery_code(shown.expose()).unwrap();
        let refused = Account::open_on(storage.clone(), old, options()).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::WrongPassphrase);
        Account::open_on(storage, Unlock::host_key(vec![8; 32]), options()).await.unwrap();
    });
}

#[test]
fn a_mistyped_code_is_told_before_anything_is_opened() {
    for typed in ["", "7KQ2", "not a code at all"] {
        let refused = Unlock::recovery_code(typed).unwrap_err();
        let expected = ErrorKind::Invalid("read recovery code: mistyped".to_owned());
        assert_eq!(refused.kind(), &expected, "{typed:?}");
    }
}

#[test]
fn no_account_and_no_slot_is_made_with_a_code() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let shown = account.make_recovery_code().await.unwrap().as_text();
        let before = storage.key_file.load().await.unwrap();
        let code = || Unlock::recovery_code(shown.expose()).unwrap();
        let refused = account.add_slot(code(), "").await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused:?}");
        assert_eq!(storage.key_file.load().await.unwrap(), before);
        let folder = tempfile::tempdir().unwrap();
        let created = Account::create(folder.path().join("account"), code(), options()).await.unwrap_err();
        assert!(matches!(created.kind(), ErrorKind::Invalid(_)), "{created:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        Account::open_on(storage, host_key(), options()).await.unwrap();
    });
}

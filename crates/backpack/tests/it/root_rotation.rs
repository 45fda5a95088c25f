//! A new root key under an open account.

use backpack::{Account, ErrorKind, Person, Unlock};

use crate::{account, host_key, options};

#[test]
fn a_new_root_key_keeps_what_is_given_and_drops_the_rest() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        account.add_slot(Unlock::passphrase("on a note in the old flat"), "note").await.unwrap();
        let old_code = account.make_recovery_code().await.unwrap().as_text();
        let before = storage.key_file.load().await.unwrap().unwrap();

        let rotated = account.rotate_root(vec![host_key()]).await.unwrap();
        let dropped: Vec<_> = rotated.dropped.iter().map(|slot| slot.label.as_str()).collect();
        assert_eq!(dropped, ["note"]);
        // The account and its Backpacks stay open.
        assert_eq!(backpack.person().await.unwrap().name, "Zoë Ångström");
        account.add_backpack(Person::new("Åsa")).await.unwrap();

        let new_code = rotated.recovery_code.unwrap().as_text();
        for way in [host_key(), Unlock::recovery_code(new_code.expose()).unwrap()] {
            let opened = Account::open_on(storage.clone(), way, options()).await.unwrap();
            assert_eq!(opened.backpacks().await.unwrap().len(), 2);
        }
        let gone = Unlock::passphrase("on a note in the old flat");
        for way in [gone, Unlock::recovery_code(old_code.expose()).unwrap()] {
            let refused = Account::open_on(storage.clone(), way, options()).await.unwrap_err();
            assert_eq!(refused.kind(), &ErrorKind::WrongPassphrase);
        }
        let after = storage.key_file.load().await.unwrap().unwrap();
        let shared = before.windows(72).skip(45).filter(|wrap| after.windows(72).any(|other| other == *wrap));
        assert_eq!(shared.count(), 0, "a wrap of the old root key is still there");
    });
}

#[test]
fn a_rotation_that_cannot_be_changes_nothing() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let before = storage.key_file.load().await.unwrap();
        let nothing = account.rotate_root(Vec::new()).await.unwrap_err();
        assert!(matches!(nothing.kind(), ErrorKind::Invalid(_)), "{nothing:?}");
        let wrong = account.rotate_root(vec![host_key(), Unlock::host_key(vec![9; 32])]).await.unwrap_err();
        assert_eq!(wrong.kind(), &ErrorKind::WrongPassphrase);
        assert_eq!(storage.key_file.load().await.unwrap(), before);
        Account::open_on(storage, host_key(), options()).await.unwrap();
    });
}

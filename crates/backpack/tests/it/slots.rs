use backpack::{Account, ErrorKind, Unlock};

use crate::{account, host_key, options};

#[test]
fn any_way_in_opens_and_the_last_stays() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let first = account.slots().await[0].id;
        let added = account.add_slot(Unlock::passphrase("correct horse"), "paper").await.unwrap();
        let labels: Vec<String> = account.slots().await.into_iter().map(|slot| slot.label).collect();
        assert_eq!(labels, ["", "paper"]);
        for way in [host_key(), Unlock::passphrase("correct horse")] {
            Account::open_on(storage.clone(), way, options()).await.unwrap();
        }

        account.remove_slot(first).await.unwrap();
        let shut = Account::open_on(storage.clone(), host_key(), options()).await.unwrap_err();
        assert_eq!(shut.kind(), &ErrorKind::WrongPassphrase);
        let last = account.remove_slot(added).await.unwrap_err();
        assert_eq!(last.kind(), &ErrorKind::Invalid("remove slot: it is the last one".to_owned()));
        Account::open_on(storage, Unlock::passphrase("correct horse"), options()).await.unwrap();
    });
}

#[test]
fn a_way_in_that_cannot_be_is_refused_and_changes_nothing() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let before = storage.key_file.load().await.unwrap();
        for way in [Unlock::passphrase(""), Unlock::host_key(vec![1; 31])] {
            assert!(matches!(account.add_slot(way, "").await.unwrap_err().kind(), ErrorKind::Invalid(_)));
        }
        assert!(account.add_slot(host_key(), &"long".repeat(17)).await.is_err());
        assert_eq!(storage.key_file.load().await.unwrap(), before);
    });
}

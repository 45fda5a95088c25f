//! A restore that is broken off at any call of the store, the blobs, the anchors or the key file.

use std::sync::Arc;

use backpack::archive::Source;
use backpack::record::entry::Allergy;
use backpack::store::ErrorKind;
use backpack::{Account, Backpack, Person, Storage, Unlock};
use backpack_testkit::faults::{FaultyStore, StoreCall, When};
use backpack_testkit::run;

use super::{exported, key, lock};
use crate::world::{Home, everything, same};

async fn lived(account: &Account, name: &str) -> Backpack {
    let backpack = account.add_backpack(Person::new(name)).await.unwrap();
    for what in ["peanuts", "dust"] {
        let allergy = backpack.add(Allergy::new(what)).await.unwrap();
        backpack.note(allergy, "noted").await.unwrap();
    }
    backpack.add_file("plan.bin", None, vec![3; 70_000]).await.unwrap();
    backpack
}

/// A key of the host's: nothing is stretched, so that opening hundreds of times is quick.
fn unlock() -> Unlock {
    Unlock::host_key(vec![7; 32])
}

#[test]
fn what_was_there_stays_usable_and_the_restore_is_begun_again() {
    run(async {
        let home = Home::new();
        let memory = || Storage::in_memory(Arc::new(home.clock.clone()));
        let from = Account::create_on(memory(), unlock(), home.options.clone()).await.unwrap();
        let backpack = lived(&from, "One").await;
        let file = home.folder.path().join("one.age");
        from.back_up(backpack.id(), &file, lock(), None).await.unwrap();
        let expected = exported(&backpack).await;
        for when in [When::Before, When::After] {
            for call in 1.. {
                let storage = memory();
                let account =
                    Account::create_on(storage.clone(), unlock(), home.options.clone()).await.unwrap();
                let mine = lived(&account, "Mine").await;
                let before = everything(&mine).await;
                let faulty = Arc::new(FaultyStore::new(Arc::clone(&storage.store)));
                let mut broken = storage.clone();
                broken.store = Arc::<FaultyStore>::clone(&faulty);
                let account = Account::open_on(broken, unlock(), home.options.clone()).await.unwrap();
                faulty.fail(StoreCall::Any, call, when, ErrorKind::Io);
                faulty.break_down(StoreCall::Any, call + 1, ErrorKind::Io);
                let ended = account.restore(vec![Source::sealed(&file, key())]).await;

                let account = Account::open_on(storage, unlock(), home.options.clone()).await.unwrap();
                let opened = account.backpack(mine.id()).await.unwrap();
                same(&everything(&opened).await, &before);
                let back = match account.backpacks().await.unwrap().len() {
                    1 => account.restore(vec![Source::sealed(&file, key())]).await.unwrap(),
                    _ => account.backpack(backpack.id()).await.unwrap(),
                };
                assert!(exported(&back).await == expected, "call {call} {when:?}");
                if ended.is_ok() {
                    assert!(call > 20, "no call failed");
                    break;
                }
            }
        }
    });
}

#[test]
fn a_deletion_broken_off_anywhere_keeps_nobody_from_putting_the_backpack_back() {
    run(async {
        let home = Home::new();
        let memory = || Storage::in_memory(Arc::new(home.clock.clone()));
        let from = Account::create_on(memory(), unlock(), home.options.clone()).await.unwrap();
        let backpack = lived(&from, "One").await;
        let (id, file) = (backpack.id(), home.folder.path().join("one.age"));
        from.back_up(id, &file, lock(), None).await.unwrap();
        let sealed = || vec![Source::sealed(&file, key())];
        let expected = exported(&backpack).await;
        let mut unfinished = 0;
        for call in 1.. {
            let storage = memory();
            let account = Account::create_on(storage.clone(), unlock(), home.options.clone()).await.unwrap();
            account.restore(sealed()).await.unwrap();
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&storage.store)));
            let mut broken = storage.clone();
            broken.store = Arc::<FaultyStore>::clone(&faulty);
            let account = Account::open_on(broken, unlock(), home.options.clone()).await.unwrap();
            faulty.fail(StoreCall::Any, call, When::Before, ErrorKind::Io);
            faulty.break_down(StoreCall::Any, call + 1, ErrorKind::Io);
            let ended = account.delete_backpack(id).await;

            let account = Account::open_on(storage, unlock(), home.options.clone()).await.unwrap();
            if account.backpacks().await.unwrap().is_empty() {
                unfinished += u32::from(ended.is_err());
            } else {
                assert!(exported(&account.backpack(id).await.unwrap()).await == expected, "call {call}");
                account.delete_backpack(id).await.unwrap();
            }
            let back = account.restore(sealed()).await.unwrap();
            assert!(exported(&back).await == expected, "call {call}");
            if ended.is_ok() && (faulty.calls(StoreCall::Any) as u64) < call {
                break;
            }
        }
        assert!(unfinished > 2, "{unfinished} deletions were broken off");
    });
}

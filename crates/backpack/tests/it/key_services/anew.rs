//! A new master key at the service, and a new root key: what was wrapped is wrapped anew.

use std::sync::Arc;

use backpack::keep::{Act, ActivityFilter};
use backpack::key_service::{ErrorKind as ServiceError, KeyService, MemoryKeyService, Wrapped};
use backpack::keys::{Unlock as KeysUnlock, service_context};
use backpack::{Account, ErrorKind, Person};
use backpack_testkit::faults::{FaultyKeyFile, FaultyKeyService, KeyFileCall, KeyServiceCall, When};

use super::{by, hosted, key_file, opened, refused, storage, vault};
use crate::{host_key, options};

#[test]
fn a_new_master_key_takes_over_and_the_old_one_can_go() {
    backpack_testkit::run(async {
        let service = vault();
        let shared: Arc<dyn KeyService> = Arc::new(service.clone());
        let (account, storage) = hosted(&service).await;
        assert_eq!(account.rewrap(&shared).await.unwrap(), []);
        let before = key_file(&storage).await;
        service.rotate().unwrap();
        let slot = account.slots().await.first().unwrap().id;
        assert_eq!(account.rewrap(&shared).await.unwrap(), [slot]);
        assert_eq!(account.rewrap(&shared).await.unwrap(), []);
        let after = key_file(&storage).await;
        assert_eq!(after.slots(), before.slots());

        // What the old master key wrapped opens nothing of the new key file.
        let old = Wrapped::new(before.wrapped_keys().first().unwrap().wrapped).unwrap();
        let new = Wrapped::new(after.wrapped_keys().first().unwrap().wrapped).unwrap();
        let context = service_context(account.id());
        let old_key = service.unwrap(&context, &old).await.unwrap();
        assert!(after.unlock(&KeysUnlock::Unwrapped(&old_key)).is_err());

        let mut tally = service.tally();
        tally.add(&new).unwrap();
        service.retire(1, &tally).unwrap();
        opened(&storage, by(&service)).await.unwrap();
        let acts = account.activity(&ActivityFilter::new().limit(2)).await.unwrap().acts;
        let told: Vec<_> = acts.into_iter().map(|told| told.act).collect();
        assert_eq!(told, [Act::Unlocked { slot: slot.number() }, Act::Rewrapped(slot.number())]);
    });
}

#[test]
fn an_account_whose_master_key_is_gone_is_wrapped_anew_while_it_is_open() {
    backpack_testkit::run(async {
        let service = vault();
        let (account, storage) = hosted(&service).await;
        let (other, _) = hosted(&service).await;
        service.rotate().unwrap();
        let shared: Arc<dyn KeyService> = Arc::new(service.clone());
        other.rewrap(&shared).await.unwrap();
        let file = key_file(&storage).await;
        let mut tally = service.tally();
        tally.add(&Wrapped::new(file.wrapped_keys().first().unwrap().wrapped).unwrap()).unwrap();
        assert_eq!(service.retire(1, &tally).unwrap_err().kind(), &ServiceError::StillWrapped(1));
        // Somebody counted the others alone.
        let mut wrong = service.tally();
        wrong.add(&service.wrap(b"another", &backpack::keys::service_key()).await.unwrap()).unwrap();
        service.retire(1, &wrong).unwrap();
        assert_eq!(refused(&storage, by(&service)).await, ErrorKind::WrongKeyService);
        assert_eq!(account.rewrap(&shared).await.unwrap().len(), 1);
        opened(&storage, by(&service)).await.unwrap();
    });
}

#[test]
fn a_rewrap_that_fails_anywhere_leaves_a_way_in() {
    backpack_testkit::run(async {
        for call in 1..=4 {
            for when in [When::Before, When::After] {
                let service = vault();
                let mut storage = storage();
                let place = Arc::new(FaultyKeyFile::new(Arc::clone(&storage.key_file)));
                storage.key_file = Arc::<FaultyKeyFile>::clone(&place);
                let account = Account::create_on(storage.clone(), by(&service), options()).await.unwrap();
                service.rotate().unwrap();
                let faulty = Arc::new(FaultyKeyService::new(Arc::new(service.clone())));
                if call == 4 {
                    place.fail(KeyFileCall::Replace, 1, when, backpack::store::ErrorKind::Io);
                } else {
                    faulty.fail(KeyServiceCall::Any, call, when, ServiceError::Unavailable);
                }
                let shared: Arc<dyn KeyService> = faulty;
                account.rewrap(&shared).await.unwrap_err();
                opened(&storage, by(&service)).await.unwrap();
                account.rewrap(&shared).await.unwrap();
                assert_eq!(account.rewrap(&shared).await.unwrap(), []);
                opened(&storage, by(&service)).await.unwrap();
            }
        }
    });
}

#[test]
fn a_new_root_key_keeps_a_service_that_is_given_again_under_a_new_key() {
    backpack_testkit::run(async {
        let (service, lost) = (vault(), MemoryKeyService::new("lost").unwrap());
        let (account, storage) = hosted(&service).await;
        account.add_slot(by(&lost), "old host").await.unwrap();
        account.add_slot(host_key(), "").await.unwrap();
        let before = key_file(&storage).await;
        let old = Wrapped::new(before.wrapped_keys().first().unwrap().wrapped).unwrap();
        let context = service_context(account.id());
        let old_key = service.unwrap(&context, &old).await.unwrap();

        let rotated = account.rotate_root(vec![by(&service)]).await.unwrap();
        let dropped: Vec<_> = rotated.dropped.iter().map(|slot| slot.label.as_str()).collect();
        assert_eq!(dropped, ["old host", ""]);
        opened(&storage, by(&service)).await.unwrap();
        let after = key_file(&storage).await;
        assert!(after.unlock(&KeysUnlock::Unwrapped(&old_key)).is_err());
        assert_eq!(refused(&storage, by(&lost)).await, ErrorKind::WrongKeyService);
        assert_eq!(refused(&storage, host_key()).await, ErrorKind::WrongPassphrase);
        let wrong = account.rotate_root(vec![by(&service), by(&lost)]).await.unwrap_err();
        assert_eq!(wrong.kind(), &ErrorKind::WrongKeyService);
    });
}

#[test]
fn of_two_processes_that_wrap_anew_at_once_one_does() {
    backpack_testkit::run(async {
        let service = vault();
        let shared: Arc<dyn KeyService> = Arc::new(service.clone());
        let mut storage = storage();
        let store = backpack::store::MemoryStore::new(Arc::clone(&options().clock)).shared();
        storage.store = Arc::new(store);
        let here = Account::create_on(storage.clone(), by(&service), options()).await.unwrap();
        let there = opened(&storage, by(&service)).await.unwrap();
        service.rotate().unwrap();
        let (one, other) = tokio::join!(here.rewrap(&shared), there.rewrap(&shared));
        assert_eq!(one.unwrap().len() + other.unwrap().len(), 1);
        assert_eq!(here.rewrap(&shared).await.unwrap(), []);
        opened(&storage, by(&service)).await.unwrap();
    });
}

#[test]
fn another_process_goes_on_after_a_new_root_key_where_a_service_opens() {
    backpack_testkit::run(async {
        let service = vault();
        let mut storage = storage();
        let store = backpack::store::MemoryStore::new(Arc::clone(&options().clock)).shared();
        storage.store = Arc::new(store);
        let here = Account::create_on(storage.clone(), by(&service), options()).await.unwrap();
        let there = opened(&storage, by(&service)).await.unwrap();
        here.rotate_root(vec![by(&service)]).await.unwrap();
        there.add_backpack(Person::new("Åsa")).await.unwrap();
        assert_eq!(here.backpacks().await.unwrap().len(), 1);
    });
}

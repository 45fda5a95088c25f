//! Accounts that a key service opens.

mod anew;
mod hidden;

use std::sync::Arc;

use backpack::core::Retry;
use backpack::keep::{Act, ActivityFilter};
use backpack::key_service::{
    ErrorKind as ServiceError, FolderKeyService, KeyService, MemoryKeyService, Wrapped,
};
use backpack::keys::{KeyFile, SlotKind};
use backpack::record::entry::Symptom;
use backpack::{Account, ErrorKind, Person, Storage, Unlock};
use backpack_testkit::faults::{FaultyKeyService, KeyServiceCall};

use crate::{host_key, options};

fn vault() -> MemoryKeyService {
    MemoryKeyService::new("vault").unwrap()
}

fn by(service: &MemoryKeyService) -> Unlock {
    Unlock::key_service(Arc::new(service.clone()))
}

fn storage() -> Storage {
    Storage::in_memory(Arc::clone(&options().clock))
}

/// Makes an account that only this service opens.
async fn hosted(service: &MemoryKeyService) -> (Account, Storage) {
    let storage = storage();
    (Account::create_on(storage.clone(), by(service), options()).await.unwrap(), storage)
}

async fn opened(storage: &Storage, unlock: Unlock) -> Result<Account, backpack::Error> {
    Account::open_on(storage.clone(), unlock, options()).await
}

async fn refused(storage: &Storage, unlock: Unlock) -> ErrorKind {
    opened(storage, unlock).await.unwrap_err().kind().clone()
}

async fn key_file(storage: &Storage) -> KeyFile {
    KeyFile::parse(&storage.key_file.load().await.unwrap().unwrap()).unwrap()
}

#[test]
fn a_service_alone_opens_and_is_told_like_any_way_in() {
    backpack_testkit::run(async {
        let service = vault();
        let (account, storage) = hosted(&service).await;
        let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        let id = backpack.add(Symptom::new("dizziness")).await.unwrap();
        let again = opened(&storage, by(&service)).await.unwrap();
        let body = again.backpack(backpack.id()).await.unwrap().body(id).await.unwrap();
        assert_eq!(body, backpack.body(id).await.unwrap());
        let slots: Vec<_> = again.slots().await.into_iter().map(|slot| (slot.kind, slot.service)).collect();
        assert_eq!(slots, [(SlotKind::KeyService, Some("vault".to_owned()))]);
        let slot = again.slots().await.first().unwrap().id.number();
        let acts = again.activity(&ActivityFilter::new().oldest_first()).await.unwrap().acts;
        let unlocked = acts.iter().filter(|told| told.act == Act::Unlocked { slot });
        assert_eq!(unlocked.count(), 2);
        // Nothing else opens it.
        assert_eq!(refused(&storage, host_key()).await, ErrorKind::WrongPassphrase);
        assert_eq!(refused(&storage, Unlock::passphrase("vault")).await, ErrorKind::WrongPassphrase);
    });
}

#[test]
fn an_account_in_a_folder_opens_by_a_service_in_another() {
    backpack_testkit::run(async {
        let place = tempfile::tempdir().unwrap();
        let (home, keys) = (place.path().join("account"), place.path().join("keys"));
        let service: Arc<dyn KeyService> = Arc::new(FolderKeyService::create(&keys, "vault").await.unwrap());
        let unlock = Unlock::key_service(Arc::clone(&service));
        let account = Account::create(&home, unlock, options()).await.unwrap();
        account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        account.close().await.unwrap();
        drop((account, service));
        let service = FolderKeyService::open(&keys).await.unwrap();
        let account = Account::open(&home, Unlock::key_service(Arc::new(service)), options()).await.unwrap();
        assert_eq!(account.backpacks().await.unwrap().len(), 1);
    });
}

#[test]
fn a_service_that_fails_is_told_apart_from_one_that_refuses_and_changes_nothing() {
    backpack_testkit::run(async {
        let service = vault();
        let (account, storage) = hosted(&service).await;
        let before = storage.key_file.load().await.unwrap();
        for (kind, expected, retry) in [
            (ServiceError::Unavailable, ErrorKind::KeyServiceUnavailable, Retry::Soon),
            (ServiceError::Denied, ErrorKind::KeyServiceDenied, Retry::Never),
            (ServiceError::Io, ErrorKind::KeyServiceUnavailable, Retry::Never),
            (ServiceError::Tampered, ErrorKind::Damaged, Retry::Never),
            (ServiceError::UnknownKey, ErrorKind::WrongKeyService, Retry::Never),
            (ServiceError::NewerFormat(2), ErrorKind::NewerFormat(2), Retry::Never),
        ] {
            let faulty = Arc::new(FaultyKeyService::new(Arc::new(service.clone())));
            faulty.break_down(KeyServiceCall::Any, 1, kind);
            let down = || Unlock::key_service(Arc::<FaultyKeyService>::clone(&faulty));
            let failed = |error: backpack::Error| (error.kind().clone(), error.retry());
            let told = [
                failed(opened(&storage, down()).await.unwrap_err()),
                failed(account.add_slot(down(), "").await.unwrap_err()),
                failed(account.rotate_root(vec![down()]).await.unwrap_err()),
                failed(Account::create_on(self::storage(), down(), options()).await.unwrap_err()),
            ];
            assert_eq!(told, std::array::from_fn(|_| (expected.clone(), retry)), "{kind:?}");
            // A new account is not begun that nobody could open.
            let place = tempfile::tempdir().unwrap();
            Account::create(place.path().join("account"), down(), options()).await.unwrap_err();
            assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
            faulty.mend();
            opened(&storage, down()).await.unwrap();
        }
        assert_eq!(storage.key_file.load().await.unwrap(), before);
    });
}

#[test]
fn another_service_is_a_wrong_way_in_and_no_damage() {
    backpack_testkit::run(async {
        let (_, storage) = hosted(&vault()).await;
        let other_name = MemoryKeyService::new("other").unwrap();
        // One of the same name has other master keys.
        for other in [other_name, vault()] {
            let error = opened(&storage, by(&other)).await.unwrap_err();
            assert_eq!((error.kind(), error.retry()), (&ErrorKind::WrongKeyService, Retry::Never));
        }
        let (_, by_key) = crate::account().await;
        assert_eq!(refused(&by_key, by(&vault())).await, ErrorKind::WrongKeyService);
    });
}

#[test]
fn a_wrapped_key_unwraps_for_no_other_account() {
    backpack_testkit::run(async {
        let service = vault();
        let ((one, _), (_, there)) = (hosted(&service).await, hosted(&service).await);
        let stored = there.key_file.load().await.unwrap().unwrap();
        let theirs = KeyFile::parse(&stored).unwrap().wrapped_keys().first().unwrap().wrapped.to_vec();
        // The service unwraps for the account that it wrapped for, and for no other.
        let context = backpack::keys::service_context(one.id());
        let wrapped = Wrapped::new(theirs).unwrap();
        let refused = service.unwrap(&context, &wrapped).await.unwrap_err();
        assert_eq!(refused.kind(), &ServiceError::Tampered);
    });
}

#[test]
fn a_wrapped_key_that_was_altered_is_damage() {
    backpack_testkit::run(async {
        let service = vault();
        let (_, storage) = hosted(&service).await;
        let stored = storage.key_file.load().await.unwrap().unwrap();
        let wrapped = KeyFile::parse(&stored).unwrap().wrapped_keys().first().unwrap().wrapped.to_vec();
        let at = stored.windows(wrapped.len()).position(|window| window == wrapped).unwrap();
        let mut altered = stored.to_vec();
        *altered.get_mut(at + wrapped.len() - 1).unwrap() ^= 1;
        let body = altered.len() - 32;
        let checksum = checksum(altered.get(..body).unwrap());
        altered.get_mut(body..).unwrap().copy_from_slice(&checksum);
        storage.key_file.replace(Some(&stored), altered.into()).await.unwrap();
        assert_eq!(refused(&storage, by(&service)).await, ErrorKind::Damaged);
    });
}

#[test]
fn the_way_in_of_a_service_comes_beside_others_and_goes_again() {
    backpack_testkit::run(async {
        let (account, storage) = crate::account().await;
        let service = vault();
        let shared: Arc<dyn KeyService> = Arc::new(service.clone());
        let wrong = account.rewrap(&shared).await.unwrap_err();
        assert_eq!(wrong.kind(), &ErrorKind::WrongKeyService);
        let slot = account.add_slot(by(&service), "hosted").await.unwrap();
        let code = account.make_recovery_code().await.unwrap().as_text();
        for way in [by(&service), host_key(), Unlock::recovery_code(code.expose()).unwrap()] {
            opened(&storage, way).await.unwrap();
        }
        // An account that a service alone opened comes back by its code when the service is lost.
        account.remove_slot(slot).await.unwrap();
        assert_eq!(refused(&storage, by(&service)).await, ErrorKind::WrongKeyService);
        opened(&storage, Unlock::recovery_code(code.expose()).unwrap()).await.unwrap();
        let bytes = storage.key_file.load().await.unwrap().unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"vault"), "nothing of the service is left");
    });
}

#[test]
fn a_copy_opens_by_the_same_service() {
    backpack_testkit::run(async {
        let service = vault();
        let (account, _) = hosted(&service).await;
        account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        let target = storage();
        account.copy_to(&target).await.unwrap();
        let copy = opened(&target, by(&service)).await.unwrap();
        assert_eq!(copy.backpacks().await.unwrap().len(), 1);
        let report = copy.verify(&backpack::keep::VerifyOptions::new(backpack::keep::Depth::Data)).await;
        assert_eq!(report.unwrap().outcome(), backpack::keep::Outcome::Ok);
    });
}

#[cfg(feature = "backup")]
#[test]
fn a_backup_of_an_account_of_a_service_comes_back_into_another() {
    use backpack::archive::{Key, Lock, Source};
    backpack_testkit::run(async {
        let (service, other) = (vault(), MemoryKeyService::new("other").unwrap());
        let ((account, _), (elsewhere, storage)) = (hosted(&service).await, hosted(&other).await);
        let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("backup.age");
        let lock = Lock::passphrase("of the backup".into()).with_work(10);
        account.back_up(backpack.id(), &file, lock, None).await.unwrap();
        let key = Arc::new(Key::passphrase("of the backup".into()));
        elsewhere.restore(vec![Source::sealed(&file, key)]).await.unwrap();
        let again = opened(&storage, by(&other)).await.unwrap();
        assert_eq!(again.backpack(backpack.id()).await.unwrap().person().await.unwrap().name, "Zoë Ångström");
    });
}

/// Returns SHA-256, as `sha2` has it: the facade brings no hash of its own.
fn checksum(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

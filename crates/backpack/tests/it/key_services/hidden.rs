//! What passes between an account and a key service: proved before it counts, and shown nowhere.

use std::sync::{Arc, Mutex};

use backpack::core::{Retry, SecretBytes, async_trait};
use backpack::key_service::{
    Error as ServiceFailure, ErrorKind as ServiceError, KeyService, MemoryKeyService, Wrapped,
};
use backpack::{Account, ErrorKind, Unlock};
use backpack_testkit::faults::{FaultyKeyService, FaultyStore, KeyServiceCall, StoreCall};

use super::{storage, vault};
use crate::options;

/// A service that wraps well and unwraps to another key would shut the account for ever; so would one without a name.
#[test]
fn a_service_that_cannot_prove_itself_gets_no_slot() {
    #[derive(Debug)]
    struct Broken(MemoryKeyService, String);

    #[async_trait]
    impl KeyService for Broken {
        fn name(&self) -> &str {
            &self.1
        }
        async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, ServiceFailure> {
            self.0.wrap(context, key).await
        }
        async fn unwrap(&self, _context: &[u8], _wrapped: &Wrapped) -> Result<SecretBytes, ServiceFailure> {
            Ok(SecretBytes::new(vec![0; 32]))
        }
        async fn is_current(&self, _context: &[u8], _wrapped: &Wrapped) -> Result<bool, ServiceFailure> {
            Ok(true)
        }
    }

    backpack_testkit::run(async {
        let (account, storage) = crate::account().await;
        let before = storage.key_file.load().await.unwrap();
        let broken = |name: String| Unlock::key_service(Arc::new(Broken(vault(), name)));
        let refused = account.add_slot(broken("vault".to_owned()), "").await.unwrap_err();
        assert_eq!((refused.kind(), refused.retry()), (&ErrorKind::KeyServiceUnavailable, Retry::Never));
        for name in [String::new(), "n".repeat(65)] {
            let refused = account.add_slot(broken(name), "").await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused:?}");
        }
        assert_eq!(storage.key_file.load().await.unwrap(), before);
    });
}

/// Notes the keys that pass through it, as a test may.
#[derive(Debug)]
struct Spy {
    inner: MemoryKeyService,
    seen: Mutex<Vec<SecretBytes>>,
}

#[async_trait]
impl KeyService for Spy {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, ServiceFailure> {
        self.seen.lock().unwrap().push(SecretBytes::new(key.expose().to_vec()));
        self.inner.wrap(context, key).await
    }

    async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, ServiceFailure> {
        self.inner.unwrap(context, wrapped).await
    }

    async fn is_current(&self, context: &[u8], wrapped: &Wrapped) -> Result<bool, ServiceFailure> {
        self.inner.is_current(context, wrapped).await
    }
}

/// Writes down everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _metadata: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        self.0.lock().unwrap().push_str(&format!("{span:?}\n"));
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _span: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        self.0.lock().unwrap().push_str(&format!("{values:?}\n"));
    }

    fn record_follows_from(&self, _span: &tracing::span::Id, _follows: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.0.lock().unwrap().push_str(&format!("{event:?}\n"));
    }

    fn enter(&self, _span: &tracing::span::Id) {}

    fn exit(&self, _span: &tracing::span::Id) {}
}

#[test]
fn no_key_of_a_service_is_shown_logged_or_stored() {
    let log = Log::default();
    let logging = tracing::subscriber::set_default(log.clone());
    let (shown, seen, on_disk) = backpack_testkit::run(async {
        let place = tempfile::tempdir().unwrap();
        let home = place.path().join("account");
        let spy = Arc::new(Spy { inner: vault(), seen: Mutex::default() });
        let shared: Arc<dyn KeyService> = Arc::<Spy>::clone(&spy);
        let way = || Unlock::key_service(Arc::clone(&shared));
        let account = Account::create(&home, way(), options()).await.unwrap();
        account.add_slot(way(), "second").await.unwrap();
        spy.inner.rotate().unwrap();
        account.rewrap(&shared).await.unwrap();
        account.rotate_root(vec![way()]).await.unwrap();
        let faulty = FaultyKeyService::new(Arc::clone(&shared));
        faulty.break_down(KeyServiceCall::Any, 1, ServiceError::Tampered);
        let failed = account.add_slot(Unlock::key_service(Arc::new(faulty)), "").await.unwrap_err();
        let refused = spy.inner.unwrap(b"another", &Wrapped::new([7; 90]).unwrap()).await.unwrap_err();
        let way = Unlock::key_service(Arc::new(spy.inner.clone()));
        let mut shown = format!("{account:?} {way:?} {failed:?} {failed} {failed:#?} {refused:?}");
        shown.push_str(&format!("{:?} {:?}", account.slots().await, failed.explain()));
        account.close().await.unwrap();
        // A store that is full has the account say in the log that its journal could not be written.
        let mut full = storage();
        Account::create_on(full.clone(), Unlock::key_service(Arc::clone(&shared)), options()).await.unwrap();
        let store = Arc::new(FaultyStore::new(full.store));
        store.break_down(StoreCall::Commit, 1, backpack::store::ErrorKind::Full);
        full.store = store;
        Account::open_on(full, Unlock::key_service(Arc::clone(&shared)), options()).await.unwrap();
        let mut on_disk = Vec::new();
        let mut folders = vec![home];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { on_disk.extend(std::fs::read(path).unwrap()) }
            }
        }
        let seen = std::mem::take(&mut *spy.seen.lock().unwrap());
        (shown, seen, on_disk)
    });
    drop(logging);
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.contains("could not be written"), "what was logged is looked at: {logged}");
    // One for each of two slots when they were made, rewrapped, and given a new root key, and one of the other account.
    assert_eq!(seen.len(), 7);
    for key in &seen {
        let (head, _) = key.expose().split_first_chunk::<6>().unwrap();
        let listed: Vec<_> = head.iter().map(u8::to_string).collect();
        let hex: String = head.iter().map(|byte| format!("{byte:02x}")).collect();
        for spelling in [listed.join(", "), hex] {
            assert!(!shown.contains(&spelling) && !logged.contains(&spelling), "{spelling}");
        }
        assert!(!on_disk.windows(6).any(|window| window == head), "a part of a key lies on disk");
    }
}

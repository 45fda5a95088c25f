//! The contract's checks, of both services and of a wrapper, and that they bite.

use std::sync::Arc;

use backpack_key_service::FolderKeyService;
use backpack_testkit::faults::FaultyKeyService;
use backpack_testkit::key_service::KeyServiceSubject;

use crate::{failing, memory};

mod in_memory {
    use super::{Arc, KeyServiceSubject, failing, memory};

    backpack_testkit::key_service_conformance!(async || {
        let service = memory();
        let rotated = service.clone();
        let [unreachable, denying] = failing();
        KeyServiceSubject::new(Arc::new(service.clone()))
            .with_other_handle(Arc::new(service))
            .with_rotation(move || {
                rotated.rotate().unwrap();
                async {}
            })
            .with_unreachable(unreachable)
            .with_denying(denying)
    });
}

mod in_a_folder {
    use super::{Arc, FolderKeyService, KeyServiceSubject};

    backpack_testkit::key_service_conformance!(async || {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("deep/down");
        let service = FolderKeyService::create(&folder, "folder").await.unwrap();
        let other = FolderKeyService::open(&folder).await.unwrap();
        let rotated = other.clone();
        KeyServiceSubject::new(Arc::new(service))
            .with_other_handle(Arc::new(other))
            .with_rotation(move || {
                let rotated = rotated.clone();
                async move {
                    rotated.rotate().await.unwrap();
                }
            })
            .keeping(place)
    });
}

mod wrapped_in_faults {
    use super::{Arc, FaultyKeyService, KeyServiceSubject, memory};

    backpack_testkit::key_service_conformance!(async || {
        KeyServiceSubject::new(Arc::new(FaultyKeyService::new(Arc::new(memory()))))
    });
}

/// A service that keeps one line of the contract too few, and the check that says so.
mod flawed {
    use std::future::Future;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use async_trait::async_trait;
    use backpack_core::SecretBytes;
    use backpack_key_service::{Error, ErrorKind, KeyService, MemoryKeyService, Wrapped};
    use backpack_testkit::key_service as checks;

    use super::{Arc, KeyServiceSubject, memory};

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Flaw {
        None,
        ForgetsTheContext,
        FoldsTheCase,
        DoesNotSeal,
        UnwrapsAnything,
        IsAlwaysCurrent,
        IsNeverCurrent,
        ShowsTheKey,
        HasNoName,
        SaysTryAgain,
    }

    #[derive(Debug)]
    struct Flawed(MemoryKeyService, Flaw, std::sync::Mutex<String>);

    impl Flawed {
        fn context(&self, context: &[u8]) -> Vec<u8> {
            match self.1 {
                Flaw::ForgetsTheContext => vec![1],
                Flaw::FoldsTheCase => context.to_ascii_lowercase(),
                _ => context.to_vec(),
            }
        }
    }

    #[async_trait]
    impl KeyService for Flawed {
        fn name(&self) -> &str {
            if self.1 == Flaw::HasNoName { "" } else { self.0.name() }
        }

        async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, Error> {
            match self.1 {
                Flaw::DoesNotSeal => return Wrapped::new(key.expose()),
                Flaw::ShowsTheKey => *self.2.lock().unwrap() = format!("{:?}", key.expose()),
                _ => {}
            }
            self.0.wrap(&self.context(context), key).await
        }

        async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error> {
            let unwrapped = self.0.unwrap(&self.context(context), wrapped).await;
            match (self.1, unwrapped) {
                (Flaw::DoesNotSeal, _) => Ok(SecretBytes::new(wrapped.as_bytes().to_vec())),
                (Flaw::UnwrapsAnything, Err(_)) => Ok(SecretBytes::new(vec![0; 32])),
                (Flaw::SaysTryAgain, Err(_)) => Err(Error::new(ErrorKind::Unavailable, "unwrap")),
                (_, unwrapped) => unwrapped,
            }
        }

        async fn is_current(&self, context: &[u8], wrapped: &Wrapped) -> Result<bool, Error> {
            match self.1 {
                Flaw::IsAlwaysCurrent => Ok(true),
                Flaw::IsNeverCurrent => Ok(false),
                _ => self.0.is_current(context, wrapped).await,
            }
        }
    }

    /// Runs one check, and says whether it passed.
    fn passes<F: Future<Output = ()>>(flaw: Flaw, check: impl FnOnce(KeyServiceSubject) -> F) -> bool {
        let service = memory();
        let rotated = service.clone();
        let subject = KeyServiceSubject::new(Arc::new(Flawed(service, flaw, std::sync::Mutex::default())))
            .with_rotation(move || {
                rotated.rotate().unwrap();
                async {}
            });
        catch_unwind(AssertUnwindSafe(|| backpack_testkit::run(check(subject)))).is_ok()
    }

    macro_rules! bites {
        ($($flaw:ident by $check:ident;)*) => {$(
            assert!(passes(Flaw::None, async |subject| checks::$check(&subject).await), "{}", stringify!($check));
            assert!(
                !passes(Flaw::$flaw, async |subject| checks::$check(&subject).await),
                "{} is not noticed by {}", stringify!($flaw), stringify!($check),
            );
        )*};
    }

    #[test]
    fn each_flaw_is_noticed_by_its_check() {
        bites! {
            ForgetsTheContext by refuses_another_context;
            ForgetsTheContext by takes_any_context;
            FoldsTheCase by refuses_another_context;
            DoesNotSeal by shows_nothing_of_the_key;
            DoesNotSeal by refuses_what_was_altered;
            UnwrapsAnything by refuses_what_was_altered;
            UnwrapsAnything by refuses_another_context;
            IsAlwaysCurrent by a_new_master_key_leaves_the_old_readable;
            IsNeverCurrent by unwraps_what_it_wrapped;
            ShowsTheKey by shows_nothing_of_the_key;
            HasNoName by has_a_name_that_stays;
            SaysTryAgain by refuses_what_was_altered;
        }
    }
}

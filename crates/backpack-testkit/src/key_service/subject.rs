//! A key service under test.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use backpack_core::SecretBytes;
use backpack_key_service::KeyService;

type Rotation = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A key service under test, other handles of it, and what must live as long as it does.
///
/// What is not handed in is not checked: a service that cannot be made to fail shows nothing of its failures.
pub struct KeyServiceSubject {
    pub(super) service: Arc<dyn KeyService>,
    pub(super) other: Option<Arc<dyn KeyService>>,
    pub(super) rotation: Option<Rotation>,
    pub(super) unreachable: Option<Arc<dyn KeyService>>,
    pub(super) denying: Option<Arc<dyn KeyService>>,
    _kept: Option<Box<dyn Any + Send + Sync>>,
}

impl KeyServiceSubject {
    /// Returns a key service to be tested.
    #[must_use]
    pub fn new(service: Arc<dyn KeyService>) -> Self {
        Self { service, other: None, rotation: None, unreachable: None, denying: None, _kept: None }
    }

    /// Sets another handle of the same service, made apart from the first, as after a restart.
    #[must_use]
    pub fn with_other_handle(mut self, other: Arc<dyn KeyService>) -> Self {
        self.other = Some(other);
        self
    }

    /// Sets what makes a new master key.
    #[must_use]
    pub fn with_rotation<F>(mut self, rotate: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.rotation = Some(Box::new(move || Box::pin(rotate())));
        self
    }

    /// Sets a handle that cannot reach its service: with an address at which nobody listens, for one.
    #[must_use]
    pub fn with_unreachable(mut self, unreachable: Arc<dyn KeyService>) -> Self {
        self.unreachable = Some(unreachable);
        self
    }

    /// Sets a handle whose service refuses it: with a credential that may not use the key, for one.
    #[must_use]
    pub fn with_denying(mut self, denying: Arc<dyn KeyService>) -> Self {
        self.denying = Some(denying);
        self
    }

    /// Keeps a temporary folder, a server or the like until the check has ended.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self._kept = Some(Box::new(kept));
        self
    }
}

impl fmt::Debug for KeyServiceSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyServiceSubject").field("service", &self.service).finish_non_exhaustive()
    }
}

/// Returns a key of 32 bytes that differs from seed to seed.
pub(super) fn key(seed: u8) -> SecretBytes {
    SecretBytes::new((0..32).map(|at: u8| at.wrapping_mul(7) ^ seed.wrapping_mul(31)).collect())
}

/// A context as an account's.
pub(super) const CONTEXT: &[u8] = b"backpack/1/slot/key-service/00112233445566778899aabbccddeeff";

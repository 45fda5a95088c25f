//! A key service that forgets everything when the process ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use backpack_core::SecretBytes;

use crate::master::{MasterKeys, os};
use crate::{Error, KeyService, Tally, Wrapped};

/// A key service in memory, for tests and previews. What it wrapped is lost with its last clone.
#[derive(Clone, Debug)]
pub struct MemoryKeyService {
    name: Arc<str>,
    keys: Arc<Mutex<MasterKeys>>,
}

impl MemoryKeyService {
    /// Returns a new service of this name, 1 to 64 bytes, with one master key.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a name out of its bounds.
    pub fn new(name: &str) -> Result<Self, Error> {
        let keys = MasterKeys::create(name, &mut os)?;
        Ok(Self { name: name.into(), keys: Arc::new(Mutex::new(keys)) })
    }

    /// Makes a new master key, which wraps from now on, and returns its version. Older ones still unwrap.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) beyond [`MAX_MASTER_KEYS`](crate::MAX_MASTER_KEYS).
    pub fn rotate(&self) -> Result<u32, Error> {
        self.keys().rotate(&mut os)
    }

    /// Returns the versions of the master keys that are there, the newest last.
    #[must_use]
    pub fn versions(&self) -> Vec<u32> {
        self.keys().versions()
    }

    /// Begins a count of what is wrapped under which master key.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.keys().tally()
    }

    /// Destroys an older master key.
    ///
    /// # Errors
    ///
    /// As [`FolderKeyService::retire`](crate::FolderKeyService::retire).
    pub fn retire(&self, version: u32, tally: &Tally) -> Result<(), Error> {
        self.keys().retire(version, tally)
    }

    fn keys(&self) -> MutexGuard<'_, MasterKeys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl KeyService for MemoryKeyService {
    fn name(&self) -> &str {
        &self.name
    }

    async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, Error> {
        self.keys().wrap(context, key, &mut os)
    }

    async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error> {
        self.keys().unwrap(context, wrapped)
    }

    async fn is_current(&self, _context: &[u8], wrapped: &Wrapped) -> Result<bool, Error> {
        self.keys().is_current(wrapped)
    }
}

//! The key file and the anchors, in memory.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use backpack_core::SpaceId;
use bytes::Bytes;

use crate::{Anchor, AnchorStore, Error, ErrorKind, KeyFileStore};

/// A key file in memory.
#[derive(Debug, Default)]
pub struct MemoryKeyFile(Mutex<Option<Bytes>>);

impl MemoryKeyFile {
    /// Returns a place with no key file in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl KeyFileStore for MemoryKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        Ok(lock(&self.0).clone())
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        let mut stored = lock(&self.0);
        if stored.as_ref() != before {
            return Err(Error::new(ErrorKind::Conflict(Vec::new()), "replace key file"));
        }
        *stored = Some(bytes);
        Ok(())
    }
}

/// Anchors in memory.
#[derive(Debug, Default)]
pub struct MemoryAnchors(Mutex<HashMap<SpaceId, Anchor>>);

impl MemoryAnchors {
    /// Returns a place with no anchors in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl AnchorStore for MemoryAnchors {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        Ok(lock(&self.0).get(&space).copied())
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        let mut anchors = lock(&self.0);
        let kept = anchors.entry(space).or_insert(anchor);
        if anchor.sequence > kept.sequence {
            *kept = anchor;
        }
        Ok(())
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        lock(&self.0).remove(&space);
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

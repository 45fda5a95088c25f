//! A blob store for each space, under one prefix.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_files::{BlobSpaces, BlobStore, Error};
use object_store::ObjectStore;
use object_store::path::Path;

use crate::{ObjectBlobs, Patience};

/// Hands out the blob store of each space in one object storage. Cheap to clone; any number of processes may use one place.
#[derive(Clone)]
pub struct ObjectBlobSpaces {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    patience: Patience,
}

impl ObjectBlobSpaces {
    /// Returns the blob stores under `prefix`, which may be empty. Nothing is asked or made yet.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: impl Into<Path>) -> Self {
        Self { store, prefix: prefix.into(), patience: Patience::default() }
    }

    /// Sets how long the storage is waited for, and how often it is asked.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Returns the blobs of `space`.
    #[must_use]
    pub fn blobs(&self, space: SpaceId) -> ObjectBlobs {
        ObjectBlobs::new(Arc::clone(&self.store), &self.prefix, space).with_patience(self.patience)
    }

    /// Removes what unfinished uploads of `space` left behind: see [`ObjectBlobs::sweep_unfinished`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn sweep_unfinished(&self, space: SpaceId, older_than: Duration) -> Result<u64, Error> {
        self.blobs(space).sweep_unfinished(older_than).await
    }
}

#[async_trait]
impl BlobSpaces for ObjectBlobSpaces {
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, Error> {
        Ok(Arc::new(self.blobs(space)))
    }

    /// Removes every blob of the space, and every part, finished or not. Nothing may be written to it meanwhile.
    async fn remove(&self, space: SpaceId) -> Result<(), Error> {
        self.blobs(space).remove_all().await
    }
}

/// Names neither the storage nor its credentials, which a storage's own `Debug` may show.
impl fmt::Debug for ObjectBlobSpaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectBlobSpaces").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

//! One blob store for each space, so that nothing of one Backpack is ever taken for a leftover of another.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backpack_core::SpaceId;

use crate::{BlobStore, Error, FolderBlobs, MemoryBlobs};

/// Hands out the blob store of each space: a folder, a prefix or a bucket of its own.
#[async_trait]
pub trait BlobSpaces: Send + Sync + fmt::Debug {
    /// Returns the space's blob store; one that holds nothing yet is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, Error>;

    /// Removes the space's blob store with every blob in it. Removing an absent one is no error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io); what was removed by then stays removed.
    async fn remove(&self, space: SpaceId) -> Result<(), Error> {
        let blobs = self.open(space).await?;
        loop {
            let page = blobs.list(None).await?;
            if page.ids.is_empty() {
                return Ok(());
            }
            for id in page.ids {
                blobs.delete(id).await?;
            }
        }
    }
}

/// A folder for each space, named by the space's opaque id, in one folder.
#[derive(Debug)]
pub struct FolderBlobSpaces {
    folder: PathBuf,
    // Opening a folder sweeps what looks left behind in it, so each is opened once.
    open: tokio::sync::Mutex<HashMap<SpaceId, Arc<FolderBlobs>>>,
}

impl FolderBlobSpaces {
    /// Returns the blob stores in `folder`, which is made with the first of them.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open: tokio::sync::Mutex::default() }
    }
}

#[async_trait]
impl BlobSpaces for FolderBlobSpaces {
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, Error> {
        let mut open = self.open.lock().await;
        if let Some(blobs) = open.get(&space) {
            let blobs = Arc::clone(blobs);
            return Ok(blobs);
        }
        let blobs = Arc::new(FolderBlobs::open(self.folder.join(space.to_string())).await?);
        open.insert(space, Arc::clone(&blobs));
        Ok(blobs)
    }
}

/// A blob store in memory for each space.
#[derive(Debug, Default)]
pub struct MemoryBlobSpaces(Mutex<HashMap<SpaceId, Arc<MemoryBlobs>>>);

impl MemoryBlobSpaces {
    /// Returns no blob stores yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl BlobSpaces for MemoryBlobSpaces {
    async fn open(&self, space: SpaceId) -> Result<Arc<dyn BlobStore>, Error> {
        let mut spaces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let blobs: Arc<MemoryBlobs> = Arc::clone(spaces.entry(space).or_default());
        Ok(blobs)
    }
}

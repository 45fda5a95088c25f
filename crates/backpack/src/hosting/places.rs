//! Where hosted accounts lie: one store for all of them, one place for their files, their anchors, their key files.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::{AccountId, Clock};
use backpack_files::{BlobSpaces, MemoryBlobSpaces};
use backpack_store::{
    AnchorStore, Batch, Error, ErrorKind, Fence, Key, LeaseName, MemoryAnchors, MemoryStore, Reclaimed, Scan,
    ScanPage, Store, Value, Version,
};
use std::sync::atomic::{AtomicBool, Ordering};

use super::KeyFiles;
use super::key_files::MemoryKeyFiles;
use crate::Storage;

/// Where hosted accounts lie. All share one store, since the ids of their spaces are random and never meet; only the key
/// file is each account's own. A host makes one for its process; clones are the same places.
///
/// [`Places::open`] makes one of a [`StoreUrl`](super::StoreUrl); [`Places::new`] of anything that implements the contracts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Places {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The blobs.
    pub blobs: Arc<dyn BlobSpaces>,
    /// The anchors.
    pub anchors: Arc<dyn AnchorStore>,
    /// The key files.
    pub key_files: Arc<dyn KeyFiles>,
}

impl Places {
    /// Puts places together.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn BlobSpaces>,
        anchors: Arc<dyn AnchorStore>,
        key_files: Arc<dyn KeyFiles>,
    ) -> Self {
        Self { store, blobs, anchors, key_files }
    }

    /// Returns empty places in memory, gone when the last clone is dropped: for tests and previews.
    #[must_use]
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self::new(
            Arc::new(MemoryStore::new(clock)),
            Arc::new(MemoryBlobSpaces::new()),
            Arc::new(MemoryAnchors::new()),
            Arc::new(MemoryKeyFiles::default()),
        )
    }

    /// Returns the storage of one account, whether there is such an account or not. Closing it closes nothing but it: the
    /// store goes on for all others.
    #[must_use]
    pub fn storage(&self, account: AccountId) -> Storage {
        Storage::new(
            Arc::new(OneOfMany { store: Arc::clone(&self.store), closed: AtomicBool::new(false) }),
            Arc::clone(&self.blobs),
            self.key_files.of(account),
            Arc::clone(&self.anchors),
        )
    }
}

/// A store that many accounts share, as one of them sees it: it can be closed for that one.
#[derive(Debug)]
struct OneOfMany {
    store: Arc<dyn Store>,
    closed: AtomicBool,
}

impl OneOfMany {
    fn open(&self, operation: &'static str) -> Result<&dyn Store, Error> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Closed, operation));
        }
        Ok(&*self.store)
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl Store for OneOfMany {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.open("get")?.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.open("scan")?.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.open("commit")?.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.open("lease")?.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.open("release")?.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.closed.store(true, Ordering::SeqCst);
        Ok(())
    }

    fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.open("reclaim")?.reclaim().await
    }
}

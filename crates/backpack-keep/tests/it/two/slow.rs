//! A store and a blob store that let others go first, by chance.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error as FilesError};
use backpack_store::{Batch, Error, Fence, Key, LeaseName, Scan, ScanPage, Store, Value, Version};

/// How often others go first: drawn from a seed.
#[derive(Clone, Debug)]
pub(super) struct Chance(Arc<Mutex<u64>>);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(seed | 1)))
    }

    async fn others_go_first(&self) {
        let times = {
            let mut state = self.0.lock().unwrap();
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            // Mostly a step or two, now and then so many that the other does all that it has to do.
            if (*state).is_multiple_of(17) { 400 } else { *state % 4 }
        };
        for _ in 0..times {
            tokio::task::yield_now().await;
        }
    }
}

/// A store or a blob store, with others going first before and after each call.
#[derive(Debug)]
pub(super) struct Slow<S>(pub(super) Arc<S>, pub(super) Chance);

#[async_trait]
impl<S: Store + 'static> Store for Slow<S> {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.1.others_go_first().await;
        let found = self.0.get(key).await;
        self.1.others_go_first().await;
        found
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.1.others_go_first().await;
        let page = self.0.scan(scan).await;
        self.1.others_go_first().await;
        page
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.1.others_go_first().await;
        let version = self.0.commit(batch).await;
        self.1.others_go_first().await;
        version
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.0.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.0.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.0.close().await
    }

    fn is_shared(&self) -> bool {
        self.0.is_shared()
    }
}

#[async_trait]
impl<S: BlobStore + 'static> BlobStore for Slow<S> {
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, FilesError> {
        self.1.others_go_first().await;
        let size = self.0.put(id, stream).await;
        self.1.others_go_first().await;
        size
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, FilesError> {
        self.1.others_go_first().await;
        let stream = self.0.get(id, range).await;
        self.1.others_go_first().await;
        stream
    }

    async fn size(&self, id: BlobId) -> Result<u64, FilesError> {
        self.0.size(id).await
    }

    async fn delete(&self, id: BlobId) -> Result<(), FilesError> {
        self.1.others_go_first().await;
        self.0.delete(id).await
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, FilesError> {
        self.1.others_go_first().await;
        let page = self.0.list(after).await;
        self.1.others_go_first().await;
        page
    }
}

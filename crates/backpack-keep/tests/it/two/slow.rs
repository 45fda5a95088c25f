//! A store and a blob store that let others go first, and fail now and then, by chance.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error as FilesError, ErrorKind as FilesErrorKind};
use backpack_store::{Batch, Error, ErrorKind, Fence, Key, LeaseName, Scan, ScanPage, Store, Value, Version};

/// How often others go first, and whether a call fails: drawn from a seed.
#[derive(Clone, Debug)]
pub(super) struct Chance {
    state: Arc<Mutex<u64>>,
    fails: bool,
}

/// When a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Before,
    /// Its work is done, and nobody is told.
    After,
}

impl Chance {
    pub(super) fn new(seed: u64, fails: bool) -> Self {
        Self { state: Arc::new(Mutex::new(seed | 1)), fails }
    }

    fn draw(&self) -> u64 {
        let mut state = self.state.lock().unwrap();
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state >> 8
    }

    async fn others_go_first(&self) {
        let drawn = self.draw();
        // Mostly a step or two, now and then so many that the other does all that it has to do.
        let times = if drawn.is_multiple_of(17) { 400 } else { drawn % 4 };
        for _ in 0..times {
            tokio::task::yield_now().await;
        }
    }

    fn fault(&self) -> Option<Fault> {
        let drawn = self.draw();
        match drawn % 24 {
            0 if self.fails => Some(Fault::Before),
            1 if self.fails => Some(Fault::After),
            _ => None,
        }
    }
}

fn failed() -> Error {
    Error::new(ErrorKind::Io, "commit")
}

fn blob_failed() -> FilesError {
    FilesError::new(FilesErrorKind::Io, "put blob")
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
        let fault = self.1.fault();
        if fault == Some(Fault::Before) {
            return Err(failed());
        }
        let version = self.0.commit(batch).await;
        self.1.others_go_first().await;
        if fault == Some(Fault::After) { Err(failed()) } else { version }
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
        let fault = self.1.fault();
        if fault == Some(Fault::Before) {
            return Err(blob_failed());
        }
        let size = self.0.put(id, stream).await;
        self.1.others_go_first().await;
        if fault == Some(Fault::After) { Err(blob_failed()) } else { size }
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
        if self.1.fault().is_some() {
            return Err(blob_failed());
        }
        self.0.delete(id).await
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, FilesError> {
        self.1.others_go_first().await;
        let page = self.0.list(after).await;
        self.1.others_go_first().await;
        page
    }
}

//! Blobs in memory: for tests and previews.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use backpack_core::BlobId;
use bytes::Bytes;
use futures_util::stream;

use crate::{BlobPage, BlobStore, ByteStream, Error, ErrorKind, clamp_range};

const PAGE: usize = 1000;
const CHUNK: usize = 64 << 10;

/// A blob store in memory. Nothing outlives it, and by its nature it holds every blob whole.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<BTreeMap<BlobId, Bytes>>);

impl MemoryBlobs {
    /// Returns an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<BlobId, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: BlobId, operation: &'static str) -> Result<Bytes, Error> {
        self.lock().get(&id).cloned().ok_or_else(|| Error::new(ErrorKind::NotFound, operation))
    }
}

#[async_trait]
impl BlobStore for MemoryBlobs {
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, Error> {
        let collected = stream.collect().await;
        let bytes = collected.map_err(|e| Error::new(ErrorKind::Source, "put blob").with_source(e))?;
        let mut blobs = self.lock();
        if blobs.contains_key(&id) {
            return Err(Error::new(ErrorKind::Exists, "put blob"));
        }
        let size = length(&bytes);
        blobs.insert(id, bytes);
        Ok(size)
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        let bytes = self.find(id, "read blob")?;
        let range = clamp_range(range, length(&bytes))?;
        // Both ends lie within a length that is a usize.
        let bounds = [range.start, range.end].map(|end| usize::try_from(end).unwrap_or(usize::MAX));
        let mut wanted = bytes.slice(bounds[0]..bounds[1]);
        Ok(ByteStream::new(stream::iter(std::iter::from_fn(move || {
            (!wanted.is_empty()).then(|| Ok(wanted.split_to(wanted.len().min(CHUNK))))
        }))))
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        self.find(id, "measure blob").map(|bytes| length(&bytes))
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        self.lock().remove(&id);
        Ok(())
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let blobs = self.lock();
        let mut rest = blobs.range((start, Bound::Unbounded)).map(|(id, _)| *id);
        let ids: Vec<BlobId> = rest.by_ref().take(PAGE).collect();
        let next = rest.next().and(ids.last().copied());
        Ok(BlobPage::new(ids, next))
    }
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

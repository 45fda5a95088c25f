//! A blob store under test.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use backpack_core::BlobId;
use backpack_files::{BlobStore, ByteStream, Error, ErrorKind};
use bytes::Bytes;
use futures_util::stream;

/// A blob store under test, and what must live as long as it does.
pub struct BlobSubject {
    pub(super) blobs: Arc<dyn BlobStore>,
    pub(super) memory: Memory,
    _kept: Option<Box<dyn Any + Send + Sync>>,
}

/// Whether a store may hold a blob in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    Flat,
    HoldsBlobs,
}

impl BlobSubject {
    /// Returns a blob store to be tested: fresh and empty.
    #[must_use]
    pub fn new(blobs: Arc<dyn BlobStore>) -> Self {
        Self { blobs, memory: Memory::Flat, _kept: None }
    }

    /// Excuses a store whose place is the memory from keeping its memory flat.
    #[must_use]
    pub fn in_memory(mut self) -> Self {
        self.memory = Memory::HoldsBlobs;
        self
    }

    /// Keeps a temporary folder, a server or the like until the check has ended.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self._kept = Some(Box::new(kept));
        self
    }
}

impl fmt::Debug for BlobSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobSubject").field("blobs", &self.blobs).finish_non_exhaustive()
    }
}

/// Returns `size` bytes that differ from place to place.
pub(super) fn pattern(size: usize) -> Vec<u8> {
    (0..251).cycle().take(size).collect()
}

/// Returns a stream of `bytes` in chunks of `chunk` bytes.
pub(super) fn chunked(bytes: &[u8], chunk: usize) -> ByteStream {
    let chunks: Vec<_> = bytes.chunks(chunk.max(1)).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    ByteStream::new(stream::iter(chunks))
}

/// Reads a whole blob.
pub(super) async fn read(blobs: &dyn BlobStore, id: BlobId) -> Result<Bytes, Error> {
    blobs.get(id, None).await?.collect().await
}

/// Returns the kind of failure, or `None` if it went well.
pub(super) fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| *error.kind())
}

/// Lists to the end.
pub(super) async fn list_all(blobs: &dyn BlobStore, mut after: Option<BlobId>) -> Result<Vec<BlobId>, Error> {
    let mut all = Vec::new();
    loop {
        let page = blobs.list(after).await?;
        assert!(page.next.is_none() || !page.ids.is_empty(), "an empty page is the last");
        all.extend(page.ids);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

//! The contract for blobs: sealed bytes of any size under random ids.

use std::fmt;
use std::ops::Range;

use async_trait::async_trait;
use backpack_core::BlobId;

use crate::{ByteStream, Error};

/// Keeps sealed blobs under random ids. It never sees a name, a media type or a plaintext.
///
/// Must-lines, each with the check in `backpack-testkit` (module `blobs`) that proves it:
///
/// - A blob whose `put` returned is durable and reads back byte for byte, whole (`reads_what_was_put`) or by range (`reads_ranges`).
/// - A `put` that failed or was dropped leaves no blob (`failed_puts_leave_nothing`).
/// - An id is written once (`ids_are_written_once`); a deleted blob is gone (`deleted_blobs_are_gone`).
/// - `list` names every blob once, in id order, in pages (`lists_every_blob_once`).
/// - Memory is flat: no blob is held whole (`streams_large_blobs`).
#[async_trait]
pub trait BlobStore: Send + Sync + fmt::Debug {
    /// Stores the stream under `id`; durable when it returns. Returns the number of bytes.
    ///
    /// # Errors
    ///
    /// [`Exists`](crate::ErrorKind::Exists), [`Full`](crate::ErrorKind::Full), [`Io`](crate::ErrorKind::Io),
    /// and [`Source`](crate::ErrorKind::Source) if the stream failed; nothing is then kept.
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, Error>;

    /// Returns the blob's bytes in `range`, or all of them. A range that ends beyond the blob is cut at its end.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound); [`OutOfRange`](crate::ErrorKind::OutOfRange) if the range starts beyond the end.
    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error>;

    /// Returns the blob's size in bytes.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn size(&self, id: BlobId) -> Result<u64, Error>;

    /// Removes the blob. Removing an absent blob is no error.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io).
    async fn delete(&self, id: BlobId) -> Result<(), Error>;

    /// Returns a page of ids in order, after `after`.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io).
    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error>;

    /// Removes what puts that never ended left behind, where that takes room and is no blob. Returns how many such puts
    /// there were; none, says the body given here.
    ///
    /// A put that may still end is never taken for one of them: the store decides what is old enough.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::ErrorKind::Unavailable), [`Io`](crate::ErrorKind::Io); what was removed by then stays removed.
    async fn sweep_leftovers(&self) -> Result<u64, Error> {
        Ok(0)
    }
}

/// One page of blob ids.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct BlobPage {
    /// The ids, ascending.
    pub ids: Vec<BlobId>,
    /// Where the next page continues; `None` at the end.
    pub next: Option<BlobId>,
}

impl BlobPage {
    /// Returns a page.
    #[must_use]
    pub fn new(ids: Vec<BlobId>, next: Option<BlobId>) -> Self {
        Self { ids, next }
    }
}

/// Cuts `range` to a blob of `size` bytes: what every store's `get` does first.
///
/// # Errors
///
/// [`OutOfRange`](crate::ErrorKind::OutOfRange) if the range starts beyond the end.
pub fn clamp_range(range: Option<Range<u64>>, size: u64) -> Result<Range<u64>, Error> {
    let range = range.unwrap_or(0..size);
    if range.start > size {
        return Err(Error::new(crate::ErrorKind::OutOfRange, "read blob"));
    }
    Ok(range.start..range.end.clamp(range.start, size))
}

//! One space's blobs in an object storage.

mod draft;
mod head;
mod list;
mod publish;
mod read;
mod sweep;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::{BlobId, SpaceId};
use backpack_files::{BlobPage, BlobStore, ByteStream, Error, ErrorKind};
use object_store::ObjectStore;
use object_store::path::Path;

use self::draft::Draft;
use self::head::{HEAD_BYTES, Head, NoHead};
use crate::Patience;
use crate::attempt::Place;
use crate::names::Names;
use crate::reader::Reader;
use crate::trouble::{Cause, Trouble};

/// What a blob may have to be one object; larger ones are cut into parts of this size.
const PART_BYTES: usize = 8 << 20;

/// A blob store for one space in an object storage. It needs a tokio runtime. Cheap to clone.
///
/// A blob of up to 8 MiB is one object, put on condition that there is none. A larger one is put in parts, each an object of
/// its own under a name that nobody else has; then its head, a small object that names them, is put on that condition. So
/// a blob is there whole, or not at all, and of two writers one is refused, wherever the storage offers that condition.
///
/// - A part that fails is put again, a read that breaks goes on at the byte where it broke.
/// - Memory is flat: three parts of 8 MiB while writing, pieces of 1 MiB at most while reading.
/// - What a crash leaves behind is parts that no blob names; [`sweep_unfinished`](Self::sweep_unfinished) removes them.
/// - If the storage cannot be reached after a head was sent, `put` fails with [`Unavailable`](ErrorKind::Unavailable), and the
///   blob may yet appear: whole, and named by nobody.
#[derive(Clone)]
pub struct ObjectBlobs {
    place: Place,
    names: Names,
    part_bytes: usize,
}

impl ObjectBlobs {
    /// Returns the blobs of `space` under `prefix`. Nothing is asked or made yet.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &Path, space: SpaceId) -> Self {
        let place = Place { store, patience: Patience::default() };
        Self { place, names: Names::new(prefix, space), part_bytes: PART_BYTES }
    }

    /// Sets how long the storage is waited for, and how often it is asked.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.place.patience = patience;
        self
    }

    /// Sets the size of a part in bytes, at least 1. The default is 8 MiB; memory and the number of objects follow it.
    ///
    /// Blobs that were written with another size stay readable.
    #[must_use]
    pub fn with_part_bytes(mut self, bytes: usize) -> Self {
        self.part_bytes = bytes.max(1);
        self
    }

    /// Reads the head of a blob, or fails with what stands there instead.
    async fn head(&self, id: BlobId, operation: &'static str) -> Result<Head, Error> {
        let reader = Reader::new(self.place.clone(), self.names.blob(id), Some(0..HEAD_BYTES));
        read_head(reader, operation).await.map(|(head, _)| head)
    }
}

/// Reads the head from the beginning of an object, and returns the reader too, which stands behind it.
async fn read_head(mut reader: Reader, operation: &'static str) -> Result<(Head, Reader), Error> {
    let read = async {
        let object_bytes = reader.meta().await?.size;
        let bytes = reader.read_exact(head::HEAD).await?;
        Ok::<_, Trouble>((object_bytes, bytes))
    };
    let (object_bytes, bytes) = match read.await {
        Ok(read) => read,
        // Of an object without a byte no range can be had, and what a storage says to that is not always clear.
        Err(Trouble::Passing(Cause::Answer)) if reader.is_empty().await => (0, Vec::new()),
        Err(trouble) => return Err(trouble.of_blob(operation)),
    };
    match Head::decode(&bytes, object_bytes) {
        Ok(head) => Ok((head, reader)),
        Err(NoHead::Newer(format)) => Err(Error::new(ErrorKind::NewerFormat(format), operation)),
        Err(NoHead::Damaged) => Err(Error::new(ErrorKind::Tampered, operation)),
    }
}

#[async_trait]
impl BlobStore for ObjectBlobs {
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, Error> {
        let (draft, first) = Draft::fill(self, id, stream).await?;
        self.publish(draft, first).await
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        self.read(id, range).await
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        Ok(self.head(id, "measure blob").await?.size)
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        self.remove(id).await
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        self.page(after).await
    }
}

/// Names neither the storage nor its credentials, which a storage's own `Debug` may show.
impl fmt::Debug for ObjectBlobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectBlobs").field("blobs", self.names.blobs()).finish_non_exhaustive()
    }
}

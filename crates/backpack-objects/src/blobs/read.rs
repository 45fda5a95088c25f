//! Reads a blob, from one object or from part after part.

use std::ops::Range;

use backpack_core::BlobId;
use backpack_files::{ByteStream, Error, ErrorKind, clamp_range};
use bytes::Bytes;
use futures_util::stream;

use super::head::{HEAD_BYTES, Head};
use super::{ObjectBlobs, read_head};
use crate::names::Upload;
use crate::reader::Reader;
use crate::trouble::Trouble;

const OPERATION: &str = "read blob";

impl ObjectBlobs {
    pub(super) async fn read(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        // A whole blob of one object is read by one request; for a range the head must be known first.
        let first = range.is_some().then_some(0..HEAD_BYTES);
        let is_whole = first.is_none();
        let reader = Reader::new(self.place.clone(), self.names.blob(id), first);
        let (head, reader) = read_head(reader, OPERATION).await?;
        let range = clamp_range(range, head.size)?;
        let left = if head.part_bytes > 0 {
            Left::Parts(Box::new(Parts::new(self.clone(), Upload { id, token: head.token }, head, range)))
        } else if is_whole {
            Left::Object(Box::new(reader))
        } else {
            let (start, end) = (range.start + HEAD_BYTES, range.end + HEAD_BYTES);
            Left::Object(Box::new(Reader::new(self.place.clone(), self.names.blob(id), Some(start..end))))
        };
        Ok(ByteStream::new(stream::try_unfold(left, |mut left| async move {
            let bytes = match &mut left {
                Left::Object(reader) => {
                    reader.read(usize::MAX).await.map_err(|trouble| trouble.of_blob(OPERATION))?
                }
                Left::Parts(parts) => parts.next().await?,
            };
            Ok((!bytes.is_empty()).then_some((bytes, left)))
        })))
    }
}

/// What is left to read.
enum Left {
    Object(Box<Reader>),
    Parts(Box<Parts>),
}

/// The parts of a blob that hold a range, one after another.
struct Parts {
    blobs: ObjectBlobs,
    upload: Upload,
    head: Head,
    range: Range<u64>,
    number: u64,
    open: Option<Reader>,
}

impl Parts {
    fn new(blobs: ObjectBlobs, upload: Upload, head: Head, range: Range<u64>) -> Self {
        let number = range.start.checked_div(head.part_bytes).unwrap_or_default();
        Self { blobs, upload, head, range, number, open: None }
    }

    /// Returns the next bytes; nothing at the end.
    async fn next(&mut self) -> Result<Bytes, Error> {
        loop {
            if let Some(reader) = &mut self.open {
                let read = reader.read(usize::MAX).await;
                let bytes = match read {
                    Ok(bytes) => bytes,
                    Err(trouble) => return Err(self.failed(trouble).await),
                };
                if !bytes.is_empty() {
                    return Ok(bytes);
                }
                (self.open, self.number) = (None, self.number + 1);
            }
            let (within, part_bytes) = self.head.within(self.number, &self.range);
            if within.is_empty() {
                return Ok(Bytes::new());
            }
            let path = self.blobs.names.part(self.upload, self.number);
            let mut reader = Reader::new(self.blobs.place.clone(), path, Some(within));
            match reader.meta().await.map(|meta| meta.size) {
                Ok(size) if size == part_bytes => self.open = Some(reader),
                Ok(_) => return Err(Trouble::Changed.of_blob(OPERATION)),
                Err(trouble) => return Err(self.failed(trouble).await),
            }
        }
    }

    /// Tells a blob that was deleted meanwhile from one that has lost a part.
    async fn failed(&mut self, trouble: Trouble) -> Error {
        if trouble != Trouble::Missing {
            return trouble.of_blob(OPERATION);
        }
        match self.blobs.head(self.upload.id, OPERATION).await {
            Ok(head) if head.token == self.upload.token => Error::new(ErrorKind::Tampered, OPERATION),
            Ok(_) => Error::new(ErrorKind::NotFound, OPERATION),
            Err(error) => error,
        }
    }
}

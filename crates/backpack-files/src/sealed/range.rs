//! Opening a part of a file, touching only the chunks that hold it.

use std::ops::Range;

use backpack_core::BlobId;
use bytes::Bytes;
use futures_util::stream;

use super::chunks::Chunks;
use super::{CHUNK, Cipher, HEADER, Position, SEALED_CHUNK, is_padded, read_header, tampered};
use crate::{BlobStore, ByteStream, Error, ErrorKind, FileKey, clamp_range, padded_size};

/// Returns the bytes of `range` of the file sealed in blob `id`, reading its header and the chunks that hold them.
///
/// `plain_size` is the file's size as it was measured when it was sealed. A range that ends beyond it is cut.
/// What the range does not touch is not checked. The stream ends with [`Tampered`](ErrorKind::Tampered) if a chunk
/// was altered, moved or cut, or if `plain_size` is not the size of the file and the range touches its end.
///
/// # Errors
///
/// [`OutOfRange`](ErrorKind::OutOfRange) if the range starts beyond the end; [`Tampered`](ErrorKind::Tampered) and
/// [`NewerFormat`](ErrorKind::NewerFormat) for the header; those of [`BlobStore::get`].
pub async fn open_range(
    blobs: &dyn BlobStore,
    id: BlobId,
    key: &FileKey,
    context: &[u8],
    plain_size: u64,
    range: Range<u64>,
) -> Result<ByteStream, Error> {
    let range = clamp_range(Some(range), plain_size)?;
    if range.is_empty() {
        return Ok(ByteStream::from_bytes(Bytes::new()));
    }
    let header = read(blobs, id, 0..wide(HEADER)).await?.collect().await?;
    let header = read_header(&header)?;
    let sealed_plain = if is_padded(&header) { padded_size(plain_size) } else { plain_size };
    let cipher = Cipher::new(key, context, &header);
    let index = range.start / wide(CHUNK);
    let last_index = (sealed_plain - 1) / wide(CHUNK);
    let end_index = (range.end - 1) / wide(CHUNK);
    let sealed = chunk_start(index)..chunk_start(end_index + 1);
    let chunks = Chunks::new(read(blobs, id, sealed).await?);
    let begin = Reading { cipher, chunks, index, end_index, last_index, range };
    Ok(ByteStream::new(stream::try_unfold(begin, Reading::next)))
}

struct Reading {
    cipher: Cipher,
    chunks: Chunks,
    index: u64,
    end_index: u64,
    last_index: u64,
    range: Range<u64>,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        if self.index > self.end_index {
            return Ok(None);
        }
        let mut chunk = self.chunks.next(SEALED_CHUNK, 0).await?.bytes;
        self.cipher.open(Position::new(self.index, self.last_index)?, &mut chunk)?;
        let wanted = self.wanted().filter(|wanted| wanted.end <= chunk.len()).ok_or_else(tampered)?;
        self.index += 1;
        Ok(Some((Bytes::from(chunk).slice(wanted), self)))
    }

    /// Returns which bytes of the current chunk lie in the range.
    fn wanted(&self) -> Option<Range<usize>> {
        let start = self.index * wide(CHUNK);
        let from = self.range.start.saturating_sub(start);
        let to = self.range.end.saturating_sub(start).min(wide(CHUNK));
        Some(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
    }
}

/// Reads a part of the blob. That it begins beyond the end means that the blob was cut.
async fn read(blobs: &dyn BlobStore, id: BlobId, range: Range<u64>) -> Result<ByteStream, Error> {
    let read = blobs.get(id, Some(range)).await;
    read.map_err(|error| if *error.kind() == ErrorKind::OutOfRange { tampered() } else { error })
}

const fn chunk_start(index: u64) -> u64 {
    wide(HEADER).saturating_add(index.saturating_mul(wide(SEALED_CHUNK)))
}

const fn wide(bytes: usize) -> u64 {
    bytes as u64
}

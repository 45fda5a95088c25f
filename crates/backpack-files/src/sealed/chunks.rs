//! Cuts a stream into chunks of one size, and knows which is the last.

use bytes::{Buf as _, Bytes};
use futures_util::TryStreamExt as _;

use crate::{ByteStream, Error};

/// A chunk: full unless it is the last.
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    pub(super) last: bool,
}

/// Reads a stream chunk by chunk. It holds one chunk, and the piece of the stream that is being cut.
pub(super) struct Chunks {
    source: ByteStream,
    piece: Bytes,
}

impl Chunks {
    pub(super) fn new(source: ByteStream) -> Self {
        Self { source, piece: Bytes::new() }
    }

    /// Returns the next `size` bytes, or as many as are left. `spare` bytes more fit without the chunk moving.
    pub(super) async fn next(&mut self, size: usize, spare: usize) -> Result<Chunk, Error> {
        let mut bytes = Vec::with_capacity(size + spare);
        while bytes.len() < size {
            if !self.refill().await? {
                return Ok(Chunk { bytes, last: true });
            }
            let count = self.piece.len().min(size - bytes.len());
            bytes.extend_from_slice(&self.piece.split_to(count));
        }
        // A full chunk is the last one if nothing follows it.
        let last = !self.refill().await?;
        Ok(Chunk { bytes, last })
    }

    /// Says whether there is anything left to cut.
    async fn refill(&mut self) -> Result<bool, Error> {
        while !self.piece.has_remaining() {
            match self.source.try_next().await? {
                Some(piece) => self.piece = piece,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

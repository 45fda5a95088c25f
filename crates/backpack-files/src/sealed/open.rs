//! Opening a whole file.

use std::collections::VecDeque;

use bytes::Bytes;
use futures_util::stream;

use super::chunks::Chunks;
use super::{Cipher, HEADER, Position, SEALED_CHUNK, is_padded, read_header, tampered};
use crate::padding::Unpadding;
use crate::{ByteStream, Error, FileKey};

/// Returns what [`seal_stream`](crate::seal_stream) sealed under the same key and context. Memory is flat.
///
/// Each chunk is proven before it is given out. That nothing was cut off is proven by the last one, so that content
/// counts only once the stream has ended well. It ends with [`Tampered`](crate::ErrorKind::Tampered) if the bytes were
/// altered, cut, reordered or sealed otherwise, and with [`NewerFormat`](crate::ErrorKind::NewerFormat) by name.
#[must_use]
pub fn open_stream(key: &FileKey, context: &[u8], sealed: ByteStream) -> ByteStream {
    // The cipher needs the header, which only the stream has: until then the key is kept as a copy, wiped as the original.
    let key = FileKey::from_slice(key.expose());
    let begin = Opening::Header { key, context: context.to_vec(), chunks: Chunks::new(sealed) };
    ByteStream::new(stream::try_unfold(begin, Opening::next))
}

enum Opening {
    Header {
        key: Option<FileKey>,
        context: Vec<u8>,
        chunks: Chunks,
    },
    Chunk(Box<Chunk>),
    /// The last chunk was proven; what is left of it is to be given out.
    Rest(VecDeque<Bytes>),
}

/// The next chunk, and what was opened before and not given out yet.
struct Chunk {
    cipher: Cipher,
    chunks: Chunks,
    index: u64,
    unpadding: Option<Unpadding>,
    opened: VecDeque<Bytes>,
}

impl Opening {
    async fn next(self) -> Result<Option<(Bytes, Self)>, Error> {
        let mut at = match self {
            Self::Header { key, context, mut chunks } => {
                let header = chunks.next(HEADER, 0).await?;
                let header = read_header(&header.bytes)?;
                let cipher = Cipher::new(&key.ok_or_else(tampered)?, &context, &header);
                let unpadding = is_padded(&header).then(Unpadding::default);
                Box::new(Chunk { cipher, chunks, index: 0, unpadding, opened: VecDeque::new() })
            }
            Self::Chunk(at) => at,
            Self::Rest(mut opened) => return Ok(opened.pop_front().map(|piece| (piece, Self::Rest(opened)))),
        };
        // A chunk of padding gives nothing out, and one that ends what looked like padding gives several pieces.
        while at.opened.is_empty() {
            if at.open_next().await? {
                let mut opened = at.opened;
                return Ok(opened.pop_front().map(|piece| (piece, Self::Rest(opened))));
            }
        }
        Ok(at.opened.pop_front().map(|piece| (piece, Self::Chunk(at))))
    }
}

impl Chunk {
    /// Opens the next chunk. Returns whether it was the last.
    async fn open_next(&mut self) -> Result<bool, Error> {
        let mut chunk = self.chunks.next(SEALED_CHUNK, 0).await?;
        let last_index = if chunk.last { self.index } else { u64::MAX };
        self.cipher.open(Position::new(self.index, last_index)?, &mut chunk.bytes)?;
        self.index += 1;
        match &mut self.unpadding {
            None => self.opened.push_back(chunk.bytes.into()),
            Some(unpadding) => {
                unpadding.feed(chunk.bytes.into(), &mut self.opened);
                if chunk.last && !unpadding.has_ended() {
                    return Err(tampered());
                }
            }
        }
        Ok(chunk.last)
    }
}

//! Opening a whole file.

use bytes::Bytes;
use futures_util::stream;

use super::chunks::Chunks;
use super::{Cipher, HEADER, Position, SEALED_CHUNK, read_header, tampered};
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
    Header { key: Option<FileKey>, context: Vec<u8>, chunks: Chunks },
    Chunk { cipher: Cipher, chunks: Chunks, index: u64 },
    End,
}

impl Opening {
    async fn next(self) -> Result<Option<(Bytes, Self)>, Error> {
        let (cipher, mut chunks, index) = match self {
            Self::Header { key, context, mut chunks } => {
                let header = chunks.next(HEADER, 0).await?;
                let header = read_header(&header.bytes)?;
                let key = key.ok_or_else(tampered)?;
                (Cipher::new(&key, &context, &header), chunks, 0)
            }
            Self::Chunk { cipher, chunks, index } => (cipher, chunks, index),
            Self::End => return Ok(None),
        };
        let mut chunk = chunks.next(SEALED_CHUNK, 0).await?;
        let last_index = if chunk.last { index } else { u64::MAX };
        cipher.open(Position::new(index, last_index)?, &mut chunk.bytes)?;
        let next = if chunk.last { Self::End } else { Self::Chunk { cipher, chunks, index: index + 1 } };
        Ok(Some((chunk.bytes.into(), next)))
    }
}

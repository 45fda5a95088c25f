//! Sealing.

use bytes::Bytes;
use futures_util::stream;

use super::chunks::Chunks;
use super::{CHUNK, Cipher, FORMAT, PADDED, PREFIX, Position, TAG, new_header};
use crate::padding::pad_stream;
use crate::{ByteStream, Error, FileKey};

/// Returns `plain` sealed under `key`, bound to `context`. Memory is flat: one chunk of 64 KiB at a time.
///
/// A key is for one file. `context` says what the file is, so that it opens as nothing else: its space and id.
/// The sealed stream fails where `plain` fails, and [`TooLarge`](crate::ErrorKind::TooLarge) beyond 256 TiB.
///
/// # Panics
///
/// If the operating system has no randomness to give; nothing safe can be done then.
#[must_use]
#[expect(clippy::expect_used, reason = "without randomness no nonce is safe")]
pub fn seal_stream(key: &FileKey, context: &[u8], plain: ByteStream) -> ByteStream {
    let mut prefix = [0; PREFIX];
    getrandom::fill(&mut prefix).expect("the operating system gives randomness");
    seal_with(key, context, plain, FORMAT, prefix)
}

/// Returns `plain` sealed as by [`seal_stream`], and padded first, so that its size is seen only roughly.
///
/// # Panics
///
/// As [`seal_stream`].
#[must_use]
#[expect(clippy::expect_used, reason = "without randomness no nonce is safe")]
pub fn seal_padded_stream(key: &FileKey, context: &[u8], plain: ByteStream) -> ByteStream {
    let mut prefix = [0; PREFIX];
    getrandom::fill(&mut prefix).expect("the operating system gives randomness");
    seal_with(key, context, pad_stream(plain), PADDED, prefix)
}

/// Seals with a nonce prefix that is handed in, so that the format can be pinned.
pub(super) fn seal_with(
    key: &FileKey,
    context: &[u8],
    plain: ByteStream,
    format: u8,
    prefix: [u8; PREFIX],
) -> ByteStream {
    let header = new_header(format, prefix);
    let cipher = Cipher::new(key, context, &header);
    let begin = Sealing { cipher, chunks: Chunks::new(plain), index: 0, step: Step::Header(header.to_vec()) };
    ByteStream::new(stream::try_unfold(begin, Sealing::next))
}

struct Sealing {
    cipher: Cipher,
    chunks: Chunks,
    index: u64,
    step: Step,
}

enum Step {
    Header(Vec<u8>),
    Chunk,
    End,
}

impl Sealing {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        let sealed = match std::mem::replace(&mut self.step, Step::Chunk) {
            Step::Header(header) => header,
            Step::Chunk => self.next_chunk().await?,
            Step::End => return Ok(None),
        };
        Ok(Some((sealed.into(), self)))
    }

    async fn next_chunk(&mut self) -> Result<Vec<u8>, Error> {
        let mut chunk = self.chunks.next(CHUNK, TAG).await?;
        let last_index = if chunk.last { self.index } else { u64::MAX };
        self.cipher.seal(Position::new(self.index, last_index)?, &mut chunk.bytes)?;
        self.index += 1;
        if chunk.last {
            self.step = Step::End;
        }
        Ok(chunk.bytes)
    }
}

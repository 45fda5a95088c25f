//! Streams of bytes: what every content, plain or sealed, travels in.

use std::fmt;
use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::{Error, ErrorKind};

const READ_BYTES: usize = 64 << 10;

/// A stream of bytes that ends early with an error. Chunk sizes are the producer's.
pub struct ByteStream(Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>);

impl ByteStream {
    /// Wraps a stream.
    #[must_use]
    pub fn new(stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// Returns a stream of one chunk.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::new(stream::once(async move { Ok(bytes) }))
    }

    /// Returns what `reader` gives: a file, a pipe. It is read 64 KiB at a time on tokio's blocking threads.
    ///
    /// What reading fails with becomes [`ErrorKind::Source`].
    #[must_use]
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::new(stream::try_unfold(reader, |mut reader| async move {
            let read = tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::with_capacity(READ_BYTES);
                let cap = u64::try_from(READ_BYTES).unwrap_or(u64::MAX);
                reader.by_ref().take(cap).read_to_end(&mut bytes).map(|_| (bytes, reader))
            });
            let (bytes, reader) = read.await.map_err(std::io::Error::from).flatten().map_err(unreadable)?;
            Ok((!bytes.is_empty()).then(|| (Bytes::from(bytes), reader)))
        }))
    }

    /// Returns the same stream, ending with [`ErrorKind::TooLarge`] as soon as it gives more than `limit` bytes.
    #[must_use]
    pub fn limited(self, limit: u64) -> Self {
        let mut left = limit;
        Self::new(self.map(move |chunk| {
            let chunk = chunk?;
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            left = left.checked_sub(length).ok_or_else(|| Error::new(ErrorKind::TooLarge, "read content"))?;
            Ok(chunk)
        }))
    }

    /// Reads the stream to its end into memory.
    ///
    /// # Errors
    ///
    /// The stream's own error.
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.0.try_next().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Source, "read content").with_source(error)
}

//! Where the key file lives: outside the store, so that destroying a key is real.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;

use crate::Error;

/// Keeps one small file of wrapped keys, replaced atomically. A hosted account has no folder; this is its place too.
#[async_trait]
pub trait KeyFileStore: Send + Sync + fmt::Debug {
    /// Returns the key file's bytes, or `None` if there is none yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it exists and cannot be read.
    async fn load(&self) -> Result<Option<Bytes>, Error>;

    /// Replaces the key file: after a crash at any point either the old bytes or the new ones are there, whole.
    /// When it returns, the new bytes are durable and the old ones unreachable.
    ///
    /// # Errors
    ///
    /// [`Full`](crate::ErrorKind::Full) and [`Io`](crate::ErrorKind::Io); the old bytes are then still there.
    async fn replace(&self, bytes: Bytes) -> Result<(), Error>;
}

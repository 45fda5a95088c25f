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

    /// Replaces the key file, on condition that it is still `before`: the bytes that were loaded, or `None` for no key file.
    /// Of two processes that change what both have loaded one is told so, and neither takes away what the other added.
    ///
    /// After a crash at any point either the old bytes or the new ones are there, whole. When it returns, the new bytes are
    /// durable and the old ones unreachable.
    ///
    /// # Errors
    ///
    /// [`Conflict`](crate::ErrorKind::Conflict), which names no key, if it is not `before`;
    /// [`Full`](crate::ErrorKind::Full) and [`Io`](crate::ErrorKind::Io). The old bytes are then still there.
    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error>;
}

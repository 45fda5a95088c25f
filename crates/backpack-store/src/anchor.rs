//! The anchor: a small note outside the store that reveals a lost tail or a store set back.

use std::fmt;

use async_trait::async_trait;
use backpack_core::SpaceId;

use crate::Error;

/// The last commit group that a space is known to have reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Anchor {
    /// The sequence of the commit group.
    pub sequence: u64,
    /// The hash of the commit group.
    pub hash: [u8; 32],
}

impl Anchor {
    /// Returns an anchor.
    #[must_use]
    pub fn new(sequence: u64, hash: [u8; 32]) -> Self {
        Self { sequence, hash }
    }
}

/// Keeps one anchor for each space, outside the store.
#[async_trait]
pub trait AnchorStore: Send + Sync + fmt::Debug {
    /// Returns the space's last whole anchor, or `None` if there was none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read; a torn write is not an error, the one before it counts.
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error>;

    /// Writes the space's anchor, durable when it returns; a crash leaves the old one or the new one.
    ///
    /// Only a higher sequence takes the place of the one that is kept: a lower one and the same change nothing, and are no
    /// error. Of two processes that commit one after the other, either may be the last to write its anchor, and what the
    /// later commit reached must stay known. Whoever means to set it back forgets it first.
    ///
    /// # Errors
    ///
    /// [`Full`](crate::ErrorKind::Full) and [`Io`](crate::ErrorKind::Io).
    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error>;

    /// Forgets the space's anchor.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io).
    async fn forget(&self, space: SpaceId) -> Result<(), Error>;
}

//! How much room files may take: a limit that the host sets, over any number of Backpacks.

use std::fmt;

use async_trait::async_trait;
use tokio::sync::OwnedMutexGuard;

use crate::{Error, Keep};

/// Says how many bytes files may still take. What is added under it is never more, however many are added at once.
#[async_trait]
pub trait Room: Send + Sync + fmt::Debug {
    /// Returns the room that is left to the Backpack that asks, which knows what its own files take:
    /// [`Keep::file_bytes`]. Nobody else is told theirs until the answer is dropped, so hold it for no longer than a commit.
    ///
    /// # Errors
    ///
    /// As [`Keep::file_bytes`] and [`Keep::peek_file_bytes`].
    async fn turn(&self, asking: &Keep) -> Result<Turn, Error>;
}

/// The room that is left, for as long as it is held.
#[derive(Debug)]
#[non_exhaustive]
pub struct Turn {
    /// The bytes that files may still take.
    pub left: u64,
    _turn: OwnedMutexGuard<()>,
}

impl Turn {
    /// Returns the room that is left while `turn` is held.
    #[must_use]
    pub fn new(left: u64, turn: OwnedMutexGuard<()>) -> Self {
        Self { left, _turn: turn }
    }
}

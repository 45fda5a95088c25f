//! What an embedded engine has to say for itself: all else is done for it.

use backpack_core::SpaceId;
use backpack_store::{Batch, Error, Precondition, Reclaimed, Version};

use crate::{Ballast, Lock, Readable};

/// An embedded engine, as the one thread that writes has it.
///
/// A panic of the engine counts as a write that failed.
pub trait Engine: Sized + 'static {
    /// What the store is read through, from any thread.
    type Reader: Send + Sync + 'static;

    /// A group is made durable once it holds this many bytes, though more commits wait.
    const GROUP_BYTES: usize;

    /// Lets `stage` say what a group of commits writes, and makes all of it durable at once.
    ///
    /// # Errors
    ///
    /// What `stage` or the engine says. Then nothing more is written until the store is opened again.
    fn land(
        &mut self,
        readable: &Readable<Self::Reader>,
        stage: &mut dyn FnMut(&mut dyn Group) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Gives room that superseded values take back to the system. There is room on the disk for a group.
    ///
    /// If the store cannot go on after a failure, it is poisoned.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn reclaim(&mut self, readable: &Readable<Self::Reader>) -> Result<Reclaimed, Error>;

    /// Makes durable what is not yet, before the store is closed.
    ///
    /// # Errors
    ///
    /// What the engine says. Then the store is dropped instead of closed.
    fn settle(&mut self) -> Result<(), Error>;

    /// Lets go of the store; the lock on its folder is given back after that.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn close(self, reader: Self::Reader) -> Result<(), Error>;
}

/// What a group of commits writes. Each commit sees what those before it in the group wrote.
pub trait Group {
    /// Says whether a precondition holds in `space`.
    ///
    /// # Errors
    ///
    /// What the engine says: nothing of the group lands then.
    fn holds(&self, space: SpaceId, precondition: &Precondition) -> Result<bool, Error>;

    /// Writes `batch` under `version`, and notes that version.
    ///
    /// # Errors
    ///
    /// What the engine says: nothing of the group lands then.
    fn write(&mut self, batch: Batch, version: Version) -> Result<(), Error>;

    /// Notes the highest token that any lease was given.
    ///
    /// # Errors
    ///
    /// What the engine says: nothing of the group lands then.
    fn note_token(&mut self, highest: u64) -> Result<(), Error>;
}

/// A store that was made or opened.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an engine makes it, and there is no default for any part of it"
)]
pub struct Opened<E: Engine> {
    /// The engine, as it writes.
    pub engine: E,
    /// The engine, as it is read.
    pub reader: E::Reader,
    /// The version of the last commit; 0 if there was none.
    pub last_version: u64,
    /// The highest token that any lease was given; 0 if there was none.
    pub highest_token: u64,
    /// The room that is given up when the disk is full.
    pub ballast: Ballast,
    /// The right to use the folder.
    pub lock: Lock,
}

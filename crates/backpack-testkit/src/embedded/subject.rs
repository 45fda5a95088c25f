//! An embedded store under test.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_store::{Error, Store};

use crate::VirtualClock;

/// An embedded store under test: how it is opened, and what lies in its folder.
#[async_trait]
pub trait Embedded: Send + Sync {
    /// Opens or makes the store in `folder`, which may be absent.
    ///
    /// # Errors
    ///
    /// What the store says.
    async fn open(&self, folder: &Path, opening: Opening) -> Result<Arc<dyn Store>, Error>;

    /// Returns the names of the files in a store's folder that hold what was committed, and without one of which there is
    /// no store. They are longer than a few bytes.
    fn files(&self) -> Vec<&'static str>;

    /// Returns what its manifest can say.
    fn texts(&self) -> Texts;
}

/// How a check opens a store.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opening {
    /// What may be in the folder.
    pub mode: Mode,
    /// The bytes of the file that is given up when the disk is full; 0 for none.
    pub ballast_bytes: u64,
    /// The clock by which leases run out.
    pub clock: VirtualClock,
}

/// What may be in a folder, and what is made there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store under test has to know what to do with each")]
pub enum Mode {
    /// A new store; one that is there is refused as `Exists`.
    CreateNew,
    /// The one that is there; an absent or empty folder is refused as `NotAStore`.
    Existing,
    /// Either.
    CreateOrOpen,
}

/// What the manifest of a store can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Texts {
    /// The name of the manifest's file.
    pub file: &'static str,
    /// That the making of a store was begun, and may have been broken off.
    pub begun: &'static str,
    /// That the store has the format 7, which is newer than any.
    pub newer: &'static str,
}

impl Texts {
    /// Returns what the manifest `file` says of a store that was begun, and of one of the format 7.
    #[must_use]
    pub const fn new(file: &'static str, begun: &'static str, newer: &'static str) -> Self {
        Self { file, begun, newer }
    }
}

impl Opening {
    /// Returns how most checks open a store: made or opened, no ballast, a clock that stands still.
    #[must_use]
    pub fn usual() -> Self {
        Self { mode: Mode::CreateOrOpen, ballast_bytes: 0, clock: VirtualClock::new() }
    }

    /// Sets what may be in the folder.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the bytes of the file that is given up when the disk is full.
    #[must_use]
    pub fn ballast_bytes(mut self, bytes: u64) -> Self {
        self.ballast_bytes = bytes;
        self
    }
}

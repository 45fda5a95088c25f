//! How much is read, who is told, and who may end it.

use std::fmt;
use std::sync::Arc;

use backpack_core::Cancellation;

use crate::Error;

/// How much a verification reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "either the bytes are read or they are not")]
pub enum Depth {
    /// That everything that is named is there, and fits together: journal, log, rows, heads of blocks, lengths of files.
    Structure,
    /// The same, and every byte: every block and chunk is opened, every body compared with its digest, every file with
    /// its content address.
    Data,
}

/// How a verification goes. The default reads the structure.
#[derive(Clone)]
pub struct VerifyOptions {
    pub(crate) depth: Depth,
    cancellation: Cancellation,
    progress: Option<Arc<dyn Fn(VerifyProgress) + Send + Sync>>,
}

/// How far a verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyProgress {
    /// What it looks at.
    pub step: VerifyStep,
    /// How many of them it looked at.
    pub done: u64,
}

/// What a verification looks at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum VerifyStep {
    /// Commit groups of the journal.
    Journal,
    /// Commit groups of the catalog's log.
    Log,
    /// Acts of the activity journal.
    Activity,
    /// Tables of rows.
    Rows,
    /// Blocks.
    Blocks,
    /// Files.
    Files,
    /// Blobs.
    Blobs,
}

impl VerifyOptions {
    /// Returns options of this depth.
    #[must_use]
    pub fn new(depth: Depth) -> Self {
        Self { depth, cancellation: Cancellation::new(), progress: None }
    }

    /// Sets the switch that ends the verification.
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// Sets who is told how far it is. It is called often, so it should be quick.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(VerifyProgress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    pub(crate) fn tell(&self, progress: VerifyProgress) -> Result<(), Error> {
        if self.cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if let Some(tell) = &self.progress {
            tell(progress);
        }
        Ok(())
    }
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self::new(Depth::Structure)
    }
}

impl fmt::Debug for VerifyOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyOptions").field("depth", &self.depth).finish_non_exhaustive()
    }
}

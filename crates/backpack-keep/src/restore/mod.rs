//! Everything out, as of one commit group, and everything back in: what archives and backups are made of.

mod acts;
mod file;
mod items;
mod since;
mod snapshot;
mod state;

pub use file::RestoredFile;
pub use items::{RestoredItem, RestoredPage, Unread};
pub use snapshot::{KeptRecord, KeptRows, Snapshot};
pub use state::RestoredState;

use backpack_core::{RecordId, Timestamp};

use crate::{Error, Keep, Parts, Person, RowBatch};

/// A Backpack that is being put back from an archive. Nobody sees it before [`Restore::finish`].
///
/// What is put in keeps the times, the order and the authors it had. Every call is durable when it returns, and an error
/// leaves a part behind that the caller removes together with the space.
#[derive(Debug)]
pub struct Restore {
    keep: Keep,
}

impl Restore {
    /// Begins in the empty space that the keys belong to.
    ///
    /// # Errors
    ///
    /// As [`Keep::create`].
    pub async fn begin(parts: Parts, person: Person) -> Result<Self, Error> {
        // The journal of who did what is put back, too: nothing may stand before it.
        Ok(Self { keep: Keep::create_with(parts, RowBatch::new().put(&person)).await? })
    }

    /// Writes rows, over those of the same names.
    ///
    /// # Errors
    ///
    /// As [`Keep::write`].
    pub async fn rows(&self, rows: RowBatch) -> Result<(), Error> {
        self.keep.write(rows).await.map(drop)
    }

    /// Returns the time, by the clock of whoever puts the Backpack back.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.keep.0.parts.clock.now()
    }

    /// Returns the ids of the records that are back by now, in their order.
    #[must_use]
    pub fn records(&self) -> Vec<RecordId> {
        self.keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect())
    }

    /// Returns what was put back so far, to be compared with what it was made of.
    ///
    /// # Errors
    ///
    /// As [`Keep::snapshot`].
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.keep.snapshot().await
    }

    /// Closes the part that was put back, for a caller that gives up and removes it.
    pub async fn give_up(self) {
        self.keep.close().await;
    }

    /// Ends, and returns the Backpack.
    #[must_use]
    pub fn finish(self) -> Keep {
        self.keep
    }
}

//! Blobs that nothing names: what a crash between a blob and its row leaves behind.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use backpack_core::BlobId;

use crate::catalog::Place;
use crate::{Error, Keep};

/// The blobs that this process is about to name: a sweep leaves them alone.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashSet<BlobId>>);

impl InFlight {
    pub(crate) fn begin(&self, blob: BlobId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(blob);
    }

    pub(crate) fn end(&self, blob: BlobId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&blob);
    }

    pub(crate) fn holds(&self, blob: BlobId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&blob)
    }
}

impl Keep {
    /// Removes the blobs that nothing of this Backpack names. Returns how many there were.
    ///
    /// It waits for the end of every [snapshot](crate::Snapshot), which may still read what nothing names any more.
    ///
    /// For a blob store that is this Backpack's alone, and while no other process adds to it: a blob that another
    /// process is about to name would be taken for one that nothing names.
    ///
    /// # Errors
    ///
    /// The store's and the blob store's errors.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let _gate = self.0.reading.write().await;
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = self.0.parts.blobs.list(after).await?;
            found.extend(page.ids.into_iter().filter(|blob| !self.0.in_flight.holds(*blob)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        // Asked after the blobs were listed: what was named in between is known here.
        self.refresh().await?;
        let mut named: HashSet<BlobId> = self.files().await?.into_iter().map(|row| row.blob).collect();
        self.catalog(|catalog| {
            named.extend(catalog.blocks().filter_map(|(_, block)| match block.place {
                Place::Blob(blob) => Some(blob),
                Place::Store => None,
            }));
        });
        let mut removed = 0;
        for blob in found.into_iter().filter(|blob| !named.contains(blob)) {
            self.0.parts.blobs.delete(blob).await?;
            removed += 1;
        }
        Ok(removed)
    }
}

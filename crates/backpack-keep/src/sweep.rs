//! Blobs that nothing names: what a crash between a blob and its row leaves behind, and what was let go of.
//!
//! Where one process alone has the store, it knows which blobs it is about to name, and removes the others. Where several
//! may have it, a sweep cannot know that of the others. It watches such a blob for a while first, and then condemns it:
//! that is a row in a commit group. Whoever names a blob does so in a commit group too, and of two groups one comes first.
//! If that is the name, the sweep finds it when it drafts; if that is the row, the other finds it when they draft, and
//! store the bytes again under another id. Only then is the blob removed.

mod plan;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backpack_core::{BlobId, Timestamp};

use self::plan::Plan;
use crate::catalog::{Catalog, Place};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::row::{Row as _, UnnamedRow, UploadRow};
use crate::row_batch::RowWrite;
use crate::{Error, Keep, table};

/// How long a blob that nothing names stays in a store that several processes have open, unless the host says otherwise.
pub(crate) const GRACE: Duration = Duration::from_hours(24);
/// A blob that is not named this long after its bytes were begun is stored again.
const LONGEST_FLIGHT: Duration = Duration::from_hours(12);
/// How long a condemned blob is remembered: longer than any blob is in flight, however the clocks differ.
const REMEMBERED: Duration = Duration::from_hours(48);
/// How often a sweep looks again because files were added meanwhile.
const ATTEMPTS: usize = 8;

/// The blobs that this process is about to name, each with when it was begun: a sweep leaves them alone.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashMap<BlobId, Timestamp>>);

impl InFlight {
    pub(crate) fn begin(&self, blob: BlobId, now: Timestamp) {
        self.lock().insert(blob, now);
    }

    pub(crate) fn end(&self, blob: BlobId) {
        self.lock().remove(&blob);
    }

    pub(crate) fn holds(&self, blob: BlobId) -> bool {
        self.lock().contains_key(&blob)
    }

    /// Says whether a blob was begun so long ago that nobody may know any more whether it was condemned.
    pub(crate) fn is_overdue(&self, blob: BlobId, now: Timestamp) -> bool {
        self.lock().get(&blob).is_some_and(|begun| now.saturating_since(*begun) > LONGEST_FLIGHT)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<BlobId, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keep {
    /// Removes the blobs that nothing of this Backpack names, and what puts that never ended left behind. Returns how many
    /// there were of both. Uploads that nobody went on with for [a week](crate::UPLOAD_GRACE) end first.
    ///
    /// It waits for the end of every [snapshot](crate::Snapshot) of this handle, which may still read what nothing names
    /// any more. In a store that other processes have open a blob is removed only once nothing has named it for
    /// [`Parts::blob_grace`](crate::Parts::blob_grace): a first sweep takes note of it, a later one removes it. What another
    /// process is about to name is never removed.
    ///
    /// For a blob store that is this Backpack's alone. The future may be dropped at any time.
    ///
    /// # Errors
    ///
    /// The store's and the blob store's errors.
    pub async fn sweep(&self) -> Result<u64, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            keep.end_abandoned_uploads().await?;
            let _gate = keep.0.reading.write().await;
            let leftovers = keep.0.parts.blobs.sweep_leftovers().await?;
            let found = keep.not_in_flight().await?;
            // Asked after the blobs were listed: what was named in between is known here.
            for _ in 0..ATTEMPTS {
                keep.refresh().await?;
                if let Some(removed) = keep.sweep_once(&found).await? {
                    return Ok(leftovers + removed);
                }
            }
            // Files are added all the time; the next sweep will do.
            Ok(leftovers)
        })
        .await
    }

    async fn not_in_flight(&self) -> Result<HashSet<BlobId>, Error> {
        let mut found = HashSet::new();
        let mut after = None;
        loop {
            let page = self.0.parts.blobs.list(after).await?;
            found.extend(page.ids.into_iter().filter(|blob| !self.0.in_flight.holds(*blob)));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// Returns how many blobs were removed; `None` if something was named meanwhile.
    async fn sweep_once(&self, found: &HashSet<BlobId>) -> Result<Option<u64>, Error> {
        let parts = &self.0.parts;
        // Files that come after this commit group are not among the named.
        let at = self.sequence();
        let mut named: HashSet<BlobId> = self.files().await?.into_iter().map(|row| row.blob).collect();
        named.extend(self.rows::<UploadRow>().await?.iter().filter_map(UploadRow::blob));
        self.catalog(|catalog| named.extend(block_blobs(catalog)));
        named.extend(self.index_blobs().await?.into_keys());
        let noted = self.rows::<UnnamedRow>().await?;
        let grace = parts.store.is_shared().then_some(parts.blob_grace);
        let flies = |blob| self.0.in_flight.holds(blob);
        let plan = Plan::new(found, &named, &noted, (parts.clock.now(), grace), flies);
        for step in plan.steps {
            let rows = step.rows.into_write(&parts.keys)?;
            let write = SweepWrite { at, condemned: step.condemned.into_iter().collect(), rows };
            if self.0.commit(&Arc::new(Mutex::new(write))).await?.is_none() {
                return Ok(None);
            }
        }
        let removed = plan.remove.len() as u64;
        for blob in plan.remove {
            parts.blobs.delete(blob).await?;
        }
        Ok(Some(removed))
    }

    /// Removes blobs that a commit group left without a name, unless other processes may still read them: a sweep will.
    pub(crate) async fn discard(&self, blobs: Vec<BlobId>) -> Result<(), Error> {
        if self.0.is_shared() {
            return Ok(());
        }
        self.delete_blobs(blobs).await
    }
}

fn block_blobs(catalog: &Catalog) -> impl Iterator<Item = BlobId> + '_ {
    catalog.blocks().filter_map(|(_, block)| match block.place {
        Place::Blob(blob) => Some(blob),
        Place::Store => None,
    })
}

/// What a sweep notes, on its way to a commit.
#[derive(Debug)]
struct SweepWrite {
    /// The commit group up to which it knows what is named.
    at: u64,
    condemned: HashSet<BlobId>,
    rows: RowWrite,
}

impl Write for SweepWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        // The catalog knows that the row of a file, an upload or the index was written, but not which blob it names.
        let rows = [table::FILE, table::UPLOAD, table::INDEX];
        let may_be_named = rows.iter().any(|table| catalog.newest_row(table.0) > self.at)
            || block_blobs(catalog).any(|blob| self.condemned.contains(&blob));
        if may_be_named && !self.condemned.is_empty() {
            return Ok(Drafted::Stale);
        }
        self.rows.draft(catalog, draft)
    }

    fn room(&self) -> usize {
        self.rows.room()
    }

    /// What other writers drafted in the same group may name what is condemned.
    fn is_alone(&self) -> bool {
        true
    }
}

//! What a sweep does with each blob that nothing names.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use backpack_core::{BlobId, Timestamp};

use super::REMEMBERED;
use crate::RowBatch;
use crate::row::{Fate, UnnamedRow};

/// The blobs that are noted in one commit.
const AT_ONCE: usize = 512;

/// What a sweep does.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is noted, a commit each, before anything is removed.
    pub(super) steps: Vec<Step>,
    /// The blobs that are removed.
    pub(super) remove: Vec<BlobId>,
}

/// What is noted in one commit.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) rows: RowBatch,
    /// The blobs that these rows condemn.
    pub(super) condemned: Vec<BlobId>,
    blobs: usize,
}

impl Plan {
    /// Returns what is to be done: `found` is there, `named` has a name, `noted` is what earlier sweeps knew. Without a
    /// `grace` no other process has the store open, and what has no name is removed at once.
    pub(super) fn new(
        found: &HashSet<BlobId>,
        named: &HashSet<BlobId>,
        noted: &[UnnamedRow],
        (now, grace): (Timestamp, Option<Duration>),
        flies: impl Fn(BlobId) -> bool,
    ) -> Self {
        let mut plan = Self::default();
        let known: HashMap<BlobId, Vec<&UnnamedRow>> = noted.iter().fold(HashMap::new(), |mut known, row| {
            known.entry(row.blob).or_insert_with(Vec::new).push(row);
            known
        });
        let unnamed = found.iter().copied().filter(|blob| !named.contains(blob));
        for blob in unnamed.clone() {
            let rows = known.get(&blob).map(Vec::as_slice).unwrap_or_default();
            plan.meet(blob, rows, now, grace);
        }
        let unnamed: HashSet<BlobId> = unnamed.collect();
        for row in noted.iter().filter(|row| !unnamed.contains(&row.blob) && !flies(row.blob)) {
            let is_over = match row.fate {
                // It has a name by now, or is gone.
                Fate::Watched => true,
                Fate::Condemned => grace.is_none() || row.since.saturating_add(REMEMBERED) <= now,
            };
            if is_over {
                plan.step().forget(row.blob, row.fate);
            }
        }
        plan
    }

    fn meet(&mut self, blob: BlobId, noted: &[&UnnamedRow], now: Timestamp, grace: Option<Duration>) {
        let watched = noted.iter().find(|row| row.fate == Fate::Watched);
        let Some(grace) = grace else {
            noted.iter().for_each(|row| self.step().forget(blob, row.fate));
            self.remove.push(blob);
            return;
        };
        if noted.iter().any(|row| row.fate == Fate::Condemned) {
            // Whoever condemned it did not come to remove it.
            self.remove.push(blob);
            return;
        }
        let since = watched.map_or(now, |row| row.since);
        if since.saturating_add(grace) <= now {
            let step = self.step();
            step.note(blob, Fate::Condemned, now);
            step.condemned.push(blob);
            if watched.is_some() {
                step.forget(blob, Fate::Watched);
            }
            self.remove.push(blob);
        } else if watched.is_none() {
            self.step().note(blob, Fate::Watched, now);
        }
    }

    /// Returns the step that has room for one more blob.
    fn step(&mut self) -> &mut Step {
        let room = self.steps.pop_if(|step| step.blobs < AT_ONCE);
        let mut step = room.unwrap_or_default();
        step.blobs += 1;
        self.steps.push_mut(step)
    }
}

impl Step {
    fn note(&mut self, blob: BlobId, fate: Fate, since: Timestamp) {
        let rows = std::mem::take(&mut self.rows);
        self.rows = rows.put(&UnnamedRow { blob, fate, since });
    }

    fn forget(&mut self, blob: BlobId, fate: Fate) {
        let rows = std::mem::take(&mut self.rows);
        self.rows = rows.delete::<UnnamedRow>(UnnamedRow::name_of(blob, fate));
    }
}

//! How far a sync is: one slot a query.

use std::sync::{Mutex, MutexGuard, PoisonError};

use backpack_connect::Query;
use backpack_keep::QueryOutcome;
use serde::Serialize;

/// How far a sync is.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// One slot a query, in the order of the plan.
    pub queries: Vec<QueryProgress>,
    /// The attachments that were dealt with.
    pub attachments_done: u64,
    /// The attachments known so far.
    pub attachments: u64,
}

/// How far one query is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QueryProgress {
    /// The query's stable name.
    pub id: String,
    /// What it brings, in words for people.
    pub label: String,
    /// How far it is.
    pub slot: Slot,
}

/// How far one query is. The number is that of the items received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Slot {
    /// It has not begun.
    Pending,
    /// It is under way.
    Active(u64),
    /// It brought everything there is.
    Done(u64),
    /// There is nothing.
    Empty,
    /// The portal refused it, does not know it, or the grant does not cover it.
    Refused,
    /// It failed, and will be asked again.
    Failed,
    /// Some of it is missing.
    Partial(u64),
}

impl Slot {
    pub(crate) fn ended(outcome: &QueryOutcome, received: u64) -> Self {
        match outcome {
            QueryOutcome::Done => Self::Done(received),
            QueryOutcome::Empty => Self::Empty,
            QueryOutcome::Refused(_) | QueryOutcome::NotGranted | QueryOutcome::NotSupported => Self::Refused,
            QueryOutcome::Partial(_) => Self::Partial(received),
            _ => Self::Failed,
        }
    }
}

/// Where the slots stand, and who is told.
pub(crate) struct Board<'a> {
    shown: Mutex<Progress>,
    tell: &'a (dyn Fn(&Progress) + Send + Sync),
}

impl<'a> Board<'a> {
    pub(crate) fn new(tell: &'a (dyn Fn(&Progress) + Send + Sync)) -> Self {
        Self { shown: Mutex::default(), tell }
    }

    pub(crate) fn plan(&self, queries: &[Query]) {
        let slot = |query: &Query| QueryProgress {
            id: query.id.clone(),
            label: query.label.clone(),
            slot: Slot::Pending,
        };
        self.change(|progress| progress.queries = queries.iter().map(slot).collect());
    }

    pub(crate) fn set(&self, query: usize, slot: Slot) {
        self.change(|progress| {
            if let Some(shown) = progress.queries.get_mut(query) {
                shown.slot = slot;
            }
        });
    }

    pub(crate) fn attachments(&self, done: u64, all: u64) {
        self.change(|progress| (progress.attachments_done, progress.attachments) = (done, all));
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        let mut shown = self.lock();
        change(&mut shown);
        (self.tell)(&shown);
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

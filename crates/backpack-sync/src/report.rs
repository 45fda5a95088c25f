//! What a sync brought.

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_keep::{Counts, QueryOutcome};
use serde::Serialize;

use crate::Touched;

/// What a sync brought. As JSON its field names are stable.
///
/// `received` = `new` + `changed` + `unchanged` + `refused_person` + `quarantined`; deletions are counted apart.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct SyncReport {
    /// Items received, deletions not among them.
    pub received: u64,
    /// Records that were not here before.
    pub new: u64,
    /// Records that got a new version.
    pub changed: u64,
    /// Items that said nothing new.
    pub unchanged: u64,
    /// Items about another patient, not kept.
    pub refused_person: u64,
    /// Items that could not be read or that the connector doubts, kept raw.
    pub quarantined: u64,
    /// Records that the source says it no longer has.
    pub gone: u64,
    /// Records that the source no longer returns, without a word: marked, not deleted.
    pub vanished: u64,
    /// Items received by resource type; what could not be read has none.
    pub by_type: BTreeMap<String, u64>,
    /// Every query of the plan, in its order.
    pub queries: Vec<QueryReport>,
    /// What became of the attachments.
    pub attachments: AttachmentReport,
    /// Warnings of the portal in its own words, each once.
    pub warnings: Vec<String>,
    /// Whether no gap is left that a later sync could fill. What was refused, not granted or not supported is no such gap:
    /// it stands in `queries`, and so do attachments that failed in `attachments`.
    pub complete: bool,
    /// Whether the person must sign in again.
    pub needs_sign_in: bool,
    /// Which records are new, changed or gone; not part of the JSON.
    #[serde(skip)]
    pub touched: Touched,
    /// How long the portal asked to be left alone, if that was too long to wait within the sync; not part of the JSON.
    #[serde(skip)]
    pub wait: Option<Duration>,
    /// Whether the portal was found down as a whole: it answered nothing; not part of the JSON.
    #[serde(skip)]
    pub portal_failed: bool,
    /// How long it took, in seconds of the host's clock.
    pub seconds: f64,
    /// The bytes of the records received.
    pub bytes: u64,
}

/// How one query went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QueryReport {
    /// The query's stable name.
    pub id: String,
    /// What it brings, in words for people.
    pub label: String,
    /// `done`, `empty`, `refused`, `not_granted`, `not_supported`, `partial` or `failed`.
    pub outcome: &'static str,
    /// Why, in the portal's words or the engine's, if it is not `done` or `empty`.
    pub reason: Option<String>,
    /// Items received.
    pub received: u64,
    /// Records that were not here before.
    pub new: u64,
    /// Records that got a new version.
    pub changed: u64,
}

/// What became of the attachments that records name by address, or hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct AttachmentReport {
    /// Attachments that were new in this sync, or were waiting before it.
    pub found: u64,
    /// Attachments that are kept now.
    pub fetched: u64,
    /// Attachments that the portal refuses, or that cannot be read.
    pub failed: u64,
    /// Attachments that are tried again at a later sync.
    pub waiting: u64,
    /// Kept attachments whose size or hash is not what their record says.
    pub mismatched: u64,
}

impl SyncReport {
    /// Takes the report of another sync into this one, for several connections told as one. What both asked is listed
    /// twice; it is complete only if both are.
    pub fn merge(&mut self, other: Self) {
        let is_first = self == &Self::default();
        self.complete = other.complete && (self.complete || is_first);
        self.needs_sign_in |= other.needs_sign_in;
        self.received += other.received;
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused_person += other.refused_person;
        self.quarantined += other.quarantined;
        self.gone += other.gone;
        self.vanished += other.vanished;
        for (name, count) in other.by_type {
            *self.by_type.entry(name).or_default() += count;
        }
        self.queries.extend(other.queries);
        self.attachments.merge(other.attachments);
        self.warnings.extend(other.warnings);
        self.touched.merge(&other.touched);
        self.wait = self.wait.max(other.wait);
        self.portal_failed |= other.portal_failed;
        self.seconds += other.seconds;
        self.bytes += other.bytes;
    }

    pub(crate) fn add(&mut self, counts: &Counts) {
        self.received += counts.received;
        self.new += counts.new;
        self.changed += counts.changed;
        self.unchanged += counts.unchanged;
        self.refused_person += counts.refused_person;
        self.quarantined += counts.quarantined;
        self.gone += counts.gone;
        self.bytes += counts.bytes;
    }
}

impl AttachmentReport {
    fn merge(&mut self, other: Self) {
        self.found += other.found;
        self.fetched += other.fetched;
        self.failed += other.failed;
        self.waiting += other.waiting;
        self.mismatched += other.mismatched;
    }
}

impl QueryReport {
    pub(crate) fn new(id: &str, label: &str, outcome: &QueryOutcome, counts: &Counts) -> Self {
        let (outcome, reason) = words(outcome);
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            outcome,
            reason,
            received: counts.received,
            new: counts.new,
            changed: counts.changed,
        }
    }
}

/// Says whether a query that ended so leaves no gap that a later sync could fill.
pub(crate) fn is_complete(outcome: &QueryOutcome) -> bool {
    !matches!(outcome, QueryOutcome::Partial(_) | QueryOutcome::Failed(_))
}

fn words(outcome: &QueryOutcome) -> (&'static str, Option<String>) {
    match outcome {
        QueryOutcome::Done => ("done", None),
        QueryOutcome::Empty => ("empty", None),
        QueryOutcome::Refused(words) => ("refused", Some(words.clone())),
        QueryOutcome::NotGranted => ("not_granted", None),
        QueryOutcome::NotSupported => ("not_supported", None),
        QueryOutcome::Partial(reason) => ("partial", Some(reason.clone())),
        QueryOutcome::Failed(reason) => ("failed", Some(reason.clone())),
        _ => ("failed", None),
    }
}

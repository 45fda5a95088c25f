//! The ledger: what was asked, how it ended, what is missing.

use backpack_connect::Outcome;
use backpack_core::Timestamp;
use serde::{Deserialize, Serialize};

/// What was asked of one query, how it ended, and what is missing. A gap never reads as "none".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ledger {
    /// When the query was last begun.
    pub asked: Timestamp,
    /// When this was written.
    pub at: Timestamp,
    /// How it ended; `None` while it runs, or if it was broken off.
    pub outcome: Option<QueryOutcome>,
    /// What the sync that began at `asked` brought so far. [`commit_page`](crate::Keep::commit_page) adds what its page brought.
    pub counts: Counts,
    /// What is missing, in the portal's words or the engine's.
    pub missing: Option<String>,
    /// When it last ended with everything received.
    pub last_success: Option<Timestamp>,
}

impl Ledger {
    /// Returns the ledger of a query that was begun at `asked` and has brought nothing yet.
    #[must_use]
    pub fn new(asked: Timestamp) -> Self {
        Self { asked, at: asked, outcome: None, counts: Counts::default(), missing: None, last_success: None }
    }
}

/// How a query ended: [`Outcome`] as it is kept. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum QueryOutcome {
    /// Everything there is was received.
    Done,
    /// The portal has nothing of this.
    Empty,
    /// The portal refused the question, in these words.
    Refused(String),
    /// The person's grant does not cover it.
    NotGranted,
    /// The portal does not know this question.
    NotSupported,
    /// Some of it is missing, for this reason.
    Partial(String),
    /// It failed, for this reason; it will be asked again.
    Failed(String),
}

impl From<Outcome> for QueryOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::Empty => Self::Empty,
            Outcome::Refused(words) => Self::Refused(words),
            Outcome::NotGranted => Self::NotGranted,
            Outcome::NotSupported => Self::NotSupported,
            Outcome::Partial(reason) => Self::Partial(reason),
            // An outcome of a later contract says at least that not everything is known to be here.
            _ => Self::Partial(String::new()),
        }
    }
}

/// How many items came, and what became of them: received = new + changed + unchanged + refused person + quarantined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "plain numbers, made with struct update from the default")]
pub struct Counts {
    /// Items received, deletions not among them.
    pub received: u64,
    /// Records that were not here before.
    pub new: u64,
    /// Records that got a new version.
    pub changed: u64,
    /// Items that said nothing new.
    pub unchanged: u64,
    /// Items about another person, not kept.
    pub refused_person: u64,
    /// Items that could not be read, kept raw.
    pub quarantined: u64,
    /// Records that the source no longer has. Counted apart.
    pub gone: u64,
    /// Bytes received.
    pub bytes: u64,
}

//! What became of a mistake that a holder was asked to amend.

use backpack_core::{RecordId, Timestamp};

/// What became of one finding of a request for amendment. It is found out each time from the record's versions, and kept
/// nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Amended {
    /// The place of the finding in the request, from 0.
    pub place: u16,
    /// The record.
    pub record: RecordId,
    /// What became of it at its source.
    pub outcome: Outcome,
    /// What the source says there now, as JSON; `None` if nothing, or if the finding is about the record as a whole.
    pub says: Option<String>,
    /// Since when it is so: when the version came, or when the record was gone; `None` if nothing changed.
    pub since: Option<Timestamp>,
    /// Whether the holder accepted it.
    pub is_accepted: bool,
    /// Whether the amendment is verified: the holder accepted it, and a sync after the request was sent brought from the
    /// same source, for the same record, the value that was asked for. A finding about a record as a whole never is: the
    /// person judges.
    pub is_verified: bool,
}

/// What became of what was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The source says what was asked for.
    AsAsked,
    /// The source says something else since: neither what it said, nor what was asked for. Of a record as a whole: there is
    /// a newer version.
    Otherwise,
    /// The source says what it said.
    NotYet,
    /// It is not there any more: the source removed the record or took it back, or the item of the list is gone.
    Vanished,
    /// The record is not in this Backpack any more.
    NotHere,
}

impl Outcome {
    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsAsked => "changed as asked",
            Self::Otherwise => "changed otherwise",
            Self::NotYet => "not changed yet",
            Self::Vanished => "vanished",
            Self::NotHere => "not here any more",
        }
    }
}

//! The overlay: what the person changed, noted, attached, hid or flagged. Append-only; a sync never touches it.

use backpack_core::{EventId, FileId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Actor {
    /// The person the Backpack is about.
    Person,
    /// Somebody else, by the name the host app gave.
    Named(String),
    /// The engine itself.
    Engine,
}

/// One event of the overlay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OverlayEvent {
    /// The event's id, random.
    pub id: EventId,
    /// The record it concerns.
    pub record: RecordId,
    /// Who did it.
    pub actor: Actor,
    /// When, by the host's clock.
    pub at: Timestamp,
    /// What was done.
    pub change: OverlayChange,
}

impl OverlayEvent {
    /// Returns an event with a random id.
    #[must_use]
    pub fn new(record: RecordId, actor: Actor, at: Timestamp, change: OverlayChange) -> Self {
        Self { id: EventId::random(), record, actor, at, change }
    }
}

/// What the person did to a record. New variants go at the end: the position is what is persisted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OverlayChange {
    /// Wrote a note.
    Noted(String),
    /// Attached a file.
    Attached(FileId),
    /// Took a file off.
    Detached(FileId),
    /// Hid the record.
    Hidden,
    /// Showed it again.
    Shown,
    /// Marked it as wrong, with a reason.
    Flagged(String),
    /// Took the mark off.
    Unflagged,
    /// Deleted it, if it is an entry. The bytes stay until compaction.
    Deleted,
    /// Brought a deleted entry back.
    Restored,
}

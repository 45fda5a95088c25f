//! The overlay: what the person changed, noted, attached, hid or flagged. Append-only; a sync never touches it.

mod correction;
mod fold;
mod link;
mod tag;
mod undo;

use std::time::Duration;

use backpack_core::{ConnectionId, ContactId, EventId, FileId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

pub use correction::{
    Corrected, Correction, CorrectionState, Element, ElementPath, ElementStep, Field, InvalidPath, Judged,
    MAX_CORRECTED, NewValue, NotCorrectable, OverlayCorrection,
};
pub use link::{OverlayLink, Relation};
pub use tag::{InvalidTag, MAX_TAG, fold_tag, tag};
pub use undo::{NotUndoable, undoable};

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
    /// What a connection brought by itself.
    Connection(ConnectionId),
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

    /// Moves the event after everything in `overlay`, by a millisecond if the clock did not move or went backwards.
    ///
    /// Events are ordered by time, so an event that answers an earlier one must be later.
    #[must_use]
    pub fn after(mut self, overlay: &Overlay) -> Self {
        if let Some(last) = overlay.changed_at {
            self.at = self.at.max(last.saturating_add(Duration::from_millis(1)));
        }
        self
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
    /// Deleted it, if it is an entry. The bytes stay, so that it can be brought back.
    Deleted,
    /// Brought a deleted entry back.
    Restored,
    /// Rewrote a note, named by the event that wrote it.
    NoteRewritten(EventId, String),
    /// Took a note off, named by the event that wrote it.
    NoteRemoved(EventId),
    /// Undid an earlier event, or undid that undoing again.
    Undone(EventId),
    /// Put a tag on: see [`tag`].
    Tagged(String),
    /// Took a tag off, in whatever case it was written.
    Untagged(String),
    /// Corrected an element, or based its correction on what the source says now.
    Corrected(Box<Correction>),
    /// Took the correction of an element back.
    Uncorrected(ElementPath),
    /// Linked it to another record: what it has to do with it, and the same in words.
    Linked(RecordId, Relation, Option<String>),
    /// Took the link to another record off.
    Unlinked(RecordId),
    /// Linked it to a contact.
    ContactLinked(ContactId),
    /// Took the link to a contact off.
    ContactUnlinked(ContactId),
}

/// What the events of one record come to: how the person sees it now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overlay {
    /// The notes, oldest first.
    pub notes: Vec<OverlayNote>,
    /// The files attached, in the order in which they were, each once.
    pub files: Vec<FileId>,
    /// Whether the person hid the record.
    pub hidden: bool,
    /// Why the person marked it as wrong, if so.
    pub flagged: Option<String>,
    /// Whether it is a deleted entry.
    pub deleted: bool,
    /// The tags, in the order in which they were put on, each once.
    pub tags: Vec<String>,
    /// The corrections that were not taken back, in the order in which their elements were first corrected.
    pub corrections: Vec<OverlayCorrection>,
    /// The links from it to other records, one for each, in the order in which they were first made.
    pub links: Vec<OverlayLink>,
    /// The contacts that it is linked to, in the order in which they were, each once.
    pub contacts: Vec<ContactId>,
    /// The time of the latest event.
    pub changed_at: Option<Timestamp>,
}

/// A note on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OverlayNote {
    /// The event that wrote it.
    pub id: EventId,
    /// Its text, as last written.
    pub text: String,
    /// Who wrote it first.
    pub actor: Actor,
    /// When it was first written.
    pub at: Timestamp,
}

//! What the person did, as JSON.

use backpack_core::{EventId, FileId, RecordId};
use backpack_record::{OverlayChange, OverlayEvent};
use serde::{Deserialize, Serialize};

use super::ActorLine;
use crate::text::{At, Shown};

/// One event of the overlay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventLine {
    pub(crate) id: Shown<EventId>,
    pub(crate) at: At,
    pub(crate) by: ActorLine,
    #[serde(flatten)]
    change: ChangeLine,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
enum ChangeLine {
    Noted { text: String },
    Attached { file: Shown<FileId> },
    Detached { file: Shown<FileId> },
    Hidden,
    Shown,
    Flagged { reason: String },
    Unflagged,
    Deleted,
    Restored,
    NoteRewritten { note: Shown<EventId>, text: String },
    NoteRemoved { note: Shown<EventId> },
    Undone { event: Shown<EventId> },
}

impl EventLine {
    /// Returns the line of an event; `None` if this version has no word for what was done.
    pub(crate) fn new(event: &OverlayEvent) -> Option<Self> {
        let change = match event.change.clone() {
            OverlayChange::Noted(text) => ChangeLine::Noted { text },
            OverlayChange::Attached(file) => ChangeLine::Attached { file: Shown(file) },
            OverlayChange::Detached(file) => ChangeLine::Detached { file: Shown(file) },
            OverlayChange::Hidden => ChangeLine::Hidden,
            OverlayChange::Shown => ChangeLine::Shown,
            OverlayChange::Flagged(reason) => ChangeLine::Flagged { reason },
            OverlayChange::Unflagged => ChangeLine::Unflagged,
            OverlayChange::Deleted => ChangeLine::Deleted,
            OverlayChange::Restored => ChangeLine::Restored,
            OverlayChange::NoteRewritten(note, text) => ChangeLine::NoteRewritten { note: Shown(note), text },
            OverlayChange::NoteRemoved(note) => ChangeLine::NoteRemoved { note: Shown(note) },
            OverlayChange::Undone(event) => ChangeLine::Undone { event: Shown(event) },
            _ => return None,
        };
        let by = ActorLine::new(&event.actor)?;
        Some(Self { id: Shown(event.id), at: At(event.at), by, change })
    }

    /// Returns the event of a record.
    pub(crate) fn event(self, record: RecordId) -> OverlayEvent {
        let change = match self.change {
            ChangeLine::Noted { text } => OverlayChange::Noted(text),
            ChangeLine::Attached { file } => OverlayChange::Attached(file.0),
            ChangeLine::Detached { file } => OverlayChange::Detached(file.0),
            ChangeLine::Hidden => OverlayChange::Hidden,
            ChangeLine::Shown => OverlayChange::Shown,
            ChangeLine::Flagged { reason } => OverlayChange::Flagged(reason),
            ChangeLine::Unflagged => OverlayChange::Unflagged,
            ChangeLine::Deleted => OverlayChange::Deleted,
            ChangeLine::Restored => OverlayChange::Restored,
            ChangeLine::NoteRewritten { note, text } => OverlayChange::NoteRewritten(note.0, text),
            ChangeLine::NoteRemoved { note } => OverlayChange::NoteRemoved(note.0),
            ChangeLine::Undone { event } => OverlayChange::Undone(event.0),
        };
        let mut event = OverlayEvent::new(record, self.by.actor(), self.at.0, change);
        event.id = self.id.0;
        event
    }
}

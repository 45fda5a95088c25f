//! What the person did, as JSON.

use backpack_core::{ContactId, EventId, FileId, RecordId};
use backpack_record::{OverlayChange, OverlayEvent, Relation};
use serde::{Deserialize, Serialize};

use super::ActorLine;
use super::correction::{CorrectionLine, StepLine, element, steps};
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
    Tagged { tag: String },
    Untagged { tag: String },
    Corrected(CorrectionLine),
    Uncorrected { element: Vec<StepLine> },
    Linked { to: Shown<RecordId>, relation: RelationLine, words: Option<String> },
    Unlinked { to: Shown<RecordId> },
    ContactLinked { contact: Shown<ContactId> },
    ContactUnlinked { contact: Shown<ContactId> },
}

/// A relation by its stable name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
struct RelationLine(Relation);

impl TryFrom<String> for RelationLine {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Relation::named(&name).map(Self).ok_or("a relation that this version has no word for")
    }
}

impl From<RelationLine> for &'static str {
    fn from(line: RelationLine) -> Self {
        line.0.name()
    }
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
            OverlayChange::Tagged(tag) => ChangeLine::Tagged { tag },
            OverlayChange::Untagged(tag) => ChangeLine::Untagged { tag },
            OverlayChange::Corrected(correction) => ChangeLine::Corrected(CorrectionLine::new(*correction)),
            OverlayChange::Uncorrected(element) => ChangeLine::Uncorrected { element: steps(element) },
            OverlayChange::Linked(to, relation, words) => {
                ChangeLine::Linked { to: Shown(to), relation: RelationLine(relation), words }
            }
            OverlayChange::Unlinked(to) => ChangeLine::Unlinked { to: Shown(to) },
            OverlayChange::ContactLinked(contact) => ChangeLine::ContactLinked { contact: Shown(contact) },
            OverlayChange::ContactUnlinked(contact) => {
                ChangeLine::ContactUnlinked { contact: Shown(contact) }
            }
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
            ChangeLine::Tagged { tag } => OverlayChange::Tagged(tag),
            ChangeLine::Untagged { tag } => OverlayChange::Untagged(tag),
            ChangeLine::Corrected(line) => OverlayChange::Corrected(Box::new(line.correction())),
            ChangeLine::Uncorrected { element: path } => OverlayChange::Uncorrected(element(path)),
            ChangeLine::Linked { to, relation, words } => OverlayChange::Linked(to.0, relation.0, words),
            ChangeLine::Unlinked { to } => OverlayChange::Unlinked(to.0),
            ChangeLine::ContactLinked { contact } => OverlayChange::ContactLinked(contact.0),
            ChangeLine::ContactUnlinked { contact } => OverlayChange::ContactUnlinked(contact.0),
        };
        let mut event = OverlayEvent::new(record, self.by.actor(), self.at.0, change);
        event.id = self.id.0;
        event
    }
}

//! The overlay: what the person changed, noted, attached, hid or flagged. Append-only; a sync never touches it.

mod undo;

use std::time::Duration;

use backpack_core::{ConnectionId, EventId, FileId, RecordId, Timestamp};
use serde::{Deserialize, Serialize};

pub use undo::{NotUndoable, undoable};
use undo::{in_order, undone_of};

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

impl Overlay {
    /// Returns what the events of one record come to, in whatever order they are given.
    ///
    /// They count in the order of their times, and of their ids where times are equal. What was undone does not count.
    #[must_use]
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e OverlayEvent>) -> Self {
        let mut events = in_order(events);
        let changed_at = events.last().map(|event| event.at);
        let undone = undone_of(&events);
        events.retain(|event| !undone.contains(&event.id));
        let mut overlay = Self { changed_at, ..Self::default() };
        for event in &events {
            overlay.apply(event);
        }
        // Removal names its note, so it holds even if a clock went backwards between the two.
        let removed = |id| events.iter().any(|event| event.change == OverlayChange::NoteRemoved(id));
        overlay.notes.retain(|note| !removed(note.id));
        overlay
    }

    fn apply(&mut self, event: &OverlayEvent) {
        match &event.change {
            OverlayChange::Noted(text) => self.notes.push(OverlayNote {
                id: event.id,
                text: text.clone(),
                actor: event.actor.clone(),
                at: event.at,
            }),
            OverlayChange::NoteRewritten(id, text) => {
                if let Some(note) = self.notes.iter_mut().find(|note| note.id == *id) {
                    note.text.clone_from(text);
                }
            }
            // Seen to once all notes are known, and before anything counts.
            OverlayChange::NoteRemoved(_) | OverlayChange::Undone(_) => {}
            OverlayChange::Attached(file) => {
                if !self.files.contains(file) {
                    self.files.push(*file);
                }
            }
            OverlayChange::Detached(file) => self.files.retain(|attached| attached != file),
            OverlayChange::Hidden => self.hidden = true,
            OverlayChange::Shown => self.hidden = false,
            OverlayChange::Flagged(reason) => self.flagged = Some(reason.clone()),
            OverlayChange::Unflagged => self.flagged = None,
            OverlayChange::Deleted => self.deleted = true,
            OverlayChange::Restored => self.deleted = false,
        }
    }
}

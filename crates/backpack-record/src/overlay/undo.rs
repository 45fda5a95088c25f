//! Undoing: an event that takes an earlier one back, and may be taken back itself.

use std::collections::{HashMap, HashSet};

use backpack_core::{ContactId, EventId, FileId, RecordId};

use super::tag::is_same_tag;
use super::{Actor, ElementPath, OverlayChange, OverlayEvent};

/// Why an event cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotUndoable {
    /// No person did anything to the record that could be undone.
    #[error("there is nothing to undo")]
    Nothing,
    /// The record has no such event.
    #[error("the record has no such event")]
    NoSuchEvent,
    /// It was undone already; undoing that brings it back.
    #[error("it was undone already")]
    Already,
    /// Something later stands on it: that must be undone first.
    #[error("something later stands on it")]
    StoodUpon,
}

/// What an event is about. Of two events about the same thing the later stands on the earlier.
#[derive(Clone)]
enum Thing<'e> {
    Note(EventId),
    File(FileId),
    Hiding,
    Flag,
    Deletion,
    Tag(&'e str),
    Element(&'e ElementPath),
    Link(RecordId),
    Contact(ContactId),
}

impl PartialEq for Thing<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Note(one), Self::Note(other)) => one == other,
            (Self::File(one), Self::File(other)) => one == other,
            (Self::Tag(one), Self::Tag(other)) => is_same_tag(one, other),
            (Self::Element(one), Self::Element(other)) => one == other,
            (Self::Link(one), Self::Link(other)) => one == other,
            (Self::Contact(one), Self::Contact(other)) => one == other,
            (Self::Hiding, Self::Hiding) | (Self::Flag, Self::Flag) | (Self::Deletion, Self::Deletion) => {
                true
            }
            _ => false,
        }
    }
}

/// Returns the event that undoing would take back: the one that is named, or the last that a person did.
///
/// Undoing the last act twice brings it back: the second undoes the first.
///
/// # Errors
///
/// [`NotUndoable`] says why there is none.
pub fn undoable(events: &[OverlayEvent], named: Option<EventId>) -> Result<&OverlayEvent, NotUndoable> {
    let ordered = in_order(events);
    let by_people = |event: &&&OverlayEvent| !matches!(event.actor, Actor::Engine | Actor::Connection(_));
    let at = match named {
        Some(id) => ordered.iter().position(|event| event.id == id).ok_or(NotUndoable::NoSuchEvent)?,
        None => ordered.iter().rposition(|event| by_people(&event)).ok_or(NotUndoable::Nothing)?,
    };
    let event = *ordered.get(at).ok_or(NotUndoable::NoSuchEvent)?;
    let undone = undone_of(&ordered);
    if undone.contains(&event.id) {
        return Err(NotUndoable::Already);
    }
    let things = things_of(&ordered);
    let thing = things.get(&event.id);
    let later = ordered.get(at + 1..).unwrap_or_default().iter();
    // What an undoing left standing is an event of its own.
    let mut standing = later
        .filter(|later| !undone.contains(&later.id) && !matches!(later.change, OverlayChange::Undone(_)));
    if standing.any(|later| things.get(&later.id) == thing) {
        return Err(NotUndoable::StoodUpon);
    }
    Ok(event)
}

/// Returns events in the order in which they count.
pub(super) fn in_order<'e>(events: impl IntoIterator<Item = &'e OverlayEvent>) -> Vec<&'e OverlayEvent> {
    let mut events: Vec<&OverlayEvent> = events.into_iter().collect();
    events.sort_by_key(|event| (event.at, event.id));
    events
}

/// Returns the events that do not count, since a later one that counts undid them.
pub(super) fn undone_of(ordered: &[&OverlayEvent]) -> HashSet<EventId> {
    let mut undone = HashSet::new();
    // From the last one back: whether an undoing counts is known before what it undoes is met.
    for event in ordered.iter().rev() {
        if let OverlayChange::Undone(earlier) = event.change
            && !undone.contains(&event.id)
        {
            undone.insert(earlier);
        }
    }
    undone
}

/// Returns what every event is about; an undoing is about what it undid.
fn things_of<'e>(ordered: &[&'e OverlayEvent]) -> HashMap<EventId, Thing<'e>> {
    let mut things = HashMap::with_capacity(ordered.len());
    for event in ordered.iter().copied() {
        let thing = match &event.change {
            OverlayChange::Noted(_) => Thing::Note(event.id),
            OverlayChange::NoteRewritten(note, _) | OverlayChange::NoteRemoved(note) => Thing::Note(*note),
            OverlayChange::Attached(file) | OverlayChange::Detached(file) => Thing::File(*file),
            OverlayChange::Hidden | OverlayChange::Shown => Thing::Hiding,
            OverlayChange::Flagged(_) | OverlayChange::Unflagged => Thing::Flag,
            OverlayChange::Deleted | OverlayChange::Restored => Thing::Deletion,
            OverlayChange::Tagged(tag) | OverlayChange::Untagged(tag) => Thing::Tag(tag),
            OverlayChange::Corrected(correction) => Thing::Element(&correction.element),
            OverlayChange::Uncorrected(element) => Thing::Element(element),
            OverlayChange::Linked(to, ..) | OverlayChange::Unlinked(to) => Thing::Link(*to),
            OverlayChange::ContactLinked(contact) | OverlayChange::ContactUnlinked(contact) => {
                Thing::Contact(*contact)
            }
            // It names an earlier event, which was met already.
            OverlayChange::Undone(earlier) => match things.get(earlier) {
                Some(thing) => Thing::clone(thing),
                None => continue,
            },
        };
        things.insert(event.id, thing);
    }
    things
}

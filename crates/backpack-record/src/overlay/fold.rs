//! What events come to.

use std::collections::HashSet;

use super::tag::is_same_tag;
use super::undo::{in_order, undone_of};
use super::{Overlay, OverlayChange, OverlayCorrection, OverlayEvent, OverlayLink, OverlayNote};

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
        let removed: HashSet<_> = events.iter().filter_map(|event| removed_by(event)).collect();
        overlay.notes.retain(|note| !removed.contains(&note.id));
        overlay
    }

    /// Adds one event to what `before`, all events of the record so far, come to: the same as folding them all.
    ///
    /// An event that is later than all before it costs little; one that undoes another, or comes late, costs a fold.
    pub fn add(&mut self, before: &[OverlayEvent], event: &OverlayEvent) {
        let is_last = self.changed_at.is_none_or(|last| event.at > last);
        let is_named = |earlier: &OverlayEvent| match earlier.change {
            OverlayChange::NoteRemoved(named) | OverlayChange::Undone(named) => named == event.id,
            _ => false,
        };
        if !is_last || matches!(event.change, OverlayChange::Undone(_)) || before.iter().any(is_named) {
            *self = Self::fold(before.iter().chain([event]));
            return;
        }
        self.changed_at = Some(event.at);
        self.apply(event);
        if let Some(note) = removed_by(event) {
            self.notes.retain(|known| known.id != note);
        }
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
            OverlayChange::Attached(file) => put_in(&mut self.files, file),
            OverlayChange::Detached(file) => self.files.retain(|attached| attached != file),
            OverlayChange::Hidden => self.hidden = true,
            OverlayChange::Shown => self.hidden = false,
            OverlayChange::Flagged(reason) => self.flagged = Some(reason.clone()),
            OverlayChange::Unflagged => self.flagged = None,
            OverlayChange::Deleted => self.deleted = true,
            OverlayChange::Restored => self.deleted = false,
            OverlayChange::Tagged(tag) => self.put_tag(tag),
            OverlayChange::Untagged(tag) => {
                self.tags.retain(|known| !is_same_tag(known, tag));
            }
            OverlayChange::Corrected(_) => self.correct(event),
            OverlayChange::Uncorrected(element) => {
                self.corrections.retain(|made| made.correction.element != *element);
            }
            OverlayChange::Linked(..) => self.link(event),
            OverlayChange::Unlinked(to) => self.links.retain(|link| link.to != *to),
            OverlayChange::ContactLinked(contact) => put_in(&mut self.contacts, contact),
            OverlayChange::ContactUnlinked(contact) => self.contacts.retain(|linked| linked != contact),
        }
    }

    /// The last spelling of a tag counts.
    fn put_tag(&mut self, tag: &str) {
        match self.tags.iter_mut().find(|known| is_same_tag(known, tag)) {
            Some(known) => tag.clone_into(known),
            None => self.tags.push(tag.to_owned()),
        }
    }

    fn correct(&mut self, event: &OverlayEvent) {
        let OverlayChange::Corrected(correction) = &event.change else { return };
        let made = OverlayCorrection {
            event: event.id,
            actor: event.actor.clone(),
            at: event.at,
            correction: (**correction).clone(),
        };
        let is_same = |known: &&mut OverlayCorrection| known.correction.element == correction.element;
        match self.corrections.iter_mut().find(is_same) {
            Some(known) => *known = made,
            None => self.corrections.push(made),
        }
    }

    fn link(&mut self, event: &OverlayEvent) {
        let OverlayChange::Linked(to, relation, words) = &event.change else { return };
        let link = OverlayLink {
            to: *to,
            relation: *relation,
            words: words.clone(),
            event: event.id,
            actor: event.actor.clone(),
            at: event.at,
        };
        match self.links.iter_mut().find(|known| known.to == *to) {
            Some(known) => *known = link,
            None => self.links.push(link),
        }
    }

    /// Says whether it has this tag, in whatever case it is written.
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| is_same_tag(known, tag))
    }
}

fn removed_by(event: &OverlayEvent) -> Option<backpack_core::EventId> {
    match event.change {
        OverlayChange::NoteRemoved(note) => Some(note),
        _ => None,
    }
}

/// Puts something at the end of a list, unless it is there.
fn put_in<T: Copy + PartialEq>(list: &mut Vec<T>, one: &T) {
    if !list.contains(one) {
        list.push(*one);
    }
}

//! The overlay: what the person noted, attached, hid or flagged.

use std::sync::{Arc, Mutex};

use backpack_core::RecordId;
use backpack_record::{OverlayChange, OverlayEvent};

use crate::activity::ACT_ROOM;
use crate::catalog::change::Logged;
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::{Act, ChangeKind, Error, Keep, OverlayAct};

/// The longest text of one event in bytes.
const MAX_TEXT: usize = 16 << 10;
/// The most events that are kept in one go.
const MAX_EVENTS: usize = 256;

impl Keep {
    /// Keeps what the person did: all of it or none.
    ///
    /// The future may be dropped at any time; the events are then kept all the same, or not begun.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`]; [`Error::NotAnEntry`] if a record of a connection is to be deleted or restored;
    /// [`Error::TooLarge`] for a text over 16 KiB or more than 256 events; the store's errors.
    pub async fn append(&self, events: Vec<OverlayEvent>) -> Result<(), Error> {
        self.may_write()?;
        if events.len() > MAX_EVENTS || events.iter().any(|event| text_of(event).len() > MAX_TEXT) {
            return Err(Error::TooLarge("overlay"));
        }
        let inner = Arc::clone(&self.0);
        let write = Arc::new(Mutex::new(OverlayWrite { events }));
        detached(async move { inner.commit(&write).await.map(|_| ()) }).await
    }
}

fn text_of(event: &OverlayEvent) -> &str {
    match &event.change {
        OverlayChange::Noted(text) | OverlayChange::Flagged(text) | OverlayChange::NoteRewritten(_, text) => {
            text
        }
        _ => "",
    }
}

/// Events on their way to a commit.
#[derive(Debug)]
struct OverlayWrite {
    events: Vec<OverlayEvent>,
}

impl Write for OverlayWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for event in &self.events {
            let source = catalog.source_of(event.record).ok_or(Error::NoSuchRecord)?;
            let is_for_entries = matches!(event.change, OverlayChange::Deleted | OverlayChange::Restored);
            if is_for_entries && source != Source::Entry {
                return Err(Error::NotAnEntry);
            }
        }
        for event in &self.events {
            // What is done now comes after what was done before, whatever the clock of another machine said then.
            let event = match catalog.record(event.record) {
                Some(known) => event.clone().after(known.overlay()),
                None => event.clone(),
            };
            draft.log.push(&Logged::Overlay(event.clone()))?;
            let (record, change) = (event.record, OverlayAct::of(&event.change));
            draft.act(&event.actor, Act::Overlaid { record, event: event.id, change })?;
        }
        let mut records: Vec<RecordId> = self.events.iter().map(|event| event.record).collect();
        records.sort_unstable();
        records.dedup();
        if !records.is_empty() {
            draft.changes.push(ChangeKind::Overlay(records));
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.events.iter().map(|event| 256 + ACT_ROOM + text_of(event).len()).sum()
    }
}

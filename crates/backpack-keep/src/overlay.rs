//! The overlay: what the person noted, attached, tagged, corrected, linked, hid or flagged.

pub(crate) mod corrections;
mod undo;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use backpack_core::RecordId;
use backpack_record::{Overlay, OverlayChange, OverlayEvent};

use crate::activity::ACT_ROOM;
use crate::catalog::change::Logged;
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::{Act, ChangeKind, Error, Keep, OverlayAct};
pub use undo::Undone;

use corrections::{Bodies, bears, is_correction};

/// The longest text of one event in bytes.
const MAX_TEXT: usize = 16 << 10;
/// The most events that are kept in one go.
const MAX_EVENTS: usize = 256;
/// How often a correction is made ready anew because another version came in between.
const ATTEMPTS: usize = 8;

impl Keep {
    /// Keeps what the person did: all of it or none.
    ///
    /// The future may be dropped at any time; the events are then kept all the same, or not begun.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], also of a link to one that is not here, or to itself; [`Error::NotAnEntry`] if a record of a
    /// connection is to be deleted or restored, [`Error::AnEntry`] if an entry is to be corrected, which is edited instead;
    /// [`Error::TooLarge`] for a text over 16 KiB or more than 256 events; the store's errors.
    pub async fn append(&self, events: Vec<OverlayEvent>) -> Result<(), Error> {
        self.may_write()?;
        if events.len() > MAX_EVENTS || events.iter().any(|event| texts_of(event) > MAX_TEXT) {
            return Err(Error::TooLarge("overlay"));
        }
        let keep = self.clone();
        detached(async move { keep.append_all(events).await }).await
    }

    async fn append_all(&self, events: Vec<OverlayEvent>) -> Result<(), Error> {
        self.0.check_open()?;
        if events.iter().any(is_correction) {
            self.see_others().await?;
        }
        for _ in 0..ATTEMPTS {
            let corrected = self.catalog(|catalog| {
                let bearing = events.iter().filter(|event| bears(event, catalog));
                bearing.map(|event| event.record).collect::<Vec<_>>()
            });
            let bodies = Bodies::read(&self.0, &corrected, false).await?;
            let write = OverlayWrite { events: events.clone(), bodies, corrects: !corrected.is_empty() };
            if self.0.commit(&Arc::new(Mutex::new(write))).await?.is_some() {
                return Ok(());
            }
            // What it was made for is another version now.
            self.see_others().await?;
        }
        Err(Error::Busy)
    }
}

/// Returns the length of the longest text of an event in bytes; of a correction, all of its texts.
pub(crate) fn texts_of(event: &OverlayEvent) -> usize {
    match &event.change {
        OverlayChange::Noted(text)
        | OverlayChange::Flagged(text)
        | OverlayChange::NoteRewritten(_, text)
        | OverlayChange::Tagged(text)
        | OverlayChange::Untagged(text)
        | OverlayChange::Linked(_, _, Some(text)) => text.len(),
        OverlayChange::Corrected(correction) => correction.texts(),
        OverlayChange::Uncorrected(element) => element.texts(),
        _ => 0,
    }
}

/// Events on their way to a commit.
#[derive(Debug)]
struct OverlayWrite {
    events: Vec<OverlayEvent>,
    /// The bodies of the records of which something is corrected.
    bodies: Bodies,
    corrects: bool,
}

impl OverlayWrite {
    fn check(&self, catalog: &Catalog) -> Result<(), Error> {
        for event in &self.events {
            let source = catalog.source_of(event.record).ok_or(Error::NoSuchRecord)?;
            let is_for_entries = matches!(event.change, OverlayChange::Deleted | OverlayChange::Restored);
            if is_for_entries && source != Source::Entry {
                return Err(Error::NotAnEntry);
            }
            if matches!(event.change, OverlayChange::Corrected(_)) && source == Source::Entry {
                return Err(Error::AnEntry);
            }
            if let OverlayChange::Linked(to, ..) = &event.change
                && (*to == event.record || catalog.number(*to).is_none())
            {
                return Err(Error::NoSuchRecord);
            }
        }
        Ok(())
    }
}

impl Write for OverlayWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        self.check(catalog)?;
        let mut corrected: BTreeMap<RecordId, Vec<OverlayEvent>> = BTreeMap::new();
        for event in self.events.iter().filter(|event| bears(event, catalog)) {
            corrected.entry(event.record).or_default();
        }
        // Beside another write of the same group it would not know which version is shown, or what is corrected.
        if !self.corrects && !corrected.is_empty() {
            return Ok(Drafted::Stale);
        }
        for event in &self.events {
            // What is done now comes after what was done before, whatever the clock of another machine said then.
            let event = draft.in_order(event);
            draft.log.push(&Logged::Overlay(event.clone()))?;
            let (record, change) = (event.record, OverlayAct::of(&event.change));
            draft.act(&event.actor, Act::Overlaid { record, event: event.id, change })?;
            corrected.entry(record).and_modify(|events| events.push(event));
        }
        for (record, events) in &corrected {
            let known = catalog.record(*record).ok_or(Error::NoSuchRecord)?;
            let overlay = Overlay::fold(known.events().iter().chain(events));
            if self.bodies.draft(*record, &overlay, catalog, draft)? == Drafted::Stale {
                return Ok(Drafted::Stale);
            }
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
        self.events.iter().map(|event| 256 + ACT_ROOM + texts_of(event)).sum()
    }

    /// What a corrected record shows must not be found out beside another write that changes it.
    fn is_alone(&self) -> bool {
        self.corrects
    }
}

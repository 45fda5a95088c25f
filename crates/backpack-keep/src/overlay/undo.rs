//! Undoing: always one more act, never an erasure.

use std::sync::{Arc, Mutex};

use backpack_core::{EventId, RecordId};
use backpack_record::{Actor, NotUndoable, Overlay, OverlayChange, OverlayEvent, undoable};

use crate::activity::ACT_ROOM;
use crate::catalog::Catalog;
use crate::catalog::change::Logged;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::overlay::corrections::{Bodies, was_corrected};
use crate::{Act, ChangeKind, Error, Keep, OverlayAct, Source};

/// How often an undoing is made ready anew because another version of a corrected record came in between.
const ATTEMPTS: usize = 8;

/// What undoing did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undone {
    /// An event of the overlay no longer counts, or counts again.
    Event(OverlayEvent),
    /// An entry says again what this version of it says.
    Edit {
        /// The number of the version that says the same, from 0.
        version: usize,
    },
}

impl Keep {
    /// Undoes the last thing that a person did to a record: an event of the overlay, or an edit of an entry. What the
    /// source sent is never touched. Undoing twice brings back what was undone first.
    ///
    /// The future may be dropped at any time; it is then undone all the same, or not begun.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::NotUndoable`], [`Error::NoSuchFile`] if a file would be attached again that was
    /// removed since, [`Error::Conflict`] if the entry was edited meanwhile, the store's errors.
    pub async fn undo(&self, record: RecordId) -> Result<Undone, Error> {
        self.may_write()?;
        self.see_others().await?;
        let edited = self.catalog(|catalog| {
            let known = catalog.record(record).ok_or(Error::NoSuchRecord)?;
            let current = known.current_version();
            let place = known.places().get(current).and_then(|place| catalog.block(place.block));
            let is_last = place.is_some_and(|block| known.last_touched() < Some(block.sequence));
            Ok::<_, Error>((known.source() == Source::Entry && current > 0 && is_last).then_some(current))
        })?;
        match edited {
            Some(current) => {
                let version = current - 1;
                let body = self.original(record, version).await?.body;
                self.put_over(record, current, body).await?;
                Ok(Undone::Edit { version })
            }
            None => self.undo_event_of(record, None).await.map(Undone::Event),
        }
    }

    /// Undoes an event of a record's overlay by name, if nothing later stands on it. Returns the event.
    ///
    /// # Errors
    ///
    /// As [`Keep::undo`].
    pub async fn undo_event(&self, record: RecordId, event: EventId) -> Result<OverlayEvent, Error> {
        self.may_write()?;
        self.see_others().await?;
        self.undo_event_of(record, Some(event)).await
    }

    /// Makes an entry say again what an earlier version said, as a new version.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::NoSuchVersion`], [`Error::NotAnEntry`], [`Error::Conflict`] if the entry was
    /// edited meanwhile, the store's errors.
    pub async fn revert_entry(&self, record: RecordId, version: usize) -> Result<(), Error> {
        self.may_write()?;
        self.see_others().await?;
        let current = self.catalog(|catalog| catalog.record(record).map(|known| known.current_version()));
        let current = current.ok_or(Error::NoSuchRecord)?;
        let body = self.original(record, version).await?.body;
        self.put_over(record, current, body).await
    }

    async fn undo_event_of(&self, record: RecordId, named: Option<EventId>) -> Result<OverlayEvent, Error> {
        for file in self.catalog(|catalog| files_that_return(catalog, record, named))? {
            self.file(file).await?.ok_or(Error::NoSuchFile)?;
        }
        let (inner, actor) = (Arc::clone(&self.0), self.actor());
        detached(async move {
            inner.check_open()?;
            for _ in 0..ATTEMPTS {
                let corrected = was_corrected(record, &inner.read_catalog()).then_some(record);
                let read: Vec<_> = corrected.into_iter().collect();
                let bodies = Bodies::read(&inner, &read, false).await?;
                let write = UndoWrite { record, named, actor: actor.clone(), bodies, undone: None };
                let write = Arc::new(Mutex::new(write));
                if inner.commit(&write).await?.is_some() {
                    let undone = write.lock().ok().and_then(|mut write| write.undone.take());
                    return undone.ok_or(Error::NotUndoable(NotUndoable::Nothing));
                }
            }
            Err(Error::Busy)
        })
        .await
    }
}

/// Returns the files that undoing would attach again.
fn files_that_return(
    catalog: &Catalog,
    record: RecordId,
    named: Option<EventId>,
) -> Result<Vec<backpack_core::FileId>, Error> {
    let known = catalog.record(record).ok_or(Error::NoSuchRecord)?;
    let target = undoable(known.events(), named).map_err(Error::NotUndoable)?;
    let undone = OverlayChange::Undone(target.id);
    let event = OverlayEvent::new(record, Actor::Person, target.at, undone).after(known.overlay());
    let after = Overlay::fold(known.events().iter().chain([&event]));
    let before = &known.overlay().files;
    Ok(after.files.into_iter().filter(|file| !before.contains(file)).collect())
}

/// An undoing on its way to a commit.
#[derive(Debug)]
struct UndoWrite {
    record: RecordId,
    named: Option<EventId>,
    actor: Actor,
    /// The body, if something of the record was ever corrected.
    bodies: Bodies,
    /// What was undone, as it was drafted last.
    undone: Option<OverlayEvent>,
}

impl Write for UndoWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        let known = catalog.record(self.record).ok_or(Error::NoSuchRecord)?;
        let target = undoable(known.events(), self.named).map_err(Error::NotUndoable)?;
        let undone = OverlayChange::Undone(target.id);
        let event = OverlayEvent::new(self.record, self.actor.clone(), draft.now, undone);
        let event = event.after(known.overlay());
        if was_corrected(self.record, catalog) {
            let overlay = Overlay::fold(known.events().iter().chain([&event]));
            if self.bodies.draft(self.record, &overlay, catalog, draft)? == Drafted::Stale {
                return Ok(Drafted::Stale);
            }
        }
        let (record, change) = (self.record, OverlayAct::of(&event.change));
        draft.act(&self.actor, Act::Overlaid { record, event: event.id, change })?;
        draft.log.push(&Logged::Overlay(event))?;
        draft.changes.push(ChangeKind::Overlay(vec![record]));
        self.undone = Some(target.clone());
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        256 + ACT_ROOM
    }

    /// Of two undoings in one group both would undo the same.
    fn is_alone(&self) -> bool {
        true
    }
}

//! What holds of records back in: which version is shown, what is gone, what the person did.

use std::sync::{Arc, Mutex};

use backpack_connect::Put;
use backpack_core::RecordId;
use backpack_record::OverlayEvent;

use super::Restore;
use crate::catalog::Catalog;
use crate::catalog::change::{Logged, Recurrence, ShownPut};
use crate::catalog::slot::Marks;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::{Error, Incoming};

/// The bytes of a batch that states fill at most, estimated.
const ROOM: usize = 512 << 10;

/// What holds of one record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RestoredState {
    /// The record.
    pub record: RecordId,
    /// The number of the version that is shown.
    pub current: usize,
    /// Whether its source no longer has it.
    pub is_gone: bool,
    /// Whether its source no longer returns it.
    pub is_vanished: bool,
    /// What was done to it since its state was put back last.
    pub events: Vec<OverlayEvent>,
}

impl RestoredState {
    /// Returns the state of a record that shows this version and to which nothing happened.
    #[must_use]
    pub const fn new(record: RecordId, current: usize) -> Self {
        Self { record, current, is_gone: false, is_vanished: false, events: Vec::new() }
    }
}

impl Restore {
    /// Puts the states of records back, whose versions are here already.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::NoSuchVersion`]; the store's errors.
    pub async fn states(&self, states: Vec<RestoredState>) -> Result<(), Error> {
        let keep = self.keep.clone();
        detached(async move {
            let mut write = StateWrite::default();
            for state in states {
                let shown = keep.catalog(|catalog| {
                    catalog.record(state.record).map(|record| (record.current_version(), record.versions()))
                });
                let (current, versions) = shown.ok_or(Error::NoSuchRecord)?;
                if state.current >= versions {
                    return Err(Error::NoSuchVersion);
                }
                let header = if state.current == current {
                    None
                } else {
                    let original = keep.original(state.record, state.current).await?;
                    Some(Incoming::restored(Put::new(original.media_type, original.body)).header)
                };
                write.push(state, header);
                if write.room > ROOM {
                    keep.0.commit(&Arc::new(Mutex::new(std::mem::take(&mut write)))).await?;
                }
            }
            if !write.states.is_empty() {
                keep.0.commit(&Arc::new(Mutex::new(write))).await?;
            }
            keep.settle_corrections().await
        })
        .await
    }
}

/// States on their way to a commit, each with the header of the version that is to be shown, unless it is already.
#[derive(Debug, Default)]
struct StateWrite {
    states: Vec<(RestoredState, Option<Vec<u8>>)>,
    room: usize,
}

impl StateWrite {
    fn push(&mut self, state: RestoredState, header: Option<Vec<u8>>) {
        let events = postcard::experimental::serialized_size(&state.events).unwrap_or(ROOM);
        self.room += 64 + events + header.as_ref().map_or(0, Vec::len);
        self.states.push((state, header));
    }
}

impl Write for StateWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for (state, header) in &self.states {
            let id = state.record;
            if let Some(header) = header {
                let version = u32::try_from(state.current).map_err(|_| Error::NoSuchVersion)?;
                draft.log.push(&Logged::Recurred(Recurrence { id, version, header }))?;
            }
            let marks =
                catalog.number(id).and_then(|number| catalog.column(number)).map(|column| column.marks);
            // A version that is shown again takes the marks away.
            let marks = marks.filter(|_| header.is_none()).unwrap_or_default();
            let is_marked = marks.has(Marks::GONE) || marks.has(Marks::VANISHED);
            if is_marked
                && (marks.has(Marks::GONE), marks.has(Marks::VANISHED)) != (state.is_gone, state.is_vanished)
            {
                draft.log.push(&Logged::Returned(id))?;
            }
            if state.is_gone {
                draft.log.push(&Logged::Gone(id))?;
            }
            if state.is_vanished {
                draft.log.push(&Logged::Vanished(id))?;
            }
            for event in &state.events {
                draft.log.push(&Logged::Overlay(event.clone()))?;
            }
            // What it shows is found out anew once all of this is there.
            let was_corrected = catalog.record(id).is_some_and(|record| record.is_corrected());
            if was_corrected && !state.events.is_empty() {
                draft.log.push(&Logged::Shown(ShownPut { id, conflicts: 0, header: None }))?;
            }
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.room
    }

    fn is_alone(&self) -> bool {
        true
    }
}

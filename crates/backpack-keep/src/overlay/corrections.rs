//! Corrections: whatever changes a corrected record's body, or what is corrected of it, writes what it shows now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backpack_core::RecordId;
use backpack_record::{Header, Overlay, OverlayChange, OverlayEvent};
use bytes::Bytes;

use crate::catalog::Catalog;
use crate::catalog::change::{Logged, ShownPut};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, detached};
use crate::{Error, Keep, packed};

/// The bodies of the versions that are shown of some records, as they were read.
#[derive(Debug, Default)]
pub(crate) struct Bodies(HashMap<RecordId, ([u8; 16], Bytes)>);

/// What a corrected body comes to.
pub(crate) struct Effect {
    header: Vec<u8>,
    pub(crate) conflicts: u32,
}

impl Bodies {
    /// Reads what is shown of these records. One whose body cannot be read is left out if `lenient`.
    pub(crate) async fn read(inner: &Arc<Inner>, records: &[RecordId], lenient: bool) -> Result<Self, Error> {
        let keep = Keep::of(Arc::clone(inner));
        let mut bodies = HashMap::with_capacity(records.len());
        for id in records {
            let shown = keep.catalog(|catalog| {
                let versions = &catalog.slot_of(*id)?.versions;
                Some((versions.current_index(), versions.current()?.digest))
            });
            let (version, digest) = shown.ok_or(Error::NoSuchRecord)?;
            match keep.original(*id, version).await {
                Ok(original) => drop(bodies.insert(*id, (digest, original.body))),
                Err(Error::Tampered(_)) if lenient => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self(bodies))
    }

    /// Logs what a record shows under an overlay, as the catalog stands. Stale if its body was not read, or is another now.
    pub(crate) fn draft(
        &self,
        record: RecordId,
        overlay: &Overlay,
        catalog: &Catalog,
        draft: &mut Draft<'_>,
    ) -> Result<Drafted, Error> {
        if overlay.corrections.is_empty() {
            if catalog.record(record).is_some_and(|known| known.is_corrected()) {
                draft.log.push(&Logged::Shown(ShownPut { id: record, conflicts: 0, header: None }))?;
            }
            return Ok(Drafted::Ready);
        }
        let current = catalog.slot_of(record).and_then(|slot| slot.versions.current());
        let current = current.ok_or(Error::NoSuchRecord)?;
        match self.0.get(&record).filter(|(digest, _)| *digest == current.digest) {
            Some((_, body)) => {
                draft_shown(record, &Effect::of(overlay, body), draft)?;
                Ok(Drafted::Ready)
            }
            None => Ok(Drafted::Stale),
        }
    }
}

impl Effect {
    /// Returns what a body comes to under an overlay. A body that reads no more, corrected, shows what its source says.
    pub(crate) fn of(overlay: &Overlay, body: &[u8]) -> Self {
        let corrected = overlay.corrected(body).unwrap_or_default();
        let is_conflict = |state| state == backpack_record::CorrectionState::Conflict;
        let conflicts = corrected.iter().filter(|one| is_conflict(one.state)).count();
        let written = overlay.corrected_body(body).ok();
        let read = |body: &[u8]| Header::read(body).ok().map(|header| packed::pack(&header));
        let header = written.and_then(|body| read(&body)).or_else(|| read(body));
        Self {
            header: header.unwrap_or_else(|| packed::pack(&packed::unreadable())),
            conflicts: u32::try_from(conflicts).unwrap_or(u32::MAX),
        }
    }
}

/// Logs what a record shows.
pub(crate) fn draft_shown(id: RecordId, effect: &Effect, draft: &mut Draft<'_>) -> Result<(), Error> {
    let Effect { header, conflicts } = effect;
    draft.log.push(&Logged::Shown(ShownPut { id, conflicts: *conflicts, header: Some(header) }))
}

/// Says whether an event may change what is corrected of a record.
pub(crate) fn bears(event: &OverlayEvent, catalog: &Catalog) -> bool {
    match event.change {
        OverlayChange::Undone(_) => was_corrected(event.record, catalog),
        _ => is_correction(event),
    }
}

/// Says whether anything of a record was ever corrected.
pub(crate) fn was_corrected(record: RecordId, catalog: &Catalog) -> bool {
    catalog.record(record).is_some_and(|known| known.events().iter().any(is_correction))
}

pub(crate) const fn is_correction(event: &OverlayEvent) -> bool {
    matches!(event.change, OverlayChange::Corrected(_) | OverlayChange::Uncorrected(_))
}

impl Keep {
    /// Finds out what corrected records show of which it is not known: what was put back or salvaged cannot tell.
    pub(crate) async fn settle_corrections(&self) -> Result<(), Error> {
        let inner = Arc::clone(&self.0);
        let unsettled = self.catalog(Catalog::unsettled);
        if unsettled.is_empty() {
            return Ok(());
        }
        detached(async move {
            for records in unsettled.chunks(AT_ONCE) {
                let bodies = Bodies::read(&inner, records, true).await?;
                inner.commit(&Arc::new(Mutex::new(SettleWrite { bodies }))).await?;
            }
            Ok(())
        })
        .await
    }
}

/// How many records are settled in one go: packed headers take at most 16 KiB each.
const AT_ONCE: usize = 16;

/// What some records show, on its way to a commit.
#[derive(Debug)]
struct SettleWrite {
    bodies: Bodies,
}

impl Write for SettleWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for record in self.bodies.0.keys() {
            let Some(known) = catalog.record(*record) else { continue };
            // One that changed meanwhile was settled by what changed it.
            self.bodies.draft(*record, known.overlay(), catalog, draft)?;
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.bodies.0.len() * (17 << 10)
    }

    fn least(&self) -> crate::share::Role {
        crate::share::Role::Viewer
    }

    fn is_alone(&self) -> bool {
        true
    }
}

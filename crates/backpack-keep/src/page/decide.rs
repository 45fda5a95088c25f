//! What becomes of an item, given what is kept already and what came before it in the same commit group.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use backpack_core::RecordId;

use crate::catalog::Catalog;
use crate::catalog::slot::Marks;
use crate::hash::OpaqueIds;

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The record is not here yet.
    New,
    /// The record gets a new version.
    Changed,
    /// It says what the current version says.
    Unchanged,
    /// It says what the current version says, of a record that was gone or had vanished.
    Returned,
    /// It says what the version with this number said before.
    Recurred(u32),
}

impl Decision {
    /// Says whether the body must be stored.
    pub(crate) const fn needs_body(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }
}

/// What a commit group has brought so far, on top of the catalog.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    records: HashMap<RecordId, SeenRecord, OpaqueIds>,
    quarantined: HashSet<RecordId, OpaqueIds>,
}

#[derive(Debug)]
struct SeenRecord {
    versions: Vec<[u8; 16]>,
    current: usize,
    gone: bool,
    vanished: bool,
}

impl Seen {
    /// Decides on an item, and remembers what that changes for the ones behind it.
    pub(crate) fn decide(&mut self, catalog: &Catalog, id: RecordId, digest: &[u8; 16]) -> Decision {
        let Some(record) = self.record(catalog, id) else {
            let record = SeenRecord { versions: vec![*digest], current: 0, gone: false, vanished: false };
            self.records.insert(id, record);
            return Decision::New;
        };
        let was_absent = std::mem::take(&mut record.gone) | std::mem::take(&mut record.vanished);
        match record.versions.iter().position(|version| version == digest) {
            Some(at) if at == record.current && was_absent => Decision::Returned,
            Some(at) if at == record.current => Decision::Unchanged,
            Some(at) => {
                record.current = at;
                u32::try_from(at).map_or(Decision::Unchanged, Decision::Recurred)
            }
            None => {
                record.current = record.versions.len();
                record.versions.push(*digest);
                Decision::Changed
            }
        }
    }

    /// Says whether a deletion says anything new, and remembers it.
    pub(crate) fn goes(&mut self, catalog: &Catalog, id: RecordId) -> bool {
        self.record(catalog, id).is_some_and(|record| {
            record.vanished = false;
            !std::mem::replace(&mut record.gone, true)
        })
    }

    /// Says whether it says anything new that a record is no longer returned, and remembers it.
    pub(crate) fn vanishes(&mut self, catalog: &Catalog, id: RecordId) -> bool {
        self.record(catalog, id)
            .is_some_and(|record| !record.gone && !std::mem::replace(&mut record.vanished, true))
    }

    /// Says whether an unreadable item is not here yet, and remembers it.
    pub(crate) fn is_new_to_quarantine(&mut self, catalog: &Catalog, id: RecordId) -> bool {
        !catalog.has_quarantined(id) && self.quarantined.insert(id)
    }

    /// Returns how many items of the group are new to quarantine.
    pub(crate) fn new_to_quarantine(&self) -> u64 {
        self.quarantined.len() as u64
    }

    fn record(&mut self, catalog: &Catalog, id: RecordId) -> Option<&mut SeenRecord> {
        match self.records.entry(id) {
            Entry::Occupied(seen) => Some(seen.into_mut()),
            Entry::Vacant(place) => {
                let number = catalog.number(id)?;
                let slot = catalog.slot(number)?;
                let versions = slot.versions.list().iter().map(|version| version.digest).collect();
                let current = slot.versions.current_index();
                let marks = catalog.column(number)?.marks;
                let (gone, vanished) = (marks.has(Marks::GONE), marks.has(Marks::VANISHED));
                Some(place.insert(SeenRecord { versions, current, gone, vanished }))
            }
        }
    }
}

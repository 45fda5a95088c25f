//! What records show where a person corrected them: the header as it is read from the corrected body.
//!
//! The source's header stays beside it. What is filtered, sorted and counted by is what is shown.

use std::collections::HashMap;

use backpack_core::RecordId;
use backpack_record::{Extent, Header};

use super::apply::broken;
use super::change::ShownPut;
use super::{Catalog, Record, Slot, weight};
use crate::Error;
use crate::packed;

/// What a corrected record shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The packed header.
    header: Box<[u8]>,
    /// How many corrections the source disagrees with, having changed since.
    conflicts: u32,
}

impl Catalog {
    /// Returns the packed header by which a record is found: as corrected, else as its source has it.
    pub(super) fn shown_header(&self, number: u32) -> &[u8] {
        header_of(&self.shown, &self.slots, number)
    }

    pub(super) fn show(&mut self, put: &ShownPut<'_>) -> Result<(), Error> {
        let number = self.number(put.id).ok_or(broken())?;
        self.unindex(number);
        self.forget_shown(number);
        if let Some(header) = put.header {
            self.scattered += weight::of_bytes(header.len());
            let shown = Shown { header: Box::from(header), conflicts: put.conflicts };
            self.shown.insert(number, shown);
        }
        self.reindex(number)
    }

    /// Takes a record out of the index, before what it shows changes.
    pub(super) fn unindex(&mut self, number: u32) {
        let header = packed::unpack(header_of(&self.shown, &self.slots, number));
        if let Some(column) = self.columns.get(number as usize) {
            self.index.remove(number, column.kind, column.start, header.as_ref());
        }
    }

    /// Puts it back, by what it shows now.
    pub(super) fn reindex(&mut self, number: u32) -> Result<(), Error> {
        let header = packed::unpack(header_of(&self.shown, &self.slots, number));
        let column = self.columns.get_mut(number as usize).ok_or(broken())?;
        column.describe(header.as_ref());
        self.index.add(number, column.kind, column.start, header.as_ref());
        Ok(())
    }

    pub(super) fn forget_shown(&mut self, number: u32) {
        if let Some(before) = self.shown.remove(&number) {
            self.scattered = self.scattered.saturating_sub(weight::of_bytes(before.header.len()));
        }
    }

    /// Returns the records with a correction that the source disagrees with, having changed since.
    #[must_use]
    pub fn in_conflict(&self) -> Vec<RecordId> {
        let conflicts = self.shown.iter().filter(|(_, shown)| shown.conflicts > 0);
        let mut numbers: Vec<u32> = conflicts.map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| Some(self.slot(number)?.id)).collect()
    }

    /// Returns the records with corrections whose header as corrected is not known: their version changed in a way that
    /// could not tell, as in a restore.
    pub(crate) fn unsettled(&self) -> Vec<RecordId> {
        let corrected = self.overlays.iter().filter(|(_, overlaid)| !overlaid.folded.corrections.is_empty());
        let unsettled = corrected.filter(|(number, _)| !self.shown.contains_key(number));
        let mut records: Vec<_> = unsettled.filter_map(|(number, _)| Some(self.slot(*number)?.id)).collect();
        records.sort_unstable();
        records
    }
}

/// The index is changed while the header is read, so only what holds headers is borrowed.
fn header_of<'c>(shown: &'c HashMap<u32, Shown>, slots: &'c [Option<Slot>], number: u32) -> &'c [u8] {
    match shown.get(&number) {
        Some(shown) => &shown.header,
        None => slots.get(number as usize).and_then(Option::as_ref).map_or(&[], |slot| &slot.header),
    }
}

impl<'c> Record<'c> {
    /// Returns the header as the person sees it: read from the body with their corrections. Texts borrow from the catalog.
    #[must_use]
    pub fn effective(&self) -> Header<'c> {
        packed::unpack(self.catalog.shown_header(self.number)).unwrap_or_else(packed::unreadable)
    }

    /// Returns the beginning of that header, as far as an extent goes: see [`Header::unpack_part`].
    #[must_use]
    pub fn effective_part(&self, extent: Extent) -> Header<'c> {
        let packed = self.catalog.shown_header(self.number);
        Header::unpack_part(packed, extent).unwrap_or_else(|_| packed::unreadable())
    }

    /// Says whether the person corrected any of it.
    #[must_use]
    pub fn is_corrected(&self) -> bool {
        self.catalog.shown.contains_key(&self.number)
    }

    /// Returns how many of the person's corrections are in conflict with what the source says since.
    #[must_use]
    pub fn conflicts(&self) -> usize {
        self.catalog.shown.get(&self.number).map_or(0, |shown| shown.conflicts as usize)
    }
}

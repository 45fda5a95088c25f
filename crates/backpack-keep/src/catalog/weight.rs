//! What a catalog weighs in memory: an estimate that costs nothing to ask for.
//!
//! Lists are reckoned by their room, which they know. What lies outside them is added up as it comes and goes, so that no
//! record is looked at. `tests/it/weight.rs` holds the estimate against the memory of a process.

use std::mem::size_of;

use backpack_core::RecordId;
use backpack_record::OverlayEvent;

use super::slot::{History, KnownUrl};
use super::{Block, Catalog, Column, Overlaid, Quarantined, Shown, Slot, Source, Version};

/// The least that a piece of memory of its own takes.
pub(super) const LEAST: usize = 32;
/// What a version takes beside the first: lists double as they grow.
pub(super) const VERSION: usize = size_of::<Version>() * 3 / 2 + size_of::<History>() / 2;

impl Catalog {
    /// Returns about how many bytes of memory it takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        let records = list::<Option<Slot>>(self.slots.capacity())
            + list::<Column>(self.columns.capacity())
            + map::<RecordId, u32>(self.numbers.capacity());
        let blocks = list::<Block>(self.blocks.capacity())
            + map::<backpack_core::BlockId, u32>(self.block_numbers.capacity());
        let names = list::<Source>(self.sources.capacity()) + list::<Box<str>>(self.bases.capacity());
        let touched = map::<u32, Overlaid>(self.overlays.capacity())
            + map::<u32, Shown>(self.shown.capacity())
            + self.quarantine.len() * (size_of::<(RecordId, Quarantined)>() * 3 / 2);
        let rows =
            map::<(u8, [u8; 16]), u64>(self.rows.capacity()) + list::<(u64, u64)>(self.acts.capacity());
        let index = self.index.weight(self.numbers.len()) + self.turns.weight();
        records + blocks + names + touched + rows + self.sizes.weight() + index + self.scattered
    }
}

/// Returns what a piece of memory of its own takes: allocators round up, and keep a word of their own.
pub(super) const fn of_bytes(length: usize) -> usize {
    if length == 0 {
        return 0;
    }
    let rounded = (length + 8).next_multiple_of(16);
    if rounded < LEAST { LEAST } else { rounded }
}

/// Returns what a record takes outside the list of records.
pub(super) fn of_slot(slot: &Slot) -> usize {
    let url = match &slot.full_url {
        KnownUrl::Other(url) => of_bytes(url.len()),
        KnownUrl::None | KnownUrl::Urn | KnownUrl::Based(_) => 0,
    };
    of_bytes(slot.header.len()) + url + (slot.versions.list().len() - 1) * VERSION
}

/// Returns what an event takes: it is kept, and what it says stands once more in what all events come to.
pub(super) fn of_event(event: &OverlayEvent) -> usize {
    2 * (size_of::<OverlayEvent>() + of_bytes(crate::overlay::texts_of(event)))
}

/// Returns what a list with this much room takes.
const fn list<T>(capacity: usize) -> usize {
    capacity * size_of::<T>()
}

/// Returns what a map with this much room takes: it fills seven eighths of a power of two, with a byte for each place.
pub(super) const fn map<K, V>(capacity: usize) -> usize {
    if capacity == 0 {
        return 0;
    }
    (capacity * 8 / 7).next_power_of_two() * (size_of::<(K, V)>() + 1)
}

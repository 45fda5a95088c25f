//! The catalog: one compact header for each record, in memory. Listing, filtering and timeline never touch the disk.

mod agree;
mod apply;
mod blocks;
pub(crate) mod change;
mod corrected;
mod filter;
mod index;
mod list;
mod query;
mod record;
mod remove;
mod said;
mod sieve;
mod since;
mod sizes;
pub(crate) mod slot;
mod turns;
mod weight;

use std::collections::{BTreeMap, HashMap};

use backpack_core::{BlockId, ConnectionId, FileId, RecordId, Timestamp};
use backpack_record::{Actor, Overlay, OverlayEvent};

pub(crate) use apply::Applying;
pub(crate) use change::Place;
pub use change::Source;
use corrected::Shown;
pub use filter::{CodeFilter, Filter, Hits, Order, PageToken, Show, Undated};
use index::Index;
pub use list::Quarantine;
pub use record::Record;
pub use said::TagCount;
pub use sieve::Sieve;
use sizes::Sizes;
pub use sizes::{FileBytes, PeekedBytes};
pub(crate) use slot::{Column, Slot, Version};
pub use turns::Turn;
use turns::Turns;

use crate::activity::ChainEnd;
use crate::hash::OpaqueIds;
use crate::table;

/// Everything that is known without reading a body: every record, as of the last commit.
#[derive(Debug, Default)]
pub struct Catalog {
    sequence: u64,
    slots: Vec<Option<Slot>>,
    columns: Vec<Column>,
    numbers: HashMap<RecordId, u32, OpaqueIds>,
    sources: Vec<Source>,
    bases: Vec<Box<str>>,
    blocks: Vec<Block>,
    block_numbers: HashMap<BlockId, u32, OpaqueIds>,
    overlays: HashMap<u32, Overlaid>,
    untouched: Overlay,
    /// What corrected records show.
    shown: HashMap<u32, Shown>,
    quarantine: BTreeMap<RecordId, Quarantined>,
    /// For each row the commit group that wrote it last, so that one set back is noticed.
    rows: HashMap<(u8, [u8; 16]), u64, OpaqueIds>,
    sizes: Sizes,
    index: Index,
    turns: Turns,
    /// The last act of the activity journal.
    acted: ChainEnd,
    /// The commit groups that wrote acts, each with the number of the last one that it wrote.
    acts: Vec<(u64, u64)>,
    /// About how many bytes lie outside the lists above: packed headers, urls, versions, events, reasons.
    scattered: usize,
}

/// What the person did to one record: the events, and what they come to.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Overlaid {
    pub(crate) events: Vec<OverlayEvent>,
    pub(crate) folded: Overlay,
    /// The commit group of the last event that a person did; 0 if there is none.
    pub(crate) last: u64,
    /// The commit group of the last event, whoever did it.
    pub(crate) changed: u64,
}

impl Overlaid {
    /// Says whether a person did any of it, rather than the engine.
    pub(crate) fn is_by_people(&self) -> bool {
        self.events.iter().any(is_by_people)
    }
}

/// Says whether a person did it, rather than the engine or a connection.
fn is_by_people(event: &OverlayEvent) -> bool {
    !matches!(event.actor, Actor::Engine | Actor::Connection(_))
}

/// A block, as the catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) id: BlockId,
    pub(crate) place: Place,
    pub(crate) source: u16,
    pub(crate) received: Timestamp,
    /// The commit group that brought what is in it.
    pub(crate) sequence: u64,
    /// The length of its plain content in bytes.
    pub(crate) raw: u32,
    /// How many bodies were put into it.
    pub(crate) bodies: u32,
    /// How many of them are still needed.
    pub(crate) live: u32,
    /// Whether it was dropped.
    pub(crate) dropped: bool,
    /// Whether a repair found its bodies lost: they are taken up again when they come.
    pub(crate) lost: bool,
}

/// A quarantined item, as the catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quarantined {
    pub(crate) connection: ConnectionId,
    pub(crate) received: Timestamp,
    pub(crate) reason: String,
    pub(crate) length: u64,
    /// Block and number within it.
    pub(crate) at: Option<(u32, u32)>,
    /// Whether it could be read, and its connector doubts it.
    pub(crate) doubted: bool,
}

impl Catalog {
    /// Returns how many records there are, whatever is shown of them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Says whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Returns a record.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<Record<'_>> {
        let number = self.number(id)?;
        Some(Record { catalog: self, number, slot: self.slot(number)?, column: self.column(number)? })
    }

    /// Returns every record, whatever is shown of it, in the order in which they were first kept.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let all = (0_u32..).zip(self.slots.iter().zip(&self.columns));
        all.filter_map(|(number, (slot, column))| {
            slot.as_ref().map(|slot| Record { catalog: self, number, slot, column })
        })
    }

    /// Returns the sequence of the commit group up to which this catalog goes.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    pub(crate) fn number(&self, id: RecordId) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    pub(crate) fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number as usize)?.as_ref()
    }

    pub(crate) fn column(&self, number: u32) -> Option<&Column> {
        self.columns.get(number as usize)
    }

    /// Returns where a record comes from.
    pub(crate) fn source_of(&self, id: RecordId) -> Option<Source> {
        Some(self.source(self.column(self.number(id)?)?.source))
    }

    pub(crate) fn slot_of(&self, id: RecordId) -> Option<&Slot> {
        self.slot(self.number(id)?)
    }

    pub(crate) fn block(&self, number: u32) -> Option<&Block> {
        self.blocks.get(number as usize).filter(|block| !block.dropped)
    }

    pub(crate) fn block_by_id(&self, id: BlockId) -> Option<&Block> {
        self.block(*self.block_numbers.get(&id)?)
    }

    pub(crate) fn blocks(&self) -> impl Iterator<Item = (u32, &Block)> {
        (0_u32..).zip(&self.blocks).filter(|(_, block)| !block.dropped)
    }

    /// Says whether a repair found the bodies of a block lost.
    pub(crate) fn is_lost_block(&self, number: u32) -> bool {
        self.blocks.get(number as usize).is_some_and(|block| block.lost)
    }

    /// Says whether a repair found the bytes of a file lost.
    pub(crate) fn is_lost_file(&self, id: FileId) -> bool {
        self.rows.contains_key(&(table::LOST.0, *id.as_bytes()))
    }

    /// Says whether an item is in quarantine and its bytes are not known to be lost.
    pub(crate) fn keeps_quarantined(&self, id: RecordId) -> bool {
        let item = self.quarantine.get(&id);
        item.is_some_and(|item| item.at.is_none_or(|(block, _)| !self.is_lost_block(block)))
    }

    pub(crate) fn has_quarantined(&self, id: RecordId) -> bool {
        self.quarantine.contains_key(&id)
    }

    pub(crate) fn quarantine(&self) -> impl Iterator<Item = (RecordId, &Quarantined)> {
        self.quarantine.iter().map(|(id, item)| (*id, item))
    }

    /// Returns the commit group that wrote a row last; `None` if there is no such row.
    pub(crate) fn row_sequence(&self, table: u8, id: &[u8; 16]) -> Option<u64> {
        self.rows.get(&(table, *id)).copied()
    }

    /// Returns the last commit group that wrote a row of this table which is still there; 0 if there is none.
    pub(crate) fn newest_row(&self, table: u8) -> u64 {
        let own = self.rows.iter().filter(|((of, _), _)| *of == table);
        own.map(|(_, sequence)| *sequence).max().unwrap_or_default()
    }

    /// Returns the rows of a table that were last written by another commit group than `written` says, or by none.
    pub(crate) fn rows_unlike(&self, table: u8, mut written: HashMap<[u8; 16], u64>) -> Vec<[u8; 16]> {
        let own = self.rows.iter().filter(|((of, _), _)| *of == table);
        let mut unlike: Vec<[u8; 16]> = own
            .filter(|((_, id), sequence)| written.remove(id) != Some(**sequence))
            .map(|((_, id), _)| *id)
            .collect();
        unlike.extend(written.into_keys());
        unlike
    }

    pub(crate) fn is_touched(&self, number: u32) -> bool {
        self.overlays.get(&number).is_some_and(Overlaid::is_by_people)
    }

    fn overlay_of(&self, number: u32) -> &Overlay {
        self.overlays.get(&number).map_or(&self.untouched, |overlaid| &overlaid.folded)
    }

    pub(crate) fn source(&self, number: u16) -> Source {
        self.sources.get(usize::from(number)).copied().unwrap_or(Source::Entry)
    }

    fn source_number(&self, source: Source) -> Option<u16> {
        let at = self.sources.iter().position(|known| *known == source)?;
        u16::try_from(at).ok()
    }

    fn base(&self, number: u32) -> Option<&str> {
        self.bases.get(number as usize).map(AsRef::as_ref)
    }
}

//! What became of records at their sources: when one went, vanished, came back, or went back to what it said before.

use std::collections::{BTreeSet, HashMap};

use backpack_core::RecordId;

use super::apply::broken;
use super::{Catalog, Record};
use crate::Error;
use crate::activity::ChainEnd;

/// What became of a record at its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Turn {
    /// The version with this number came.
    Came(u32),
    /// The source went back to the version with this number.
    Recurred(u32),
    /// The source said that it no longer has the record.
    Gone,
    /// The source no longer returned the record, without a word.
    Vanished,
    /// The source had it again, as it was.
    Returned,
}

/// The turns of every record that had any, each with the commit group that it was noticed in. Few records have one.
///
/// Nothing of this is persisted for its own sake: the log says it, and the commit group's row in the journal says when.
#[derive(Debug, Default)]
pub(super) struct Turns(HashMap<u32, Vec<(u64, Turn)>>);

impl Turns {
    pub(super) fn forget(&mut self, number: u32) {
        self.0.remove(&number);
    }
}

impl Catalog {
    pub(super) fn note_turn(&mut self, sequence: u64, number: u32, turn: Turn) {
        self.turns.0.entry(number).or_default().push((sequence, turn));
    }

    /// Takes down the next act of the activity journal: none is left out.
    pub(super) fn act(&mut self, end: ChainEnd) -> Result<(), Error> {
        if end.number != self.acted.number + 1 {
            return Err(broken());
        }
        self.acted = end;
        Ok(())
    }

    /// Returns the last act of the activity journal.
    pub(crate) const fn acted(&self) -> ChainEnd {
        self.acted
    }

    /// Returns the commit groups in which something came of a record from its source.
    pub(crate) fn commits_of(&self, id: RecordId) -> BTreeSet<u64> {
        let Some(record) = self.record(id) else { return BTreeSet::new() };
        let versions = record.places().iter().filter_map(|place| self.block(place.block));
        versions.map(|block| block.sequence).chain(record.turns().map(|(sequence, _)| sequence)).collect()
    }
}

impl<'c> Record<'c> {
    /// Returns what became of it beside new versions, oldest first, each with the commit group that noticed it.
    pub(crate) fn turns(&self) -> impl Iterator<Item = (u64, Turn)> + use<'c> {
        self.catalog.turns.0.get(&self.number).into_iter().flatten().copied()
    }

    /// Returns the commit group of the last thing that a person did to it.
    pub(crate) fn last_touched(&self) -> Option<u64> {
        self.catalog.overlays.get(&self.number).map(|overlaid| overlaid.last).filter(|last| *last > 0)
    }
}

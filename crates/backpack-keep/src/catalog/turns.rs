//! What became of records at their sources: when one went, vanished, came back, or went back to what it said before.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use backpack_core::RecordId;

use super::apply::broken;
use super::{Catalog, Record, weight};
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
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Turns(HashMap<u32, Vec<(u64, Turn)>>);

impl Turns {
    /// Returns about how many bytes they take.
    pub(super) fn weight(&self) -> usize {
        weight::map::<u32, Vec<(u64, Turn)>>(self.0.capacity()) + self.0.len() * 4 * size_of::<(u64, Turn)>()
    }

    pub(super) fn any_since(&self, sequence: u64) -> bool {
        self.0.values().any(|turns| turns.last().is_some_and(|(at, _)| *at > sequence))
    }

    pub(super) fn forget(&mut self, number: u32) {
        self.0.remove(&number);
    }
}

impl Catalog {
    pub(super) fn any_turn_since(&self, sequence: u64) -> bool {
        self.turns.any_since(sequence)
    }

    pub(super) fn note_turn(&mut self, sequence: u64, number: u32, turn: Turn) {
        self.turns.0.entry(number).or_default().push((sequence, turn));
    }

    /// Takes down the next act of the activity journal: none is left out.
    pub(super) fn act(&mut self, sequence: u64, end: ChainEnd) -> Result<(), Error> {
        if end.number != self.acted.number + 1 {
            return Err(broken());
        }
        self.acted = end;
        match self.acts.last_mut() {
            Some((last, number)) if *last == sequence => *number = end.number,
            _ => self.acts.push((sequence, end.number)),
        }
        Ok(())
    }

    /// Goes on with this act, where the log lost those before it.
    pub(crate) const fn resume_acts(&mut self, end: ChainEnd) {
        self.acted = end;
    }

    /// Returns the last act of the activity journal.
    pub(crate) const fn acted(&self) -> ChainEnd {
        self.acted
    }

    /// Returns the numbers of the acts that were written in a commit group in which something came of a record from its
    /// source, in order.
    ///
    /// An act that was put back names the commit group of where it was written, which is another one here: what counts is
    /// the group that wrote it here.
    pub(crate) fn acts_of(&self, id: RecordId) -> Vec<RangeInclusive<u64>> {
        let Some(record) = self.record(id) else { return Vec::new() };
        let versions = record.places().iter().filter_map(|place| self.block(place.block));
        let turns = record.turns().map(|(sequence, _)| sequence);
        let commits: BTreeSet<u64> = versions.map(|block| block.sequence).chain(turns).collect();
        commits.into_iter().filter_map(|sequence| self.acts_in(sequence)).collect()
    }

    /// Returns the numbers of the acts that a commit group wrote; `None` if it wrote none.
    fn acts_in(&self, sequence: u64) -> Option<RangeInclusive<u64>> {
        let at = self.acts.binary_search_by_key(&sequence, |(sequence, _)| *sequence).ok()?;
        let before = at.checked_sub(1).and_then(|before| self.acts.get(before)).map_or(0, |(_, last)| *last);
        Some(before + 1..=self.acts.get(at)?.1)
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

//! What came or changed since a commit group: for what is derived from records, and follows them.

use backpack_core::{FileId, RecordId};

use super::Catalog;
use crate::table;

impl Catalog {
    /// Returns the records that came, changed, turned or were touched after a commit group, each with the group of the last
    /// such thing, ascending; those of one group in the order in which their bodies lie. Those that were removed are not among them: they are no longer in the catalog.
    #[must_use]
    pub fn changed_since(&self, sequence: u64) -> Vec<(u64, RecordId)> {
        let is_newer = |own: &u64| *own > sequence;
        // Mostly there is nothing, and then not every record need be looked at.
        let may_differ = self.blocks.iter().any(|block| is_newer(&block.sequence))
            || self.overlays.values().any(|overlaid| is_newer(&overlaid.changed))
            || self.any_turn_since(sequence);
        if !may_differ {
            return Vec::new();
        }
        let changed = self.records().filter_map(|record| {
            let version = record.slot.versions.current();
            let brought = version.and_then(|version| self.blocks.get(version.block as usize));
            let brought = brought.map_or(0, |block| block.sequence);
            let place = version.map_or((0, 0), |version| (version.block, version.slot));
            let touched = self.overlays.get(&record.number).map_or(0, |overlaid| overlaid.changed);
            let turned = record.turns().map(|(sequence, _)| sequence).max().unwrap_or_default();
            Some(brought.max(touched).max(turned)).filter(is_newer).map(|own| (own, place, record.id()))
        });
        let mut changed: Vec<_> = changed.collect();
        changed.sort_unstable();
        changed.into_iter().map(|(own, _, id)| (own, id)).collect()
    }

    /// Returns how many files there are, and the last commit group that wrote a row of one, or of what was read out of one.
    #[must_use]
    pub fn files_at(&self) -> (usize, u64) {
        let (mut files, mut last) = (0, 0);
        for ((table, _), sequence) in &self.rows {
            if *table == table::FILE.0 || *table == table::FACTS.0 {
                files += usize::from(*table == table::FILE.0);
                last = last.max(*sequence);
            }
        }
        (files, last)
    }

    /// Returns the records to which a file is attached by overlays.
    pub fn attached_to(&self, file: FileId) -> impl Iterator<Item = RecordId> {
        let has = self.overlays.iter().filter(move |(_, overlaid)| overlaid.folded.files.contains(&file));
        has.filter_map(|(number, _)| self.slot(*number)).map(|slot| slot.id)
    }

    pub(crate) fn rows_of(&self, table: u8) -> Vec<[u8; 16]> {
        self.rows.keys().filter(|(of, _)| *of == table).map(|(_, id)| *id).collect()
    }
}

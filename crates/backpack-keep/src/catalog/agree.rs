//! Whether a catalog agrees with itself, and with another one that was made from the same log.

use std::collections::HashMap;

use backpack_core::BlockId;

use super::Catalog;
use crate::packed;

impl Catalog {
    /// Says whether another catalog, read from the same log, is the same, and whether this one's index fits its records.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let same_records = self.slots == other.slots && self.columns == other.columns;
        let same_names = self.numbers == other.numbers
            && self.sources == other.sources
            && self.bases == other.bases
            && self.block_numbers == other.block_numbers;
        let same_state = self.blocks == other.blocks
            && self.overlays == other.overlays
            && self.quarantine == other.quarantine
            && self.rows == other.rows
            && self.turns == other.turns
            && self.acted == other.acted;
        same_records && same_names && same_state && self.is_indexed()
    }

    /// Says whether the index finds every record, and nothing else.
    fn is_indexed(&self) -> bool {
        let mut expected = (0, 0);
        let fits = (0_u32..).zip(self.slots.iter().zip(&self.columns)).all(|(number, (slot, column))| {
            let Some(slot) = slot else { return true };
            let header = packed::unpack(&slot.header);
            let (found, codes) = self.index.finds(number, column.kind, column.start, header.as_ref());
            expected.0 += 1;
            expected.1 += codes;
            found
        });
        fits && self.index.sizes() == expected
    }

    /// Returns the blocks whose counts are not what is counted anew.
    pub(crate) fn miscounted(&self) -> Vec<BlockId> {
        let mut living: HashMap<u32, u32> = HashMap::new();
        let versions = self.slots.iter().flatten().flat_map(|slot| slot.versions.list());
        for block in versions.map(|version| version.block) {
            *living.entry(block).or_default() += 1;
        }
        for (block, _) in self.quarantine.values().filter_map(|item| item.at) {
            *living.entry(block).or_default() += 1;
        }
        let wrong = self.blocks().filter(|(number, block)| {
            let live = living.get(number).copied().unwrap_or_default();
            block.live != live || block.bodies < live
        });
        wrong.map(|(_, block)| block.id).collect()
    }
}

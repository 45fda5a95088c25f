//! Whether a catalog agrees with itself, and with another one that was made from the same log.

use std::collections::HashMap;

use backpack_core::BlockId;

use super::Catalog;
use crate::{packed, table};

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
            && self.shown == other.shown
            && self.quarantine == other.quarantine
            && self.rows == other.rows
            && self.turns == other.turns
            && self.acted == other.acted
            && self.acts == other.acts;
        same_records && same_names && same_state && self.is_indexed()
    }

    /// Says whether the index finds every record, and nothing else.
    fn is_indexed(&self) -> bool {
        let mut expected = (0, 0);
        let fits = (0_u32..).zip(self.slots.iter().zip(&self.columns)).all(|(number, (slot, column))| {
            if slot.is_none() {
                return true;
            }
            let header = packed::unpack(self.shown_header(number));
            let (found, codes) = self.index.finds(number, column.kind, column.start, header.as_ref());
            expected.0 += 1;
            expected.1 += codes;
            found
        });
        fits && self.index.sizes() == expected && self.sizes.len() == self.rows_of(table::FILE.0).len()
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

#[cfg(test)]
mod tests {
    use backpack_core::{RecordId, Timestamp};
    use backpack_record::Kind;

    use super::*;
    use crate::catalog::change::{BlockAdded, FullUrl, Logged, RecordPut};
    use crate::catalog::{Applying, Place, Source};

    fn made() -> Catalog {
        let mut catalog = Catalog::default();
        let mut group = Applying::new(1);
        let block = BlockAdded {
            id: BlockId::from_bytes([1; 16]),
            place: Place::Store,
            source: Source::Entry,
            received: Timestamp::from_millis(1),
            raw: 9,
        };
        let header = packed::unreadable().pack();
        let record = RecordPut {
            id: RecordId::from_bytes([2; 16]),
            digest: [3; 16],
            block: 0,
            slot: 0,
            full_url: FullUrl::None,
            header: &header,
        };
        for change in [Logged::Block(block), Logged::Record(record)] {
            catalog.apply(&mut group, change).unwrap();
        }
        catalog.finish(&group);
        catalog
    }

    #[test]
    fn what_was_made_from_one_log_is_alike_and_every_difference_is_seen() {
        assert!(made().is_like(&made()));
        type Change = fn(&mut Catalog);
        let changes: [Change; 7] = [
            |catalog| catalog.columns[0].received += 1,
            |catalog| catalog.columns[0].marks.set(1),
            |catalog| catalog.slots[0].as_mut().unwrap().versions.list_mut()[0].slot += 1,
            |catalog| {
                catalog.rows.insert((5, [0; 16]), 1);
            },
            |catalog| catalog.sizes.note_row([0; 16], true),
            |catalog| catalog.blocks[0].lost = true,
            |catalog| catalog.index.add(7, Kind::Other, 0, None),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut other = made();
            change(&mut other);
            assert!(!other.is_like(&made()), "change {number} was not seen");
        }
    }

    #[test]
    fn a_wrong_count_of_what_lives_is_seen() {
        let mut catalog = made();
        assert_eq!(catalog.miscounted(), []);
        catalog.blocks[0].live = 0;
        assert_eq!(catalog.miscounted(), [BlockId::from_bytes([1; 16])]);
    }
}

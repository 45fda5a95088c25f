//! Blocks, as the catalog counts them.

use backpack_core::BlockId;

use super::apply::{Applying, broken};
use super::change::{BlockAdded, BlockMoved};
use super::{Block, Catalog};
use crate::Error;

impl Catalog {
    pub(super) fn add_block(&mut self, group: &mut Applying, added: &BlockAdded) -> Result<(), Error> {
        let number = u32::try_from(self.blocks.len()).map_err(|_| broken())?;
        let source = match self.source_number(added.source) {
            Some(number) => number,
            None => {
                self.sources.push(added.source);
                u16::try_from(self.sources.len() - 1).map_err(|_| broken())?
            }
        };
        self.blocks.push(Block {
            id: added.id,
            place: added.place,
            source,
            received: added.received,
            sequence: group.sequence,
            raw: added.raw,
            bodies: 0,
            live: 0,
            dropped: false,
        });
        self.block_numbers.insert(added.id, number);
        group.blocks.push(number);
        Ok(())
    }

    pub(super) fn move_block(&mut self, group: &Applying, moved: &BlockMoved) -> Result<(), Error> {
        let from = *self.block_numbers.get(&moved.from).ok_or(broken())?;
        let to = group.block(moved.to)?;
        let new_place = |slot: u32| moved.slots.iter().find(|(old, _)| *old == slot).map(|(_, new)| *new);
        let versions = self.slots.iter_mut().flatten().flat_map(|slot| slot.versions.list_mut());
        for version in versions.filter(|version| version.block == from) {
            version.slot = new_place(version.slot).ok_or(broken())?;
            version.block = to;
        }
        for at in self.quarantine.values_mut().filter_map(|item| item.at.as_mut()) {
            if at.0 == from {
                *at = (to, new_place(at.1).ok_or(broken())?);
            }
        }
        let count = u32::try_from(moved.slots.len()).map_err(|_| broken())?;
        let brought = self.blocks.get(from as usize).ok_or(broken())?.sequence;
        if let Some(block) = self.blocks.get_mut(to as usize) {
            block.sequence = brought;
            block.bodies += count;
            block.live += count;
        }
        self.drop_block(moved.from)
    }

    pub(super) fn drop_block(&mut self, id: BlockId) -> Result<(), Error> {
        let number = self.block_numbers.remove(&id).ok_or(broken())?;
        let block = self.blocks.get_mut(number as usize).ok_or(broken())?;
        block.dropped = true;
        block.live = 0;
        Ok(())
    }

    /// Counts one more body in a block. Returns the number of the block's source, and when it was received.
    pub(super) fn fill(&mut self, block: u32) -> Option<(u16, i64)> {
        let block = self.blocks.get_mut(block as usize)?;
        block.bodies += 1;
        block.live += 1;
        Some((block.source, block.received.as_millis()))
    }

    pub(super) fn empty(&mut self, at: Option<(u32, u32)>) {
        if let Some(block) = at.and_then(|(block, _)| self.blocks.get_mut(block as usize)) {
            block.live = block.live.saturating_sub(1);
        }
    }
}

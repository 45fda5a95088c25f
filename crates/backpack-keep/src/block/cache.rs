//! A few opened blocks, so that neighbours are read without opening their block again.

use std::sync::{Arc, Mutex, PoisonError};

use backpack_core::BlockId;

use super::OpenBlock;

/// The most bytes kept.
const CACHE_BYTES: usize = 8 << 20;

/// The blocks used last, the latest at the end.
#[derive(Debug, Default)]
pub(crate) struct BlockCache(Mutex<Vec<(BlockId, Arc<OpenBlock>)>>);

impl BlockCache {
    pub(crate) fn find(&self, id: BlockId) -> Option<Arc<OpenBlock>> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = blocks.iter().position(|(kept, _)| *kept == id)?;
        let entry = blocks.remove(at);
        let block = Arc::clone(&entry.1);
        blocks.push(entry);
        Some(block)
    }

    pub(crate) fn keep(&self, id: BlockId, block: &Arc<OpenBlock>) {
        if block.weight() > CACHE_BYTES {
            return;
        }
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.retain(|(kept, _)| *kept != id);
        blocks.push((id, Arc::clone(block)));
        let mut weight: usize = blocks.iter().map(|(_, block)| block.weight()).sum();
        while weight > CACHE_BYTES && !blocks.is_empty() {
            weight -= blocks.remove(0).1.weight();
        }
    }

    /// Returns how many bytes it holds in memory.
    pub(crate) fn weight(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(_, block)| block.weight()).sum()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

//! Blocks that cannot be sealed anew where they lie: those in the blob store, and those that are not wholly alive.

use std::collections::HashMap;

use backpack_core::BlockId;
use backpack_store::Key;
use bytes::Bytes;

use super::count::epoch_of;
use crate::catalog::{Block, Catalog, Place};
use crate::compact::{Sparse, live_in};
use crate::{Error, Keep, table};

impl Keep {
    /// Rewrites such blocks of an older epoch: what lives goes into a new block, what does not is gone. Returns how many
    /// were met.
    pub(super) async fn renew_blocks(&self, tell: &mut (impl FnMut(u64) + Send)) -> Result<u64, Error> {
        let _gate = self.0.reading.write().await;
        let mut met = 0;
        for sparse in self.catalog(movable) {
            let epoch = match sparse.block.place {
                Place::Blob(blob) => self.blob_epoch(blob).await?,
                Place::Store => self.block_epoch(sparse.block.id).await?,
            };
            if epoch.is_none_or(|epoch| epoch >= self.newest_epoch()) {
                continue;
            }
            met += 1;
            tell(u64::from(self.rewrite_detached(sparse).await?));
        }
        Ok(met)
    }

    /// Returns the epoch of a block in the store; `None` if it is no longer there.
    async fn block_epoch(&self, block: BlockId) -> Result<Option<u32>, Error> {
        let key = Key::new(self.space(), table::BLOCK, Bytes::copy_from_slice(block.as_bytes()));
        let found = self.0.parts.store.get(&key).await?;
        found.map(|value| epoch_of(&value.bytes)).transpose()
    }
}

/// Returns the blocks that something lives in, and that are in the blob store or hold what no longer lives.
fn movable(catalog: &Catalog) -> Vec<Sparse> {
    let is_movable = |block: &Block| {
        !block.lost && block.live > 0 && (block.place != Place::Store || block.live < block.bodies)
    };
    let live: HashMap<u32, Vec<u32>> = catalog
        .blocks()
        .filter(|(_, block)| is_movable(block))
        .map(|(number, _)| (number, Vec::new()))
        .collect();
    live_in(catalog, live)
}

//! Compaction: blocks that nothing lives in go, blocks that little lives in are rewritten, the rest is packed tighter.

mod repack;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backpack_core::{BlobId, BlockId};
use bytes::Bytes;

use crate::block::{BlockItem, OpenBlock, SealedBlock};
use crate::catalog::change::{BlockMoved, Logged};
use crate::catalog::{Block, Catalog, Place};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{busy, detached};
use crate::read::{BlockPlace, block_place};
use crate::{Error, Keep, table};

/// The most blocks that are dropped in one go.
const DROPS_AT_ONCE: usize = 1024;

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompactionReport {
    /// Blocks in which nothing lived, and which are gone.
    pub dropped: u64,
    /// Blocks in which less than half lived, and which were rewritten.
    pub rewritten: u64,
    /// Blocks that were packed tighter where they are.
    pub repacked: u64,
    /// Segments of the catalog's log that were merged into others.
    pub merged: u64,
}

impl Keep {
    /// Frees what is no longer needed: drops dead blocks, rewrites blocks that are mostly dead, merges small segments, and
    /// packs the other blocks as tightly as is worth the time.
    ///
    /// A version that the catalog lists is never dropped. The room is the store's to use again, and the system's after
    /// [`Store::reclaim`](backpack_store::Store::reclaim).
    ///
    /// Every step is one commit, and readers go on meanwhile; it waits for the end of every [snapshot](crate::Snapshot).
    /// The future may be dropped at any time.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if a block cannot be read; the store's errors.
    pub async fn compact(&self) -> Result<CompactionReport, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            let _gate = keep.0.reading.write().await;
            let mut report = CompactionReport::default();
            keep.free_blocks(&mut report).await?;
            report.repacked = keep.repack_blocks().await?;
            // Last, since each step before adds a segment.
            report.merged = keep.merge_segments().await?;
            Ok(report)
        })
        .await
    }

    /// Drops dead blocks and rewrites those that are mostly dead. Costs next to nothing where there are none.
    pub(crate) async fn free_blocks(&self, report: &mut CompactionReport) -> Result<(), Error> {
        let (dead, sparse) = self.catalog(wasteful);
        for blocks in dead.chunks(DROPS_AT_ONCE) {
            report.dropped += self.drop_blocks(blocks).await?;
        }
        for block in sparse {
            report.rewritten += u64::from(self.rewrite(block).await?);
        }
        Ok(())
    }

    async fn drop_blocks(&self, blocks: &[BlockPlace]) -> Result<u64, Error> {
        let write = Arc::new(Mutex::new(DropWrite { blocks: blocks.to_vec(), dropped: 0 }));
        self.0.commit(&write).await?;
        self.discard(blocks.iter().filter_map(blob_of).collect()).await?;
        let dropped = write.lock().map(|write| write.dropped).unwrap_or_default();
        Ok(dropped)
    }

    /// Rewrites a block in a task of its own.
    pub(crate) async fn rewrite_detached(&self, sparse: Sparse) -> Result<bool, Error> {
        let keep = self.clone();
        detached(async move { keep.rewrite(sparse).await }).await
    }

    /// Returns whether the block was rewritten: not if it changed meanwhile.
    async fn rewrite(&self, sparse: Sparse) -> Result<bool, Error> {
        let Some(open) = self.0.open_block(&sparse.block).await? else { return Ok(false) };
        let inner = Arc::clone(&self.0);
        let (old, live) = (sparse.block, sparse.slots);
        let write = busy(move || {
            let block = repack(&inner.parts.keys, &open, &live)?;
            Ok(MoveWrite { old, live, block })
        })
        .await?;
        let new_blob = write.block.blob();
        self.0.put_blobs(std::slice::from_ref(&write.block)).await?;
        let landed = self.0.commit(&Arc::new(Mutex::new(write))).await;
        if let Some(blob) = new_blob {
            self.0.in_flight.end(blob);
        }
        let is_done = landed?.is_some();
        if is_done {
            self.discard(blob_of(&old).into_iter().collect()).await?;
        } else {
            self.delete_blobs(new_blob.into_iter().collect()).await?;
        }
        Ok(is_done)
    }
}

/// A block that is to be rewritten, and what lives in it.
#[derive(Debug)]
pub(crate) struct Sparse {
    pub(crate) block: BlockPlace,
    /// The numbers of the bodies that live, ascending.
    slots: Vec<u32>,
}

/// Returns the blocks that nothing lives in, and those in which less than half does.
fn wasteful(catalog: &Catalog) -> (Vec<BlockPlace>, Vec<Sparse>) {
    let is_sparse = |block: &Block| !block.lost && block.live > 0 && block.live * 2 < block.bodies;
    let sparse: HashMap<u32, Vec<u32>> = catalog
        .blocks()
        .filter(|(_, block)| is_sparse(block))
        .map(|(number, _)| (number, Vec::new()))
        .collect();
    let dead = catalog.blocks().filter(|(_, block)| block.live == 0);
    let dead = dead.filter_map(|(number, _)| block_place(catalog, number)).collect();
    (dead, live_in(catalog, sparse))
}

/// Returns these blocks with what lives in each, by number.
pub(crate) fn live_in(catalog: &Catalog, mut live: HashMap<u32, Vec<u32>>) -> Vec<Sparse> {
    for version in catalog.records().flat_map(|record| record.places()) {
        if let Some(slots) = live.get_mut(&version.block) {
            slots.push(version.slot);
        }
    }
    for (block, slot) in catalog.quarantine().filter_map(|(_, item)| item.at) {
        if let Some(slots) = live.get_mut(&block) {
            slots.push(slot);
        }
    }
    let mut sparse: Vec<_> = live.into_iter().collect();
    sparse.sort_unstable_by_key(|(number, _)| *number);
    let sparse = sparse.into_iter().filter_map(|(number, mut slots)| {
        slots.sort_unstable();
        Some(Sparse { block: block_place(catalog, number)?, slots })
    });
    sparse.collect()
}

fn blob_of(block: &BlockPlace) -> Option<BlobId> {
    match block.place {
        Place::Blob(blob) => Some(blob),
        Place::Store => None,
    }
}

fn repack(keys: &backpack_keys::BackpackKeys, open: &OpenBlock, live: &[u32]) -> Result<SealedBlock, Error> {
    let index = open.index()?;
    let mut items = Vec::with_capacity(live.len());
    let bodies: Vec<Bytes> = live.iter().map(|slot| open.body(*slot)).collect::<Result<_, _>>()?;
    for (slot, body) in live.iter().zip(&bodies) {
        let head = index.items.get(*slot as usize).ok_or(Error::Tampered(crate::block::WHAT))?.clone();
        items.push(BlockItem { head, body });
    }
    SealedBlock::new(keys, index.query, index.envelope, &items)
}

fn forget_block(draft: &mut Draft<'_>, place: Place, id: BlockId) -> Result<(), Error> {
    match place {
        Place::Store => draft.deletes.push((table::BLOCK, Bytes::copy_from_slice(id.as_bytes()))),
        Place::Blob(blob) => draft.let_go(blob)?,
    }
    Ok(())
}

/// Dead blocks on their way out.
#[derive(Debug)]
struct DropWrite {
    blocks: Vec<BlockPlace>,
    dropped: u64,
}

impl Write for DropWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        self.dropped = 0;
        for block in &self.blocks {
            // Nothing can come alive in a dead block; another process may have dropped it already.
            if catalog.block_by_id(block.id).is_some() {
                draft.log.push(&Logged::Dropped(block.id))?;
                forget_block(draft, block.place, block.id)?;
                self.dropped += 1;
            }
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.blocks.len() * 256
    }

    fn is_alone(&self) -> bool {
        true
    }
}

/// What lives of a block on its way into a new one.
#[derive(Debug)]
struct MoveWrite {
    old: BlockPlace,
    live: Vec<u32>,
    block: SealedBlock,
}

impl Write for MoveWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        if draft.is_outdated(&self.block) {
            return Ok(Drafted::Stale);
        }
        let live = catalog.block_by_id(self.old.id).map(|block| block.live as usize);
        // Bodies in a block only die, so the same count means the same bodies.
        if live != Some(self.live.len()) {
            return Ok(Drafted::Stale);
        }
        let to = draft.add_block(&self.block, self.old.source, self.old.received)?;
        let slots = self.live.iter().copied().zip(0_u32..).collect();
        draft.log.push(&Logged::Moved(BlockMoved { from: self.old.id, to, slots }))?;
        forget_block(draft, self.old.place, self.old.id)?;
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.block.sealed.len() + self.live.len() * 8 + 512
    }

    /// What other writers drafted in the same group may change what lives.
    fn is_alone(&self) -> bool {
        true
    }
}

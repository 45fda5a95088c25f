//! Packing blocks tighter, each where it is.
//!
//! A block keeps its id and what is in it, so that the catalog says nothing of it: only its sealed bytes change. Whoever
//! puts the old bytes back puts back the same content.

use std::sync::{Arc, Mutex};

use backpack_core::BlockId;
use backpack_store::{Condition, Key, Version};
use bytes::Bytes;

use crate::block::{self, open_packing, seal_packing};
use crate::catalog::{Block, Catalog, Place};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, busy};
use crate::zip::{self, Effort};
use crate::{Error, Keep, table};

/// The bytes that are written in one commit: about half of what a batch takes.
const BYTES_AT_ONCE: usize = 512 << 10;

impl Keep {
    /// Packs what was packed quickly as tightly as is worth the time. Returns how many blocks became smaller.
    pub(super) async fn repack_blocks(&self) -> Result<u64, Error> {
        let in_store = |catalog: &Catalog| -> Vec<BlockId> {
            let is_open = |block: &Block| block.place == Place::Store && !block.lost;
            let blocks = catalog.blocks().filter(|(_, block)| is_open(block));
            blocks.map(|(_, block)| block.id).collect()
        };
        let (mut repacked, mut waiting, mut bytes) = (0, Vec::new(), 0);
        for id in self.catalog(in_store) {
            let Some(block) = self.0.packed_tighter(id).await? else { continue };
            bytes += block.sealed.len();
            waiting.push(block);
            if bytes >= BYTES_AT_ONCE {
                repacked += self.write_repacked(std::mem::take(&mut waiting)).await?;
                bytes = 0;
            }
        }
        Ok(repacked + self.write_repacked(waiting).await?)
    }

    async fn write_repacked(&self, blocks: Vec<Repacked>) -> Result<u64, Error> {
        let count = blocks.len() as u64;
        if count == 0 {
            return Ok(0);
        }
        match self.0.commit(&Arc::new(Mutex::new(RepackWrite(blocks)))).await {
            Ok(landed) => Ok(if landed.is_some() { count } else { 0 }),
            // One of them was moved, dropped or packed by another process; the next compaction sees to the rest.
            Err(Error::Conflict) => Ok(0),
            Err(error) => Err(error),
        }
    }
}

impl Inner {
    /// Returns a block packed anew, if that makes it smaller.
    async fn packed_tighter(self: &Arc<Self>, id: BlockId) -> Result<Option<Repacked>, Error> {
        self.with_keys(|| self.packed_tighter_once(id)).await
    }

    async fn packed_tighter_once(self: &Arc<Self>, id: BlockId) -> Result<Option<Repacked>, Error> {
        let key = Key::new(self.parts.space(), table::BLOCK, Bytes::copy_from_slice(id.as_bytes()));
        // It may have gone since the catalog was asked.
        let Some(value) = self.parts.store.get(&key).await? else { return Ok(None) };
        let inner = Arc::clone(self);
        busy(move || {
            let keys = &inner.parts.keys;
            let packed = open_packing(keys, id, &value.bytes)?;
            if zip::is_tight(&packed) {
                return Ok(None);
            }
            let tight = zip::pack(&zip::unpack(&packed, block::MAX_PLAIN, block::WHAT)?, Effort::Tight)?;
            if tight.len() >= packed.len() {
                return Ok(None);
            }
            let sealed = Bytes::from(seal_packing(keys, id, &tight));
            Ok(Some(Repacked { id, version: value.version, sealed }))
        })
        .await
    }
}

/// A block packed anew, and the version it was read at.
#[derive(Debug)]
struct Repacked {
    id: BlockId,
    version: Version,
    sealed: Bytes,
}

/// Blocks packed anew on their way to a commit.
#[derive(Debug)]
struct RepackWrite(Vec<Repacked>);

impl Write for RepackWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        let is_stale = |block: &Repacked| {
            catalog.block_by_id(block.id).is_none() || draft.is_of_an_older_epoch(&block.sealed)
        };
        if self.0.iter().any(is_stale) {
            return Ok(Drafted::Stale);
        }
        for block in &self.0 {
            draft.require(table::BLOCK, *block.id.as_bytes(), Condition::At(block.version));
            draft.puts.push((
                table::BLOCK,
                Bytes::copy_from_slice(block.id.as_bytes()),
                block.sealed.clone(),
            ));
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.0.iter().map(|block| block.sealed.len() + 64).sum()
    }

    /// Its conditions are no other writer's.
    fn is_alone(&self) -> bool {
        true
    }
}

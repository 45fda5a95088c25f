//! Reading everything: every body of every version, and every body in quarantine, block by block.

use std::collections::{BTreeMap, VecDeque};

use backpack_core::RecordId;
use bytes::Bytes;

use crate::catalog::Catalog;
use crate::read::{BlockPlace, BodyPlace, Original, block_place};
use crate::{Error, Keep, Quarantine};

/// Every stored body of every version, in the order in which the blocks were written. Made by [`Keep::bodies`].
///
/// One block is in memory at a time. What is committed after it was made is not in it.
#[derive(Debug)]
pub struct Bodies {
    keep: Keep,
    blocks: VecDeque<BlockPlan>,
    ready: VecDeque<StoredBody>,
}

/// One stored body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredBody {
    /// The record.
    pub record: RecordId,
    /// The number of the version, from 0.
    pub version: usize,
    /// The version as it came.
    pub original: Original,
}

/// Every body in quarantine. Made by [`Keep::quarantined`].
#[derive(Debug)]
pub struct QuarantinedBodies {
    keep: Keep,
    items: VecDeque<Quarantine>,
}

/// One item in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuarantinedBody {
    /// What is known of it.
    pub item: Quarantine,
    /// The item as it came; `None` if it was too large to keep.
    pub original: Option<Original>,
}

/// A block, and which versions lie in it.
#[derive(Debug)]
struct BlockPlan {
    block: BlockPlace,
    /// The number in the block, the record, the number of the version.
    bodies: Vec<(u32, RecordId, usize)>,
}

impl Keep {
    /// Returns every stored body of every version, to be read one after the other.
    #[must_use]
    pub fn bodies(&self) -> Bodies {
        let blocks = plan(&self.0.read_catalog());
        Bodies { keep: self.clone(), blocks, ready: VecDeque::new() }
    }

    /// Returns every body in quarantine, to be read one after the other.
    #[must_use]
    pub fn quarantined(&self) -> QuarantinedBodies {
        QuarantinedBodies {
            keep: self.clone(),
            items: self.catalog(|catalog| catalog.quarantined().collect()),
        }
    }
}

impl Bodies {
    /// Returns the next body; `None` at the end.
    ///
    /// Dropping the future loses at most the bodies of one block.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], the store's errors. The next call goes on with the next block.
    pub async fn next(&mut self) -> Result<Option<StoredBody>, Error> {
        loop {
            if let Some(body) = self.ready.pop_front() {
                return Ok(Some(body));
            }
            let Some(plan) = self.blocks.pop_front() else { return Ok(None) };
            self.ready = self.read(plan).await?;
        }
    }

    async fn read(&self, plan: BlockPlan) -> Result<VecDeque<StoredBody>, Error> {
        let block = self.keep.0.open_block(&plan.block).await?;
        let mut bodies = VecDeque::with_capacity(plan.bodies.len());
        for (slot, record, version) in plan.bodies {
            let original = match &block {
                Some(block) => Original::new(block, &BodyPlace { block: plan.block, slot })?,
                // The block was moved since the plan was made, or the record removed.
                None => match self.keep.original(record, version).await {
                    Err(Error::NoSuchRecord) => continue,
                    other => other?,
                },
            };
            bodies.push_back(StoredBody { record, version, original });
        }
        Ok(bodies)
    }
}

impl QuarantinedBodies {
    /// Returns the next item; `None` at the end.
    ///
    /// Dropping the future loses at most one item.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], the store's errors.
    pub async fn next(&mut self) -> Result<Option<QuarantinedBody>, Error> {
        while let Some(item) = self.items.pop_front() {
            if !item.kept {
                return Ok(Some(QuarantinedBody { item, original: None }));
            }
            let id = item.id;
            match self.keep.0.locate(|catalog| quarantine_place(catalog, id)).await {
                Ok((block, place)) => {
                    let original = Some(Original::new(&block, &place)?);
                    return Ok(Some(QuarantinedBody { item, original }));
                }
                // It was released since.
                Err(Error::NoSuchRecord) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

impl StoredBody {
    /// Returns the body, byte for byte.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.original.body
    }
}

/// Returns the blocks in order, each with what lies in it.
fn plan(catalog: &Catalog) -> VecDeque<BlockPlan> {
    let mut places: BTreeMap<u32, Vec<(u32, RecordId, usize)>> = BTreeMap::new();
    for record in catalog.records() {
        for (number, version) in record.places().iter().enumerate() {
            places.entry(version.block).or_default().push((version.slot, record.id(), number));
        }
    }
    let plans = places.into_iter().filter_map(|(block, mut bodies)| {
        bodies.sort_unstable_by_key(|(slot, ..)| *slot);
        Some(BlockPlan { block: block_place(catalog, block)?, bodies })
    });
    plans.collect()
}

pub(crate) fn quarantine_place(catalog: &Catalog, id: RecordId) -> Result<BodyPlace, Error> {
    let (_, item) = catalog.quarantine().find(|(known, _)| *known == id).ok_or(Error::NoSuchRecord)?;
    let (block, slot) = item.at.ok_or(Error::NoSuchRecord)?;
    let block = block_place(catalog, block).ok_or(Error::Tampered("catalog"))?;
    Ok(BodyPlace { block, slot })
}

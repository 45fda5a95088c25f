//! Cutting a page's bodies into blocks.

use std::ops::Range;

use super::BLOCK_BYTES;
use super::write::{BlockItem, SealedBlock};
use crate::Error;
use crate::catalog::Place;
use backpack_keys::BackpackKeys;

/// Seals bodies into as few blocks as the limits allow. Returns each with the range of items it holds.
///
/// What does not shrink below the limit of a value is halved, until a body stands alone; that one goes to the blob store.
pub(crate) fn cut(
    keys: &BackpackKeys,
    query: &str,
    envelope: Option<&[u8]>,
    items: &[BlockItem<'_>],
) -> Result<Vec<(Range<usize>, SealedBlock)>, Error> {
    let mut blocks = Vec::new();
    let mut waiting = runs(items);
    waiting.reverse();
    while let Some(run) = waiting.pop() {
        let block = SealedBlock::new(keys, query, envelope, items.get(run.clone()).unwrap_or_default())?;
        if block.place != Place::Store && run.len() > 1 {
            let middle = run.start + run.len() / 2;
            waiting.push(middle..run.end);
            waiting.push(run.start..middle);
        } else {
            blocks.push((run, block));
        }
    }
    Ok(blocks)
}

/// Returns runs of items whose bodies fit into a block together.
fn runs(items: &[BlockItem<'_>]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        if at > start && bytes + item.body.len() > BLOCK_BYTES {
            runs.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += item.body.len();
    }
    if start < items.len() {
        runs.push(start..items.len());
    }
    runs
}

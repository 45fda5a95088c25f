//! From a batch of the contract to one atomic batch of sled.

use std::collections::BTreeMap;

use backpack_store::{Batch, Version};
use bytes::Bytes;
use sled::{IVec, Tree};

use crate::layout::{Head, INLINE_BYTES, LAST_VERSION, PIECE_BYTES, Pieces, encode_inline, entry_key};

/// Returns the keys whose precondition does not hold.
pub(crate) fn broken_preconditions(tree: &Tree, batch: &Batch) -> sled::Result<Vec<backpack_store::Key>> {
    let mut broken = Vec::new();
    for precondition in &batch.preconditions {
        let head = tree.get(entry_key(batch.space, precondition.table, &precondition.id))?;
        let holds = match head {
            None => precondition.condition.holds(None),
            // A head that cannot be read fulfils nothing.
            Some(head) => version(&head).is_some_and(|version| precondition.condition.holds(Some(version))),
        };
        if !holds {
            broken.push(batch.key(precondition.table, &precondition.id));
        }
    }
    Ok(broken)
}

/// Returns the writes of `batch` under `version`, with the old values' pieces removed and the version noted.
pub(crate) fn stage(tree: &Tree, batch: Batch, version: Version) -> sled::Result<sled::Batch> {
    let mut staged = sled::Batch::default();
    let mut next_piece = 0;
    for (key, value) in last_writes(batch) {
        if let Some(old) = tree.get(&key)? {
            remove_pieces(&mut staged, &old);
        }
        match value {
            None => staged.remove(key),
            Some(value) if value.len() <= INLINE_BYTES => staged.insert(key, encode_inline(version, &value)),
            Some(value) => {
                let pieces = Pieces::new(version, next_piece, u32::try_from(value.len()).unwrap_or(u32::MAX));
                for (key, piece) in pieces.keys().zip(value.chunks(PIECE_BYTES)) {
                    staged.insert(&key, piece);
                    next_piece += 1;
                }
                staged.insert(key, pieces.encode_head());
            }
        }
    }
    staged.insert(LAST_VERSION, &version.0.to_be_bytes());
    Ok(staged)
}

/// Returns what each key ends with: of a delete and puts of one key, the last put counts.
fn last_writes(batch: Batch) -> BTreeMap<Vec<u8>, Option<Bytes>> {
    let space = batch.space;
    let deletes = batch.deletes.into_iter().map(|(table, id)| (entry_key(space, table, &id), None));
    let puts = batch.puts.into_iter().map(|put| (entry_key(space, put.table, &put.id), Some(put.value)));
    deletes.chain(puts).collect()
}

fn remove_pieces(staged: &mut sled::Batch, old: &IVec) {
    if let Some(Head::InPieces { pieces, .. }) = Head::decode(old) {
        pieces.keys().for_each(|key| staged.remove(&key));
    }
}

fn version(head: &[u8]) -> Option<Version> {
    Head::decode(head).map(|head| head.version())
}

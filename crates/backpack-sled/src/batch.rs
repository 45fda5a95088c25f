//! From the batches of a group to one atomic batch of sled.

use std::collections::BTreeMap;

use backpack_store::{Batch, Key, Version};
use bytes::Bytes;
use sled::{IVec, Tree};

use crate::layout::{Head, INLINE_BYTES, LAST_VERSION, PIECE_BYTES, Pieces, encode_inline, entry_key};

/// What a group of commits writes, and the tree as it will be then.
///
/// sled writes its buffer out for every batch of its own, so the commits of a group share one.
pub(crate) struct Group {
    tree: Tree,
    writes: BTreeMap<Vec<u8>, Option<IVec>>,
}

impl Group {
    pub(crate) fn new(tree: Tree) -> Self {
        Self { tree, writes: BTreeMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    pub(crate) fn insert(&mut self, key: impl Into<Vec<u8>>, value: impl Into<IVec>) {
        self.writes.insert(key.into(), Some(value.into()));
    }

    pub(crate) fn remove(&mut self, key: impl Into<Vec<u8>>) {
        self.writes.insert(key.into(), None);
    }

    pub(crate) fn apply(self) -> sled::Result<()> {
        let mut batch = sled::Batch::default();
        for (key, value) in self.writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.tree.apply_batch(batch)
    }

    fn get(&self, key: &[u8]) -> sled::Result<Option<IVec>> {
        self.writes.get(key).map_or_else(|| self.tree.get(key), |written| Ok(written.clone()))
    }
}

/// Returns the keys whose precondition does not hold.
pub(crate) fn broken_preconditions(group: &Group, batch: &Batch) -> sled::Result<Vec<Key>> {
    let mut broken = Vec::new();
    for precondition in &batch.preconditions {
        let head = group.get(&entry_key(batch.space, precondition.table, &precondition.id))?;
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

/// Adds the writes of `batch` under `version`, with the old values' pieces removed and the version noted.
pub(crate) fn stage(group: &mut Group, batch: Batch, version: Version) -> sled::Result<()> {
    let mut next_piece = 0;
    for (key, value) in last_writes(batch) {
        if let Some(old) = group.get(&key)? {
            remove_pieces(group, &old);
        }
        match value {
            None => group.remove(key),
            Some(value) if value.len() <= INLINE_BYTES => group.insert(key, encode_inline(version, &value)),
            Some(value) => {
                let pieces = Pieces::new(version, next_piece, u32::try_from(value.len()).unwrap_or(u32::MAX));
                for (key, piece) in pieces.keys().zip(value.chunks(PIECE_BYTES)) {
                    group.insert(key, piece);
                    next_piece += 1;
                }
                group.insert(key, pieces.encode_head());
            }
        }
    }
    group.insert(LAST_VERSION, &version.0.to_be_bytes());
    Ok(())
}

/// Returns what each key ends with: of a delete and puts of one key, the last put counts.
fn last_writes(batch: Batch) -> BTreeMap<Vec<u8>, Option<Bytes>> {
    let space = batch.space;
    let deletes = batch.deletes.into_iter().map(|(table, id)| (entry_key(space, table, &id), None));
    let puts = batch.puts.into_iter().map(|put| (entry_key(space, put.table, &put.id), Some(put.value)));
    deletes.chain(puts).collect()
}

fn remove_pieces(group: &mut Group, old: &IVec) {
    if let Some(Head::InPieces { pieces, .. }) = Head::decode(old) {
        pieces.keys().for_each(|key| group.remove(key));
    }
}

fn version(head: &[u8]) -> Option<Version> {
    Head::decode(head).map(|head| head.version())
}

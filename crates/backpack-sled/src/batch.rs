//! From the batches of a group to one atomic batch of sled.

use std::collections::BTreeMap;

use backpack_core::SpaceId;
use backpack_store::{Batch, Error, Precondition, Version};
use bytes::Bytes;
use sled::{IVec, Tree};

use crate::errors::from_sled;
use crate::layout::{
    HIGHEST_TOKEN, Head, INLINE_BYTES, LAST_VERSION, PIECE_BYTES, Pieces, encode_inline, encode_leftover,
    entry_key, leftover_key,
};

/// Up to so many pieces are written or removed in one batch with the rest: at most 80 KB.
const PIECES_AT_ONCE: usize = 16;
/// A batch that keeps more than this many bytes beside their keys keeps only the shortest there.
const INLINE_AT_ONCE: usize = 64 << 10;
/// The longest value that such a batch keeps beside its key, in bytes.
const SHORT_BYTES: usize = 64;

/// What a group of commits writes, and the tree as it will be then.
///
/// sled writes its buffer out for every batch of its own, so the commits of a group share one.
pub(crate) struct Group {
    tree: Tree,
    writes: BTreeMap<Vec<u8>, Option<IVec>>,
    /// Pieces of values: nothing refers to them until the rest is written.
    pieces: BTreeMap<[u8; 13], IVec>,
    /// Pieces that nothing refers to once the rest is written.
    leftover: Vec<Pieces>,
    version: Version,
}

/// A group cut so that no part of it makes sled write much before the next fsync.
pub(crate) struct Parts {
    /// To be inserted before.
    pub(crate) pieces: Vec<([u8; 13], IVec)>,
    /// To be applied at once.
    pub(crate) batch: sled::Batch,
    /// The bytes of its keys and values.
    pub(crate) batch_bytes: u64,
    /// To be removed afterwards.
    pub(crate) leftover: Vec<Pieces>,
    /// The name of the note of what is to be removed.
    pub(crate) version: Version,
}

impl Group {
    pub(crate) fn new(tree: Tree) -> Self {
        let (writes, pieces) = (BTreeMap::new(), BTreeMap::new());
        Self { tree, writes, pieces, leftover: Vec::new(), version: Version(0) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    pub(crate) fn insert(&mut self, key: impl Into<Vec<u8>>, value: impl Into<IVec>) {
        self.writes.insert(key.into(), Some(value.into()));
    }

    /// Adds a value, beside its key or in pieces. Returns the number of the next piece of this version.
    fn put(&mut self, key: Vec<u8>, value: &[u8], version: Version, inline: usize, next_piece: u32) -> u32 {
        if value.len() <= inline {
            self.insert(key, encode_inline(version, value));
            return next_piece;
        }
        let pieces = Pieces::new(version, next_piece, u32::try_from(value.len()).unwrap_or(u32::MAX));
        for (key, piece) in pieces.keys().zip(value.chunks(PIECE_BYTES)) {
            self.pieces.insert(key, piece.into());
        }
        self.insert(key, pieces.encode_head());
        next_piece + u32::try_from(pieces.count()).unwrap_or(u32::MAX)
    }

    /// Notes the last version that the group writes.
    fn note(&mut self, version: Version) {
        self.insert(LAST_VERSION, &version.0.to_be_bytes());
        self.version = version;
    }

    fn remove(&mut self, key: impl Into<Vec<u8>>) {
        self.writes.insert(key.into(), None);
    }

    /// Takes away the pieces of a value that is written over.
    fn remove_pieces(&mut self, old: &IVec) {
        let Some(Head::InPieces { pieces, .. }) = Head::decode(old) else { return };
        let mut is_new = false;
        for key in pieces.keys() {
            is_new |= self.pieces.remove(&key).is_some();
        }
        if !is_new {
            self.leftover.push(pieces);
        }
    }

    /// Cuts the group. What is small stays in one batch.
    pub(crate) fn cut(mut self) -> Parts {
        let removed: usize = self.leftover.iter().map(|pieces| pieces.count()).sum();
        if removed <= PIECES_AT_ONCE {
            let keys: Vec<_> = self.leftover.drain(..).flat_map(Pieces::keys).collect();
            keys.into_iter().for_each(|key| self.remove(key));
        } else {
            self.insert(leftover_key(self.version), encode_leftover(&self.leftover));
        }
        let mut pieces: Vec<_> = self.pieces.into_iter().collect();
        let (mut batch, mut bytes) = (sled::Batch::default(), 0);
        if pieces.len() <= PIECES_AT_ONCE {
            for (key, piece) in pieces.drain(..) {
                bytes += key.len() + piece.len();
                batch.insert(&key, piece);
            }
        }
        for (key, value) in self.writes {
            bytes += key.len() + value.as_ref().map_or(0, |value| value.len());
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        Parts { pieces, batch, batch_bytes: bytes as u64, leftover: self.leftover, version: self.version }
    }

    fn get(&self, key: &[u8]) -> sled::Result<Option<IVec>> {
        self.writes.get(key).map_or_else(|| self.tree.get(key), |written| Ok(written.clone()))
    }
}

impl backpack_folder::Group for Group {
    fn holds(&self, space: SpaceId, precondition: &Precondition) -> Result<bool, Error> {
        let head = self.get(&entry_key(space, precondition.table, &precondition.id));
        Ok(match head.map_err(|error| from_sled(&error, "commit"))? {
            None => precondition.condition.holds(None),
            // A head that cannot be read fulfils nothing.
            Some(head) => {
                Head::decode(&head).is_some_and(|head| precondition.condition.holds(Some(head.version())))
            }
        })
    }

    fn write(&mut self, batch: Batch, version: Version) -> Result<(), Error> {
        stage(self, batch, version).map_err(|error| from_sled(&error, "commit"))
    }

    fn note_token(&mut self, highest: u64) -> Result<(), Error> {
        self.insert(HIGHEST_TOKEN, &highest.to_be_bytes());
        Ok(())
    }
}

/// Adds the writes of `batch` under `version`, with the old values' pieces removed and the version noted.
fn stage(group: &mut Group, batch: Batch, version: Version) -> sled::Result<()> {
    let mut next_piece = 0;
    let inline = inline_bytes(&batch);
    for (key, value) in last_writes(batch) {
        if let Some(old) = group.get(&key)? {
            group.remove_pieces(&old);
        }
        match value {
            None => group.remove(key),
            Some(value) => next_piece = group.put(key, &value, version, inline, next_piece),
        }
    }
    group.note(version);
    Ok(())
}

/// Adds one entry that is new, under a version of its own.
pub(crate) fn stage_entry(group: &mut Group, key: Vec<u8>, value: &[u8], version: Version) {
    group.put(key, value, version, INLINE_BYTES, 0);
    group.note(version);
}

/// Returns the longest value that a batch keeps beside its key.
fn inline_bytes(batch: &Batch) -> usize {
    let inline = batch.puts.iter().map(|put| put.value.len()).filter(|bytes| *bytes <= INLINE_BYTES);
    if inline.sum::<usize>() > INLINE_AT_ONCE { SHORT_BYTES } else { INLINE_BYTES }
}

/// Returns what each key ends with: of a delete and puts of one key, the last put counts.
fn last_writes(batch: Batch) -> BTreeMap<Vec<u8>, Option<Bytes>> {
    let space = batch.space;
    let deletes = batch.deletes.into_iter().map(|(table, id)| (entry_key(space, table, &id), None));
    let puts = batch.puts.into_iter().map(|put| (entry_key(space, put.table, &put.id), Some(put.value)));
    deletes.chain(puts).collect()
}

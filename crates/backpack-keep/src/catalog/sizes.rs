//! How large files are: their rows say it, and each is read once after it was written.
//!
//! What is known follows the log as everything else does: a row that was written since, by whomever, is read anew, and one
//! that is gone no longer counts.

use std::collections::{BTreeMap, HashMap, HashSet};

use backpack_store::Anchor;

use super::{Catalog, weight};
use crate::hash::OpaqueIds;
use crate::table;

/// How much room the files of a Backpack take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileBytes {
    /// The bytes that they have together, as they are without sealing and padding.
    pub total: u64,
    /// The bytes of the largest; 0 if there is none.
    pub largest: u64,
}

/// How many bytes the files of a Backpack have together, as of one commit group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeekedBytes {
    /// How far the Backpack had come; `None` if the space held none.
    pub as_of: Option<Anchor>,
    /// The bytes, as they are without sealing and padding.
    pub bytes: u64,
}

/// The sizes of files, as far as their rows were read.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    read: HashMap<[u8; 16], u64, OpaqueIds>,
    unread: HashSet<[u8; 16], OpaqueIds>,
    /// How many files there are of each size.
    counts: BTreeMap<u64, usize>,
    total: u128,
}

impl Sizes {
    /// Notes that a file's row was written, or that it is gone.
    pub(super) fn note_row(&mut self, id: [u8; 16], present: bool) {
        if let Some(size) = self.read.remove(&id) {
            self.total -= u128::from(size);
            if let Some(count) = self.counts.get_mut(&size) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&size);
                }
            }
        }
        if present {
            self.unread.insert(id);
        } else {
            self.unread.remove(&id);
        }
    }

    pub(super) fn weight(&self) -> usize {
        weight::map::<[u8; 16], u64>(self.read.capacity())
            + weight::map::<[u8; 16], ()>(self.unread.capacity())
            + self.counts.len() * size_of::<(u64, usize)>() * 2
    }

    /// Returns how many files there are.
    pub(super) fn len(&self) -> usize {
        self.read.len() + self.unread.len()
    }
}

impl Catalog {
    /// Returns how much room files take, or the rows that have to be read before that is known.
    pub(crate) fn file_bytes(&self) -> Result<FileBytes, Vec<[u8; 16]>> {
        if !self.sizes.unread.is_empty() {
            return Err(self.sizes.unread.iter().copied().collect());
        }
        let total = u64::try_from(self.sizes.total).unwrap_or(u64::MAX);
        let largest = self.sizes.counts.last_key_value().map_or(0, |(size, _)| *size);
        Ok(FileBytes { total, largest })
    }

    /// Notes the size that a file's row says which this commit group wrote. If another one wrote it since, nothing is noted.
    pub(crate) fn note_size(&mut self, id: [u8; 16], sequence: u64, size: u64) {
        let is_latest = self.row_sequence(table::FILE.0, &id) == Some(sequence);
        if is_latest && self.sizes.unread.remove(&id) {
            self.sizes.read.insert(id, size);
            *self.sizes.counts.entry(size).or_default() += 1;
            self.sizes.total += u128::from(size);
        }
    }
}

//! How keys and values lie in the one sled tree.
//!
//! sled splits its pages by the number of entries, not by their size, and moves a page over a quarter of a
//! segment into a file of its own that nothing makes durable. So a large value is cut into pieces small enough
//! that no page gets there, under keys that only grow, which sled writes the least for.
//!
//! | key | value |
//! |---|---|
//! | `e` space (16) table (1) id | 0, version (8), value: up to [`INLINE_BYTES`] |
//! | | 1, version (8), first piece (4), length (4): the value lies in pieces |
//! | `c` version (8) piece (4) | up to [`PIECE_BYTES`] of a value |
//! | `g` version (8) | pieces to be removed: of each value its version (8), first piece (4), length (4) |
//! | `m` `created` | the format (4) |
//! | `m` `token` | the highest token of any lease (8) |
//! | `m` `version` | the last version (8) |
//!
//! Numbers are big-endian.

use std::ops::{Bound, Range};

use backpack_core::SpaceId;
use backpack_store::{Key, Table, Version};
use bytes::Bytes;

/// The longest value kept beside its key, in bytes.
pub(crate) const INLINE_BYTES: usize = 1_000;
/// The longest piece of a larger value, in bytes. A page holds at most 20 entries, and stays below a quarter segment.
pub(crate) const PIECE_BYTES: usize = 5_000;
/// sled's segment size in bytes for a new store: small, so that a small record has a small store, and large enough that
/// a batch of 1 MB needs one sync.
pub(crate) const SEGMENT_BYTES: usize = 2 << 20;
/// The segment sizes of stores of this format, the smaller one that of the first.
pub(crate) const SEGMENT_SIZES: [usize; 2] = [512 << 10, SEGMENT_BYTES];

pub(crate) const CREATED: &[u8] = b"mcreated";
pub(crate) const HIGHEST_TOKEN: &[u8] = b"mtoken";
pub(crate) const LAST_VERSION: &[u8] = b"mversion";

const ENTRY: u8 = b'e';
const PIECE: u8 = b'c';
const LEFTOVER: u8 = b'g';
const INLINE: u8 = 0;
const IN_PIECES: u8 = 1;

/// Where a value lies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head<'a> {
    Inline { version: Version, value: &'a [u8] },
    InPieces { version: Version, pieces: Pieces },
}

/// The pieces of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    version: Version,
    first: u32,
    pub(crate) bytes: u32,
}

impl Head<'_> {
    pub(crate) fn version(&self) -> Version {
        match self {
            Self::Inline { version, .. } | Self::InPieces { version, .. } => *version,
        }
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Head<'_>> {
        let (tag, rest) = bytes.split_first()?;
        let (version, rest) = take_u64(rest)?;
        let version = Version(version);
        match *tag {
            INLINE => Some(Head::Inline { version, value: rest }),
            IN_PIECES => {
                let (first, rest) = take_u32(rest)?;
                let (bytes, rest) = take_u32(rest)?;
                let pieces = Pieces { version, first, bytes };
                rest.is_empty().then_some(Head::InPieces { version, pieces })
            }
            _ => None,
        }
    }
}

impl Pieces {
    pub(crate) fn new(version: Version, first: u32, bytes: u32) -> Self {
        Self { version, first, bytes }
    }

    /// Returns how many pieces there are.
    pub(crate) fn count(self) -> usize {
        (self.bytes as usize).div_ceil(PIECE_BYTES)
    }

    /// Returns the keys of the pieces, in order.
    pub(crate) fn keys(self) -> impl Iterator<Item = [u8; 13]> {
        (u64::from(self.first)..).take(self.count()).map(move |piece| {
            let mut key = [PIECE; 13];
            let (version, number) = key[1..].split_at_mut(8);
            version.copy_from_slice(&self.version.0.to_be_bytes());
            number.copy_from_slice(&u32::try_from(piece).unwrap_or(u32::MAX).to_be_bytes());
            key
        })
    }

    pub(crate) fn encode_head(self) -> Vec<u8> {
        let mut head = head(IN_PIECES, self.version, 8);
        head.extend_from_slice(&self.first.to_be_bytes());
        head.extend_from_slice(&self.bytes.to_be_bytes());
        head
    }
}

/// Returns the key under which stands what is still to be removed since `version` was written.
pub(crate) fn leftover_key(version: Version) -> [u8; 9] {
    let mut key = [LEFTOVER; 9];
    key[1..].copy_from_slice(&version.0.to_be_bytes());
    key
}

/// Returns the keys of everything that is still to be removed.
pub(crate) fn leftovers() -> Range<[u8; 1]> {
    [LEFTOVER]..[LEFTOVER + 1]
}

pub(crate) fn encode_leftover(pieces: &[Pieces]) -> Vec<u8> {
    let encode = |pieces: &Pieces| {
        let mut row = [0; 16];
        row[..8].copy_from_slice(&pieces.version.0.to_be_bytes());
        row[8..12].copy_from_slice(&pieces.first.to_be_bytes());
        row[12..].copy_from_slice(&pieces.bytes.to_be_bytes());
        row
    };
    pieces.iter().flat_map(encode).collect()
}

pub(crate) fn decode_leftover(mut bytes: &[u8]) -> Option<Vec<Pieces>> {
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let (version, rest) = take_u64(bytes)?;
        let (first, rest) = take_u32(rest)?;
        let (length, rest) = take_u32(rest)?;
        pieces.push(Pieces { version: Version(version), first, bytes: length });
        bytes = rest;
    }
    Some(pieces)
}

/// Returns the keys of all pieces of versions after `last`: nothing refers to one.
pub(crate) fn pieces_after(last: Version) -> Range<Vec<u8>> {
    let mut from = vec![PIECE];
    from.extend_from_slice(&last.0.saturating_add(1).to_be_bytes());
    from..vec![PIECE + 1]
}

pub(crate) fn encode_inline(version: Version, value: &[u8]) -> Vec<u8> {
    let mut head = head(INLINE, version, value.len());
    head.extend_from_slice(value);
    head
}

fn head(tag: u8, version: Version, room: usize) -> Vec<u8> {
    let mut head = Vec::with_capacity(9 + room);
    head.push(tag);
    head.extend_from_slice(&version.0.to_be_bytes());
    head
}

pub(crate) fn entry_key(space: SpaceId, table: Table, id: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(18 + id.len());
    key.push(ENTRY);
    key.extend_from_slice(space.as_bytes());
    key.push(table.0);
    key.extend_from_slice(id);
    key
}

/// Returns the keys of all entries.
pub(crate) fn entries() -> Range<[u8; 1]> {
    [ENTRY]..[ENTRY + 1]
}

/// Returns the id in an entry's key.
pub(crate) fn entry_id(key: &[u8]) -> Option<Bytes> {
    key.get(18..).map(Bytes::copy_from_slice)
}

/// Returns the sled keys of a range of keys.
pub(crate) fn entry_range((lower, upper): (Bound<Key>, Bound<Key>)) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let encode = |key: Key| entry_key(key.space, key.table, &key.id);
    (lower.map(encode), upper.map(encode))
}

pub(crate) fn decode_u64(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

fn take_u64(bytes: &[u8]) -> Option<(u64, &[u8])> {
    bytes.split_first_chunk::<8>().map(|(number, rest)| (u64::from_be_bytes(*number), rest))
}

fn take_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    bytes.split_first_chunk::<4>().map(|(number, rest)| (u32::from_be_bytes(*number), rest))
}

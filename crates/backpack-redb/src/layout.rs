//! How keys and values lie in redb's tables.
//!
//! redb gives a value that is larger than its page of 4 KiB a run of pages of its own, and such runs are powers of
//! two: a value of 33 KiB would take 64. So a large value is cut into pieces that fill runs to the last byte, each
//! power of two at most once, and what is left over stays beside the key.
//!
//! | table | key | value |
//! |---|---|---|
//! | `entries` | space (16) table (1) id | version (8), first piece (4), lengths (1), the rest of the value |
//! | `pieces` | version (8) piece (4) | a piece; those of a value follow one another, the longest first |
//! | `numbers` | `format`, `token`, `version` | the format, the highest token of any lease, the last version |
//!
//! In `lengths` the bit *n* says that there is a piece that fills 2ⁿ pages. Numbers are big-endian.

use std::ops::Bound;

use backpack_core::SpaceId;
use backpack_store::{Key, Table, Version};
use bytes::Bytes;
use redb::TableDefinition;

pub(crate) const ENTRIES: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("entries");
pub(crate) const PIECES: TableDefinition<'static, [u8; 12], &[u8]> = TableDefinition::new("pieces");
pub(crate) const NUMBERS: TableDefinition<'static, &str, u64> = TableDefinition::new("numbers");

pub(crate) const FORMAT: &str = "format";
pub(crate) const HIGHEST_TOKEN: &str = "token";
pub(crate) const LAST_VERSION: &str = "version";

/// redb's page in bytes.
const PAGE_BYTES: usize = 4096;
/// What a page that holds one piece holds besides: its header (4), where the value ends (4), and the key (12).
const OVERHEAD_BYTES: usize = 20;
/// The longest piece fills 2⁴ pages, as much as the largest value.
const LONGEST: u32 = 4;

/// What lies under an entry's key: where the value's pieces are, and the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub(crate) version: Version,
    pub(crate) pieces: Pieces,
    pub(crate) rest: &'a [u8],
}

/// The pieces of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pieces {
    version: Version,
    first: u32,
    lengths: u8,
}

impl<'a> Head<'a> {
    /// Cuts a value. Its first piece gets the number `first`.
    pub(crate) fn cut(version: Version, first: u32, value: &'a [u8]) -> Self {
        let (mut lengths, mut rest) = (0, value);
        for power in (0..=LONGEST).rev() {
            if let Some((_, behind)) = rest.split_at_checked(piece_bytes(power)) {
                lengths |= 1 << power;
                rest = behind;
            }
        }
        Self { version, pieces: Pieces { version, first, lengths }, rest }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(13 + self.rest.len());
        bytes.extend_from_slice(&self.version.0.to_be_bytes());
        bytes.extend_from_slice(&self.pieces.first.to_be_bytes());
        bytes.push(self.pieces.lengths);
        bytes.extend_from_slice(self.rest);
        bytes
    }

    /// Reads what [`Head::encode`] wrote.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<Self> {
        let (version, bytes) = bytes.split_first_chunk::<8>()?;
        let (first, bytes) = bytes.split_first_chunk::<4>()?;
        let (lengths, rest) = bytes.split_first()?;
        let version = Version(u64::from_be_bytes(*version));
        let pieces = Pieces { version, first: u32::from_be_bytes(*first), lengths: *lengths };
        (*lengths >> (LONGEST + 1) == 0).then_some(Self { version, pieces, rest })
    }
}

impl Pieces {
    /// Returns the keys of the pieces in the order of the value, each with its length in bytes.
    pub(crate) fn keys(self) -> impl Iterator<Item = ([u8; 12], usize)> {
        let powers = (0..=LONGEST).rev().filter(move |power| self.lengths & (1 << power) != 0);
        powers.zip(self.first..).map(move |(power, number)| {
            let mut key = [0; 12];
            let (version, piece) = key.split_at_mut(8);
            version.copy_from_slice(&self.version.0.to_be_bytes());
            piece.copy_from_slice(&number.to_be_bytes());
            (key, piece_bytes(power))
        })
    }

    /// Returns the pieces of `value`, each with its key.
    pub(crate) fn of(self, value: &[u8]) -> impl Iterator<Item = ([u8; 12], &[u8])> {
        self.keys().scan(value, |left, (key, bytes)| {
            let (piece, behind) = left.split_at_checked(bytes)?;
            *left = behind;
            Some((key, piece))
        })
    }

    /// Returns the bytes of all pieces together.
    pub(crate) fn bytes(self) -> usize {
        self.keys().map(|(_, bytes)| bytes).sum()
    }
}

/// Returns the bytes of the piece that fills two to the power of `power` pages.
fn piece_bytes(power: u32) -> usize {
    (PAGE_BYTES << power) - OVERHEAD_BYTES
}

pub(crate) fn entry_key(space: SpaceId, table: Table, id: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(17 + id.len());
    key.extend_from_slice(space.as_bytes());
    key.push(table.0);
    key.extend_from_slice(id);
    key
}

/// Returns the id in an entry's key.
pub(crate) fn entry_id(key: &[u8]) -> Option<Bytes> {
    key.get(17..).map(Bytes::copy_from_slice)
}

/// Returns redb's keys of a range of keys.
pub(crate) fn entry_range((lower, upper): (Bound<Key>, Bound<Key>)) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    let encode = |key: Key| entry_key(key.space, key.table, &key.id);
    (lower.map(encode), upper.map(encode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_cut_and_put_together_again() {
        let value: Vec<u8> = (0..=backpack_store::MAX_VALUE_BYTES).map(|place| (place % 251) as u8).collect();
        for bytes in (0..value.len()).step_by(97).chain([4_075, 4_076, 4_077, 65_515, 65_516, 65_536]) {
            let value = &value[..bytes];
            let head = Head::cut(Version(9), 3, value);
            let encoded = head.encode();
            let read = Head::decode(&encoded).unwrap();
            assert_eq!(read, head);
            assert!(read.rest.len() < 4_200, "{} bytes of {bytes} are left", read.rest.len());
            let pieces = || read.pieces.of(value);
            let lengths: Vec<_> = pieces().map(|(key, piece)| (key, piece.len())).collect();
            assert_eq!(read.pieces.keys().collect::<Vec<_>>(), lengths);
            let joined: Vec<u8> = pieces().flat_map(|(_, piece)| piece).chain(read.rest).copied().collect();
            assert!(joined == value, "{bytes} bytes");
        }
    }

    #[test]
    fn the_bytes_of_a_head_are_these() {
        let value = vec![7; 4_078];
        let head = Head::cut(Version(258), 5, &value);
        assert_eq!(head.encode(), [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 5, 1, 7, 7]);
        let cuts: Vec<_> = head.pieces.of(&value).collect();
        assert_eq!(cuts, [([0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 5], &value[..4_076])]);
        assert_eq!(Head::decode(&head.encode()[..12]), None);
        assert_eq!(
            Head::decode(&[0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 5, 32]),
            None,
            "no piece fills so many pages"
        );
    }
}

//! Keys: space, table, opaque id. One Backpack is one range on one shard.

use std::fmt;

use backpack_core::SpaceId;
use bytes::Bytes;

/// One table of a space. The meaning of the numbers is backpack-keep's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a table is its number")]
pub struct Table(pub u8);

/// Where a value lives. Keys order by space, then table, then id, bytewise.
///
/// Nothing readable goes into an id: no date, code, name or source id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Key {
    /// The space: an account or a Backpack.
    pub space: SpaceId,
    /// The table within the space.
    pub table: Table,
    /// The opaque id within the table: 0 to [`MAX_ID_BYTES`](crate::MAX_ID_BYTES) bytes.
    pub id: Bytes,
}

impl Key {
    /// Returns the key of `id` in `table` of `space`.
    #[must_use]
    pub fn new(space: SpaceId, table: Table, id: impl Into<Bytes>) -> Self {
        Self { space, table, id: id.into() }
    }

    /// Returns the key as one byte string that orders as the key does: space (16), table (1), id.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(17 + self.id.len());
        bytes.extend_from_slice(self.space.as_bytes());
        bytes.push(self.table.0);
        bytes.extend_from_slice(&self.id);
        bytes
    }

    /// Reads what [`Key::to_bytes`] wrote; `None` if it is shorter than a space and a table.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (space, rest) = bytes.split_first_chunk::<16>()?;
        let (table, id) = rest.split_first()?;
        Some(Self::new(SpaceId::from_bytes(*space), Table(*table), Bytes::copy_from_slice(id)))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}/{}/{} bytes)", self.space, self.table.0, self.id.len())
    }
}

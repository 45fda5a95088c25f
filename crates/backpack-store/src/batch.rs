//! A batch: what lands whole or not at all.

use backpack_core::SpaceId;
use bytes::Bytes;

use crate::{Fence, Key, Table, Version};

/// Changes to one space that land together, if every precondition holds.
///
/// A key both deleted and put ends with the value put; of two puts of one key the later one counts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Batch {
    /// The one space the batch concerns.
    pub space: SpaceId,
    /// What must hold for the batch to land.
    pub preconditions: Vec<Precondition>,
    /// The values to write.
    pub puts: Vec<Put>,
    /// The keys to remove; removing an absent key is no error.
    pub deletes: Vec<(Table, Bytes)>,
    /// The lease under which the batch is written, if any: one of the same space. A stale fence fails the batch.
    pub fence: Option<Fence>,
}

/// A value to write.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Put {
    /// The table.
    pub table: Table,
    /// The id within the table.
    pub id: Bytes,
    /// The value: at most [`MAX_VALUE_BYTES`](crate::MAX_VALUE_BYTES) bytes.
    pub value: Bytes,
}

/// A condition on one key, checked atomically with the write.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Precondition {
    /// The table.
    pub table: Table,
    /// The id within the table.
    pub id: Bytes,
    /// What must hold.
    pub condition: Condition,
}

/// What must hold of a key for a batch to land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "every store must know every condition")]
pub enum Condition {
    /// The key has no value.
    Absent,
    /// The key's value has this version.
    At(Version),
}

impl Batch {
    /// Returns an empty batch for `space`.
    #[must_use]
    pub fn new(space: SpaceId) -> Self {
        Self { space, preconditions: Vec::new(), puts: Vec::new(), deletes: Vec::new(), fence: None }
    }

    /// Adds a value to write.
    #[must_use]
    pub fn put(mut self, table: Table, id: impl Into<Bytes>, value: impl Into<Bytes>) -> Self {
        self.puts.push(Put { table, id: id.into(), value: value.into() });
        self
    }

    /// Adds a key to remove.
    #[must_use]
    pub fn delete(mut self, table: Table, id: impl Into<Bytes>) -> Self {
        self.deletes.push((table, id.into()));
        self
    }

    /// Adds a condition.
    #[must_use]
    pub fn require(mut self, table: Table, id: impl Into<Bytes>, condition: Condition) -> Self {
        self.preconditions.push(Precondition { table, id: id.into(), condition });
        self
    }

    /// Sets the lease under which the batch is written.
    #[must_use]
    pub fn fenced(mut self, fence: Fence) -> Self {
        self.fence = Some(fence);
        self
    }

    /// Returns the bytes of all ids and values, the size that [`MAX_BATCH_BYTES`](crate::MAX_BATCH_BYTES) limits.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let puts = self.puts.iter().map(|put| 17 + put.id.len() + put.value.len());
        let deletes = self.deletes.iter().map(|(_, id)| 17 + id.len());
        puts.chain(deletes).sum()
    }

    /// Returns the whole key of an id in this batch's space.
    #[must_use]
    pub fn key(&self, table: Table, id: &Bytes) -> Key {
        Key::new(self.space, table, id.clone())
    }
}

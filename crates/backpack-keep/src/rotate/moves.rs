//! Rows that were sealed anew: the version they had, and the one they have.
//!
//! Who read a row and writes it back demands the version it read. A row that was only sealed anew in between is still what
//! was read, so the demand is made of its new version: a refreshed grant, say, must not be lost to a rotation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use backpack_store::{Condition, Precondition, Table, Version};
use bytes::Bytes;

/// The versions of rows that this handle sealed anew, for as long as it is open.
#[derive(Debug, Default)]
pub(crate) struct Moves(Mutex<HashMap<(Table, Bytes, Version), Version>>);

impl Moves {
    /// Notes that a row went from one version to another with the same content. Call it while nobody commits.
    pub(super) fn note(&self, table: Table, id: Bytes, from: Version, to: Version) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((table, id, from), to);
    }

    /// Returns how many bytes it holds in memory.
    pub(crate) fn weight(&self) -> usize {
        let moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moves.capacity() * (size_of::<(Table, Bytes, Version)>() + size_of::<Version>() + 32)
    }

    /// Makes demands of the versions that rows have by now.
    pub(crate) fn follow(&self, conditions: &mut [Precondition]) {
        let moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if moves.is_empty() {
            return;
        }
        for Precondition { table, id, condition, .. } in conditions {
            while let Condition::At(version) = condition
                && let Some(next) = moves.get(&(*table, id.clone(), *version))
            {
                *condition = Condition::At(*next);
            }
        }
    }
}

//! Which Backpack an account was switched to last. The row lies in the account's own space.

use backpack_core::{SpaceId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// Which Backpack an account was switched to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CurrentRow {
    /// The Backpack.
    pub space: SpaceId,
    /// When.
    pub at: Timestamp,
}

impl CurrentRow {
    /// Returns the row of a switch.
    #[must_use]
    pub const fn new(space: SpaceId, at: Timestamp) -> Self {
        Self { space, at }
    }
}

impl Row for CurrentRow {
    const TABLE: Table = table::CURRENT;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "current Backpack";

    fn name(&self) -> Vec<u8> {
        Vec::new()
    }
}

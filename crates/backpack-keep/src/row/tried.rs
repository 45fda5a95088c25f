//! References whose targets were asked for, so that they are not asked for at every sync.

use backpack_core::{ConnectionId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A reference whose target was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TriedRow {
    /// The connection.
    pub connection: ConnectionId,
    /// The reference, as written.
    pub target: String,
    /// When it was asked for last.
    pub at: Timestamp,
}

impl TriedRow {
    /// Returns the row of a reference that was asked for.
    #[must_use]
    pub fn new(connection: ConnectionId, target: impl Into<String>, at: Timestamp) -> Self {
        Self { connection, target: target.into(), at }
    }
}

impl Row for TriedRow {
    const TABLE: Table = table::TRIED;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "tried reference";

    fn name(&self) -> Vec<u8> {
        [self.connection.as_bytes().as_slice(), self.target.as_bytes()].concat()
    }
}

//! What the next sync of a connection must see to.

use backpack_core::ConnectionId;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// What the next sync of a connection must see to, whatever became of the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UpkeepRow {
    /// The connection.
    pub connection: ConnectionId,
    /// The version of reading with which its quarantine was read last: `backpack_record::READING`; 0 if never.
    pub reading: u32,
    /// Whether a sync that asks everything in full was begun and did not come to its end.
    pub full: bool,
    /// Whether the attachments of all records must be looked at, since records came that no sync looked at.
    pub attachments: bool,
}

impl UpkeepRow {
    /// Returns the row of a connection that needs nothing and whose quarantine was never read again.
    #[must_use]
    pub const fn new(connection: ConnectionId) -> Self {
        Self { connection, reading: 0, full: false, attachments: false }
    }
}

impl Row for UpkeepRow {
    const TABLE: Table = table::UPKEEP;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "upkeep";

    fn name(&self) -> Vec<u8> {
        self.connection.as_bytes().to_vec()
    }
}

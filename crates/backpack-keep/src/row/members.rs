//! What a query is known to return, so that what it no longer returns is noticed.

use backpack_core::{ConnectionId, RecordId};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// Some of the records that a query of a connection is known to return: as many rows as it takes, numbered.
///
/// A page adds what is new to the last row, in one commit with its records; only a complete pull of the query takes
/// anything away. What lies in quarantine stands here too, under the name it has there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MembersRow {
    /// The connection.
    pub connection: ConnectionId,
    /// The query's stable name.
    pub query: String,
    /// The number of the row among those of the query, from 0.
    pub number: u32,
    /// The scopes under which they were returned: a digest of [`MembersRow::digest_of`].
    pub scopes: [u8; 16],
    /// The records.
    pub records: Vec<RecordId>,
}

impl MembersRow {
    /// The most records of one row. Small, since a row is written anew for every page that adds to it.
    pub const MOST: usize = 256;

    /// Returns an empty row.
    #[must_use]
    pub fn new(connection: ConnectionId, query: impl Into<String>, number: u32, scopes: [u8; 16]) -> Self {
        Self { connection, query: query.into(), number, scopes, records: Vec::new() }
    }

    /// Returns a digest of scopes: their order and repetitions do not matter.
    #[must_use]
    pub fn digest_of(scopes: &[String]) -> [u8; 16] {
        let mut scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        scopes.dedup();
        crate::page::digest_of(scopes.join(" ").as_bytes())
    }
}

impl Row for MembersRow {
    const TABLE: Table = table::MEMBERS;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "members of a query";

    fn name(&self) -> Vec<u8> {
        [self.connection.as_bytes().as_slice(), &self.number.to_be_bytes(), self.query.as_bytes()].concat()
    }
}

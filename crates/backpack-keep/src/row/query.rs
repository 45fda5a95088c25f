//! One question of the query plan: its cursor and its ledger.

use backpack_connect::Cursor;
use backpack_core::ConnectionId;
use backpack_store::Table;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Ledger, Row};
use crate::table;

/// Where one query of a connection stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryRow {
    /// The connection.
    pub connection: ConnectionId,
    /// The query's stable name.
    pub query: String,
    /// Where the next pull begins: within a sync the next page, after it the next increment. At most 16 KiB.
    pub cursor: Option<Bytes>,
    /// How it went.
    pub ledger: Ledger,
}

impl QueryRow {
    /// Returns the row of a query that begins anew.
    #[must_use]
    pub fn new(connection: ConnectionId, query: impl Into<String>, ledger: Ledger) -> Self {
        Self { connection, query: query.into(), cursor: None, ledger }
    }

    /// Returns the name under which the row of a query is kept.
    #[must_use]
    pub fn name_of(connection: ConnectionId, query: &str) -> Vec<u8> {
        [connection.as_bytes().as_slice(), query.as_bytes()].concat()
    }

    /// Returns the cursor, for the connector.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.cursor.clone().map(Cursor::new)
    }
}

impl Row for QueryRow {
    const TABLE: Table = table::QUERY;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "query";

    fn name(&self) -> Vec<u8> {
        Self::name_of(self.connection, &self.query)
    }
}

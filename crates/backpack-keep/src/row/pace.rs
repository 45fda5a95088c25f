//! When a connection was synced last and how that went: what a scheduler must know after a restart.

use backpack_core::{ConnectionId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// When a connection was synced last, and how often it failed since it last worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PaceRow {
    /// The connection.
    pub connection: ConnectionId,
    /// How many syncs began.
    pub begun: u64,
    /// How many of them ended; one that was broken off counts from the next beginning on.
    pub over: u64,
    /// When a sync last began; `None` before the first one, and after a new sign-in.
    pub tried: Option<Timestamp>,
    /// When a sync last ended, in whatever way.
    pub ended: Option<Timestamp>,
    /// How many syncs in a row did not bring everything.
    pub failures: u32,
    /// Whether the last failure was the portal's as a whole: it could not be reached, failed, or asked for patience.
    pub portal_failed: bool,
    /// Before when the portal is not to be asked: it said so, or asking earlier has no point.
    pub not_before: Option<Timestamp>,
    /// Since when records came that no report told of, since their sync was broken off or failed.
    pub untold: Option<Timestamp>,
    /// The last warning of an end that was given.
    pub warned: Option<Warned>,
}

/// A warning that a sign-in ends, as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an end, and how long before it: there is no more to a warning"
)]
pub struct Warned {
    /// The end that was warned of.
    pub ends: Timestamp,
    /// How long before it the warning was due, in seconds.
    pub ahead: u64,
}

impl PaceRow {
    /// Returns the row of a connection that was never synced.
    #[must_use]
    pub const fn new(connection: ConnectionId) -> Self {
        Self {
            connection,
            begun: 0,
            over: 0,
            tried: None,
            ended: None,
            failures: 0,
            portal_failed: false,
            not_before: None,
            untold: None,
            warned: None,
        }
    }
}

impl Row for PaceRow {
    const TABLE: Table = table::PACE;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "pace";

    fn name(&self) -> Vec<u8> {
        self.connection.as_bytes().to_vec()
    }
}

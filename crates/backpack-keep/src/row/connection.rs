//! A Backpack's tie to one portal and one patient there.

use backpack_core::{ConnectionId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A connection. Its three states are independent of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConnectionRow {
    /// The connection.
    pub id: ConnectionId,
    /// The sort of connector.
    pub sort: String,
    /// The portal's identity, for SMART on FHIR its base URL.
    pub portal: String,
    /// The portal's name for people.
    pub name: String,
    /// The patient's id at the portal, once known.
    pub patient: Option<String>,
    /// The patient's name at the portal, if it gave one.
    pub patient_name: Option<String>,
    /// Whether this sort of portal is known to work.
    pub support: Support,
    /// Whether the person's consent holds.
    pub authorisation: Authorisation,
    /// How the last sync went.
    pub sync: SyncState,
    /// When a sync last brought everything.
    pub last_success: Option<Timestamp>,
    /// When the connection was made.
    pub created: Timestamp,
    /// Whether the host confirmed that the portal's patient is this person, although they seem to differ.
    pub person_confirmed: bool,
}

impl ConnectionRow {
    /// Returns a new connection with a random id that was never synced.
    #[must_use]
    pub fn new(
        sort: impl Into<String>,
        portal: impl Into<String>,
        name: impl Into<String>,
        created: Timestamp,
    ) -> Self {
        Self {
            id: ConnectionId::random(),
            sort: sort.into(),
            portal: portal.into(),
            name: name.into(),
            patient: None,
            patient_name: None,
            support: Support::Supported,
            authorisation: Authorisation::NeedsSignIn,
            sync: SyncState::Never,
            last_success: None,
            created,
            person_confirmed: false,
        }
    }
}

/// Whether a sort of portal is known to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Support {
    /// It is being found out.
    Checking,
    /// It works.
    Supported,
    /// It does not.
    Unsupported,
}

/// Whether the person's consent holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Authorisation {
    /// It holds.
    Ok,
    /// The person must sign in, for the first time or again.
    NeedsSignIn,
    /// The connection was removed; what came from it is still here.
    Removed,
}

/// How the last sync went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SyncState {
    /// There was none.
    Never,
    /// It is under way.
    Running,
    /// Everything was brought.
    Ok,
    /// Some of it is missing; the ledger says what.
    Partial,
    /// It failed.
    Failed,
    /// It was cancelled; the next one goes on from there.
    Interrupted,
}

impl Row for ConnectionRow {
    const TABLE: Table = table::CONNECTION;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "connection";

    fn name(&self) -> Vec<u8> {
        self.id.as_bytes().to_vec()
    }
}

//! A sign-in that waits for the person.

use backpack_connect::Pending;
use backpack_core::{AttemptId, ConnectionId, SecretBytes, Timestamp};
use backpack_keys::Purpose;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A sign-in that waits for the person, perhaps over a restart of the app. Sealed under the vault's key.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttemptRow {
    /// The attempt: all that the app holds.
    pub id: AttemptId,
    /// The sort of connector.
    pub sort: String,
    /// The portal's identity.
    pub portal: String,
    /// The connection that is signed in again; `None` for a new one.
    pub connection: Option<ConnectionId>,
    /// When the attempt began.
    pub begun: Timestamp,
    /// What the connector must remember.
    #[serde(with = "super::secret")]
    pub pending: SecretBytes,
}

impl AttemptRow {
    /// Returns a new attempt with a random id.
    #[must_use]
    pub fn new(
        sort: impl Into<String>,
        portal: impl Into<String>,
        connection: Option<ConnectionId>,
        begun: Timestamp,
        pending: Pending,
    ) -> Self {
        Self {
            id: AttemptId::random(),
            sort: sort.into(),
            portal: portal.into(),
            connection,
            begun,
            pending: pending.secret,
        }
    }

    /// Returns what the connector must remember.
    #[must_use]
    pub fn into_pending(self) -> Pending {
        Pending::new(self.pending)
    }
}

impl Row for AttemptRow {
    const TABLE: Table = table::ATTEMPT;
    const FORMAT: u8 = 1;
    const PURPOSE: Purpose = Purpose::Vault;
    const GUARDED: bool = true;
    const WHAT: &'static str = "sign-in attempt";

    fn name(&self) -> Vec<u8> {
        self.id.as_bytes().to_vec()
    }
}

//! A grant as it is kept: sealed under the vault's key.

use backpack_connect::{Grant, PatientRef};
use backpack_core::{ConnectionId, SecretBytes, Timestamp};
use backpack_keys::Purpose;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// The grant of a connection. Its secret is sealed under the vault's key and never printed.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GrantRow {
    /// The connection.
    pub connection: ConnectionId,
    /// The patient's id at the portal.
    pub patient: String,
    /// The patient's name at the portal, if it gave one.
    pub patient_name: Option<String>,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// When it must be refreshed.
    pub expires: Option<Timestamp>,
    /// When it ends for good.
    pub hard_end: Option<Timestamp>,
    /// Whether it can be refreshed without the person.
    pub refreshable: bool,
    /// What only the connector reads.
    #[serde(with = "super::secret")]
    pub secret: SecretBytes,
    /// Who signed in, if the portal said it and it is somebody else than the patient. Since format 2.
    pub user: Option<String>,
}

/// What a row of format 1 says of who signed in: nothing.
const NO_USER: &[u8] = &[0];

impl GrantRow {
    /// Returns the row of a connection's grant.
    #[must_use]
    pub fn new(connection: ConnectionId, grant: Grant) -> Self {
        Self {
            connection,
            patient: grant.patient.id,
            patient_name: grant.patient.name,
            scopes: grant.scopes,
            expires: grant.expires,
            hard_end: grant.hard_end,
            refreshable: grant.refreshable,
            secret: grant.secret,
            user: grant.user,
        }
    }

    /// Returns the grant, for its connector.
    #[must_use]
    pub fn into_grant(self) -> Grant {
        let mut patient = PatientRef::new(self.patient);
        patient.name = self.patient_name;
        let mut grant = Grant::new(patient, self.secret);
        grant.scopes = self.scopes;
        grant.expires = self.expires;
        grant.hard_end = self.hard_end;
        grant.refreshable = self.refreshable;
        grant.user = self.user;
        grant
    }
}

impl Row for GrantRow {
    const TABLE: Table = table::GRANT;
    const FORMAT: u8 = 2;
    const SINCE_FIRST: &'static [u8] = NO_USER;
    const PURPOSE: Purpose = Purpose::Vault;
    const GUARDED: bool = true;
    const WHAT: &'static str = "grant";

    fn name(&self) -> Vec<u8> {
        self.connection.as_bytes().to_vec()
    }
}

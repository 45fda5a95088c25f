//! Rows, as JSON: a shape for each, so that what is written does not change when what is kept does.

use backpack_core::{ConnectionId, RecordId};
use backpack_keep::{ConnectionRow, Ledger, MembersRow, PaceRow, QueryRow, TriedRow, UpkeepRow, Warned};
use serde::{Deserialize, Serialize};

use super::Ids;
use super::word::{AuthorisationWord, CountsLine, OutcomeLine, SupportWord, SyncWord};
use crate::text::{At, Digest, Octets, Shown};

/// A connection, as it stands without its grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConnectionLine {
    id: Shown<ConnectionId>,
    sort: String,
    portal: String,
    name: String,
    patient: Option<String>,
    patient_name: Option<String>,
    support: SupportWord,
    authorisation: AuthorisationWord,
    sync: SyncWord,
    last_success: Option<At>,
    created: At,
    person_confirmed: bool,
}

impl ConnectionLine {
    /// Returns the line of a connection; `None` if this version has no word for one of its states.
    pub(crate) fn new(row: &ConnectionRow) -> Option<Self> {
        Some(Self {
            id: Shown(row.id),
            sort: row.sort.clone(),
            portal: row.portal.clone(),
            name: row.name.clone(),
            patient: row.patient.clone(),
            patient_name: row.patient_name.clone(),
            support: SupportWord::new(row.support)?,
            // The grant stays behind.
            authorisation: match AuthorisationWord::new(row.authorisation)? {
                AuthorisationWord::Ok => AuthorisationWord::NeedsSignIn,
                other => other,
            },
            // A sync that runs here runs nowhere else.
            sync: match SyncWord::new(row.sync)? {
                SyncWord::Running => SyncWord::Cancelled,
                other => other,
            },
            last_success: row.last_success.map(At),
            created: At(row.created),
            person_confirmed: row.person_confirmed,
        })
    }

    pub(crate) fn row(self) -> ConnectionRow {
        let mut row = ConnectionRow::new(self.sort, self.portal, self.name, self.created.0);
        row.id = self.id.0;
        row.patient = self.patient;
        row.patient_name = self.patient_name;
        row.support = self.support.kept();
        row.authorisation = match self.authorisation {
            AuthorisationWord::Ok => AuthorisationWord::NeedsSignIn,
            other => other,
        }
        .kept();
        row.sync = self.sync.kept();
        row.last_success = self.last_success.map(|at| at.0);
        row.person_confirmed = self.person_confirmed;
        row
    }
}

/// Where a query stands: its cursor, and its ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QueryLine {
    connection: Shown<ConnectionId>,
    query: String,
    cursor: Option<Octets>,
    asked: At,
    at: At,
    outcome: Option<OutcomeLine>,
    counts: CountsLine,
    missing: Option<String>,
    last_success: Option<At>,
}

impl QueryLine {
    /// Returns the line of a query; `None` if this version has no word for how it ended.
    pub(crate) fn new(row: &QueryRow) -> Option<Self> {
        let ledger = row.ledger.clone();
        let outcome = match ledger.outcome {
            Some(outcome) => Some(OutcomeLine::new(outcome)?),
            None => None,
        };
        Some(Self {
            connection: Shown(row.connection),
            query: row.query.clone(),
            cursor: row.cursor.clone().map(Octets),
            asked: At(ledger.asked),
            at: At(ledger.at),
            outcome,
            counts: CountsLine::new(ledger.counts),
            missing: ledger.missing,
            last_success: ledger.last_success.map(At),
        })
    }

    pub(crate) fn row(self) -> QueryRow {
        let mut ledger = Ledger::new(self.asked.0);
        ledger.at = self.at.0;
        ledger.outcome = self.outcome.map(OutcomeLine::kept);
        ledger.counts = self.counts.kept();
        ledger.missing = self.missing;
        ledger.last_success = self.last_success.map(|at| at.0);
        let mut row = QueryRow::new(self.connection.0, self.query, ledger);
        row.cursor = self.cursor.map(|cursor| cursor.0);
        row
    }
}

/// Some of what a query is known to return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MembersLine {
    connection: Shown<ConnectionId>,
    query: String,
    number: u32,
    scopes: Digest<16>,
    records: Vec<Shown<RecordId>>,
}

impl From<&MembersRow> for MembersLine {
    fn from(row: &MembersRow) -> Self {
        Self {
            connection: Shown(row.connection),
            query: row.query.clone(),
            number: row.number,
            scopes: Digest(row.scopes),
            records: row.records.iter().copied().map(Shown).collect(),
        }
    }
}

impl MembersLine {
    pub(crate) fn row(self, ids: &Ids) -> MembersRow {
        let mut row = MembersRow::new(self.connection.0, self.query, self.number, self.scopes.0);
        row.records = self.records.iter().map(|id| ids.here(id.0)).collect();
        row
    }
}

/// When a connection was synced last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaceLine {
    connection: Shown<ConnectionId>,
    begun: u64,
    over: u64,
    tried: Option<At>,
    ended: Option<At>,
    failures: u32,
    portal_failed: bool,
    not_before: Option<At>,
    untold: Option<At>,
    warned: Option<(At, u64)>,
}

impl From<&PaceRow> for PaceLine {
    fn from(row: &PaceRow) -> Self {
        Self {
            connection: Shown(row.connection),
            begun: row.begun,
            over: row.over,
            tried: row.tried.map(At),
            ended: row.ended.map(At),
            failures: row.failures,
            portal_failed: row.portal_failed,
            not_before: row.not_before.map(At),
            untold: row.untold.map(At),
            warned: row.warned.map(|warned| (At(warned.ends), warned.ahead)),
        }
    }
}

impl PaceLine {
    pub(crate) fn row(self) -> PaceRow {
        let mut row = PaceRow::new(self.connection.0);
        (row.begun, row.over, row.failures) = (self.begun, self.over, self.failures);
        row.portal_failed = self.portal_failed;
        row.tried = self.tried.map(|at| at.0);
        row.ended = self.ended.map(|at| at.0);
        row.not_before = self.not_before.map(|at| at.0);
        row.untold = self.untold.map(|at| at.0);
        row.warned = self.warned.map(|(ends, ahead)| Warned { ends: ends.0, ahead });
        row
    }
}

/// What the next sync of a connection must see to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UpkeepLine {
    connection: Shown<ConnectionId>,
    reading: u32,
    full: bool,
    attachments: bool,
}

impl From<&UpkeepRow> for UpkeepLine {
    fn from(row: &UpkeepRow) -> Self {
        let UpkeepRow { connection, reading, full, attachments, .. } = *row;
        Self { connection: Shown(connection), reading, full, attachments }
    }
}

impl UpkeepLine {
    pub(crate) fn row(self) -> UpkeepRow {
        let mut row = UpkeepRow::new(self.connection.0);
        (row.reading, row.full, row.attachments) = (self.reading, self.full, self.attachments);
        row
    }
}

/// A reference that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TriedLine {
    connection: Shown<ConnectionId>,
    target: String,
    at: At,
}

impl From<&TriedRow> for TriedLine {
    fn from(row: &TriedRow) -> Self {
        Self { connection: Shown(row.connection), target: row.target.clone(), at: At(row.at) }
    }
}

impl TriedLine {
    pub(crate) fn row(self) -> TriedRow {
        TriedRow::new(self.connection.0, self.target, self.at.0)
    }
}

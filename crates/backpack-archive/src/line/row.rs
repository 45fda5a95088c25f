//! Rows, as JSON: a shape for each, so that what is written does not change when what is kept does.

use backpack_core::{ConnectionId, FileId, RecordId};
use backpack_keep::{
    AttachmentRow, AttachmentState, Authorisation, ConnectionRow, Counts, FileOrigin, FileRow, Ledger,
    MembersRow, PaceRow, Person, QueryOutcome, QueryRow, RestoredFile, Sex, Support, SyncState, TriedRow,
    UpkeepRow, Warned,
};
use serde::{Deserialize, Serialize};

use super::Ids;
use crate::text::{At, Digest, Octets, Shown};

/// The person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PersonLine {
    name: String,
    birth_date: Option<String>,
    sex: Option<Sex>,
}

impl From<&Person> for PersonLine {
    fn from(row: &Person) -> Self {
        Self { name: row.name.clone(), birth_date: row.birth_date.clone(), sex: row.sex }
    }
}

impl PersonLine {
    pub(crate) fn row(self) -> Person {
        let mut person = Person::new(self.name);
        person.birth_date = self.birth_date;
        person.sex = self.sex;
        person
    }
}

/// A connection, as it stands without its grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConnectionLine {
    id: Shown<ConnectionId>,
    sort: String,
    portal: String,
    name: String,
    patient: Option<String>,
    patient_name: Option<String>,
    support: Support,
    authorisation: Authorisation,
    sync: SyncState,
    last_success: Option<At>,
    created: At,
    person_confirmed: bool,
}

impl From<&ConnectionRow> for ConnectionLine {
    fn from(row: &ConnectionRow) -> Self {
        Self {
            id: Shown(row.id),
            sort: row.sort.clone(),
            portal: row.portal.clone(),
            name: row.name.clone(),
            patient: row.patient.clone(),
            patient_name: row.patient_name.clone(),
            support: row.support,
            // The grant stays behind.
            authorisation: match row.authorisation {
                Authorisation::Ok => Authorisation::NeedsSignIn,
                other => other,
            },
            // A sync that runs here runs nowhere else.
            sync: match row.sync {
                SyncState::Running => SyncState::Cancelled,
                other => other,
            },
            last_success: row.last_success.map(At),
            created: At(row.created),
            person_confirmed: row.person_confirmed,
        }
    }
}

impl ConnectionLine {
    pub(crate) fn row(self) -> ConnectionRow {
        let mut row = ConnectionRow::new(self.sort, self.portal, self.name, self.created.0);
        row.id = self.id.0;
        row.patient = self.patient;
        row.patient_name = self.patient_name;
        row.support = self.support;
        row.authorisation = match self.authorisation {
            Authorisation::Ok => Authorisation::NeedsSignIn,
            other => other,
        };
        row.sync = self.sync;
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
    outcome: Option<QueryOutcome>,
    counts: Counts,
    missing: Option<String>,
    last_success: Option<At>,
}

impl From<&QueryRow> for QueryLine {
    fn from(row: &QueryRow) -> Self {
        let ledger = row.ledger.clone();
        Self {
            connection: Shown(row.connection),
            query: row.query.clone(),
            cursor: row.cursor.clone().map(Octets),
            asked: At(ledger.asked),
            at: At(ledger.at),
            outcome: ledger.outcome,
            counts: ledger.counts,
            missing: ledger.missing,
            last_success: ledger.last_success.map(At),
        }
    }
}

impl QueryLine {
    pub(crate) fn row(self) -> QueryRow {
        let mut ledger = Ledger::new(self.asked.0);
        ledger.at = self.at.0;
        ledger.outcome = self.outcome;
        ledger.counts = self.counts;
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

/// An attachment of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachmentLine {
    record: Shown<RecordId>,
    index: u32,
    connection: Shown<ConnectionId>,
    url: String,
    media_type: Option<String>,
    state: AttachmentStateLine,
    attempts: u32,
    tried: Option<At>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AttachmentStateLine {
    Waiting,
    Kept(Shown<FileId>),
    Failed(String),
    Refused(String),
}

impl From<&AttachmentRow> for AttachmentLine {
    fn from(row: &AttachmentRow) -> Self {
        Self {
            record: Shown(row.record),
            index: row.index,
            connection: Shown(row.connection),
            url: row.url.clone(),
            media_type: row.media_type.clone(),
            state: match &row.state {
                AttachmentState::Kept(file) => AttachmentStateLine::Kept(Shown(*file)),
                AttachmentState::Failed(reason) => AttachmentStateLine::Failed(reason.clone()),
                AttachmentState::Refused(reason) => AttachmentStateLine::Refused(reason.clone()),
                // What a later version has no word for here is looked at again.
                _ => AttachmentStateLine::Waiting,
            },
            attempts: row.attempts,
            tried: row.tried.map(At),
        }
    }
}

impl AttachmentLine {
    pub(crate) fn row(self, ids: &Ids) -> AttachmentRow {
        let record = ids.here(self.record.0);
        let mut row = AttachmentRow::new(record, self.index, self.connection.0, self.url);
        row.media_type = self.media_type;
        row.state = match self.state {
            AttachmentStateLine::Waiting => AttachmentState::Waiting,
            AttachmentStateLine::Kept(file) => AttachmentState::Kept(file.0),
            AttachmentStateLine::Failed(reason) => AttachmentState::Failed(reason),
            AttachmentStateLine::Refused(reason) => AttachmentState::Refused(reason),
        };
        row.attempts = self.attempts;
        row.tried = self.tried.map(|at| at.0);
        row
    }
}

/// A file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileLine {
    pub(crate) id: Shown<FileId>,
    pub(crate) name: String,
    declared: Option<String>,
    sniffed: Option<String>,
    pub(crate) bytes: u64,
    sha1: Digest<20>,
    added: At,
    origins: Vec<OriginLine>,
}

/// Where a file came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OriginLine {
    Person,
    Portal { connection: Shown<ConnectionId>, record: Shown<RecordId>, index: u32 },
}

impl FileLine {
    /// Returns the line of a file; `None` if this version has no word for one of its origins.
    pub(crate) fn new(row: &FileRow) -> Option<Self> {
        let origins = row.origins.iter().map(|origin| match origin {
            FileOrigin::Person => Some(OriginLine::Person),
            FileOrigin::Portal { connection, record, index } => Some(OriginLine::Portal {
                connection: Shown(*connection),
                record: Shown(*record),
                index: *index,
            }),
            _ => None,
        });
        Some(Self {
            id: Shown(row.id),
            name: row.name.clone(),
            declared: row.declared.clone(),
            sniffed: row.sniffed.clone(),
            bytes: row.size,
            sha1: Digest(row.sha1),
            added: At(row.added),
            origins: origins.collect::<Option<_>>()?,
        })
    }

    pub(crate) fn restored(self, ids: &Ids) -> RestoredFile {
        let mut file = RestoredFile::new(self.id.0, self.name, self.bytes, self.sha1.0, self.added.0);
        (file.declared, file.sniffed) = (self.declared, self.sniffed);
        let origin = |origin| match origin {
            OriginLine::Person => FileOrigin::Person,
            OriginLine::Portal { connection, record, index } => {
                FileOrigin::Portal { connection: connection.0, record: ids.here(record.0), index }
            }
        };
        file.origins = self.origins.into_iter().map(origin).collect();
        file
    }
}

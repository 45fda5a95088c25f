//! Requests for records, as JSON.

use backpack_core::{ConnectionId, FileId, RecordId, RequestId};
use backpack_keep::{Filed, FiledRole, FiledThing, RequestRow};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Ids;
use crate::text::{At, Shown};

/// A request, or some of what was filed with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RequestLine {
    id: Shown<RequestId>,
    part: u32,
    parts: u32,
    /// The case as it is kept: JSON.
    case: Option<Box<RawValue>>,
    filed: Vec<FiledLine>,
    /// The records that a request for amendment is about, in the order of its findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<Shown<RecordId>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FiledLine {
    what: ThingLine,
    role: RoleWord,
    at: At,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ThingLine {
    File(Shown<FileId>),
    Record(Shown<RecordId>),
    Connection(Shown<ConnectionId>),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RoleWord {
    Letter,
    Response,
    Proof,
}

impl RequestLine {
    /// Returns the line of a row; `None` if this version has no word for something in it.
    pub(crate) fn new(row: &RequestRow) -> Option<Self> {
        let case = match row.case.as_str() {
            "" => None,
            json => Some(RawValue::from_string(json.to_owned()).ok()?),
        };
        let filed = row.filed.iter().map(FiledLine::new).collect::<Option<_>>()?;
        let about = row.about.iter().copied().map(Shown).collect();
        Some(Self { id: Shown(row.id), part: row.part, parts: row.parts, case, filed, about })
    }

    pub(crate) fn row(self, ids: &Ids) -> RequestRow {
        let mut row = RequestRow::new(self.id.0, self.part);
        row.parts = self.parts;
        row.case = self.case.map(|case| case.get().to_owned()).unwrap_or_default();
        row.filed = self.filed.into_iter().map(|filed| filed.kept(ids)).collect();
        row.about = self.about.into_iter().map(|id| ids.here(id.0)).collect();
        row
    }
}

impl FiledLine {
    fn new(filed: &Filed) -> Option<Self> {
        let what = match filed.what {
            FiledThing::File(id) => ThingLine::File(Shown(id)),
            FiledThing::Record(id) => ThingLine::Record(Shown(id)),
            FiledThing::Connection(id) => ThingLine::Connection(Shown(id)),
            _ => return None,
        };
        let role = match filed.role {
            FiledRole::Letter => RoleWord::Letter,
            FiledRole::Response => RoleWord::Response,
            FiledRole::Proof => RoleWord::Proof,
            _ => return None,
        };
        Some(Self { what, role, at: At(filed.at) })
    }

    fn kept(self, ids: &Ids) -> Filed {
        let what = match self.what {
            ThingLine::File(id) => FiledThing::File(id.0),
            ThingLine::Record(id) => FiledThing::Record(ids.here(id.0)),
            ThingLine::Connection(id) => FiledThing::Connection(id.0),
        };
        let role = match self.role {
            RoleWord::Letter => FiledRole::Letter,
            RoleWord::Response => FiledRole::Response,
            RoleWord::Proof => FiledRole::Proof,
        };
        Filed::new(what, role, self.at.0)
    }
}

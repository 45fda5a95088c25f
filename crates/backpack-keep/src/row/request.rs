//! Requests to holders, for copies of records or to amend them: the case as its own crate writes it, and what was filed with it.

use backpack_core::{ConnectionId, FileId, RecordId, RequestId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// The most things of one row: more of them go into rows of their own.
pub const FILED_IN_A_ROW: usize = 800;

/// A request to a holder, or some of what was filed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// Which row of the request it is, from 0.
    pub part: u32,
    /// How many rows the request has. Row 0 says it; the others say 0.
    pub parts: u32,
    /// The case, as JSON. Row 0 has it; in the others it is empty.
    pub case: String,
    /// What was filed with it, in order.
    pub filed: Vec<Filed>,
    /// The records that a request for amendment is about, in the order of its findings; row 0 has them. The case names them
    /// too, as they were called where it was written: after a restore these count. Since format 2, with which the case may
    /// also speak of an amendment.
    pub about: Vec<RecordId>,
}

/// Something that was filed with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Filed {
    /// What.
    pub what: FiledThing,
    /// As what.
    pub role: FiledRole,
    /// When.
    pub at: Timestamp,
}

/// What was filed. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FiledThing {
    /// A file.
    File(FileId),
    /// A record.
    Record(RecordId),
    /// Everything that came with an import or from a portal.
    Connection(ConnectionId),
}

/// As what it was filed. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FiledRole {
    /// A letter of the person.
    Letter,
    /// What the holder sent.
    Response,
    /// A proof, such as a fax report.
    Proof,
}

impl RequestRow {
    /// Returns a row of a request.
    #[must_use]
    pub const fn new(id: RequestId, part: u32) -> Self {
        Self { id, part, parts: 0, case: String::new(), filed: Vec::new(), about: Vec::new() }
    }

    /// Returns the name of a row of a request.
    #[must_use]
    pub fn name_of(id: RequestId, part: u32) -> Vec<u8> {
        [id.as_bytes().as_slice(), &part.to_be_bytes()].concat()
    }
}

impl Filed {
    /// Returns something that is filed.
    #[must_use]
    pub const fn new(what: FiledThing, role: FiledRole, at: Timestamp) -> Self {
        Self { what, role, at }
    }
}

impl Row for RequestRow {
    const TABLE: Table = table::REQUEST;
    const FORMAT: u8 = 2;
    // No records that it is about.
    const SINCE_FIRST: &'static [u8] = &[0];
    const WHAT: &'static str = "request";

    fn name(&self) -> Vec<u8> {
        Self::name_of(self.id, self.part)
    }
}

//! Versions of records and what is in quarantine, as JSON.

use backpack_core::{ConnectionId, RecordId};
use serde::{Deserialize, Serialize};

use super::{ActorLine, EventLine};
use crate::text::{At, Digest, Octets, Shown};

/// A line of `records/`: a page, or a version that came with the page before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordLine {
    Page(PageLine),
    Version(Box<VersionLine>),
}

/// What versions that came together have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageLine {
    /// Absent for what the person wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) connection: Option<Shown<ConnectionId>>,
    pub(crate) query: String,
    pub(crate) received: At,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) envelope: Option<Octets>,
}

/// One version of a record, and where its body stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VersionLine {
    pub(crate) record: Shown<RecordId>,
    pub(crate) version: u64,
    /// The part that has it as one line, and the number of the line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<(String, u64)>,
    /// Where it stands byte for byte, if it is not one line of JSON itself: an offset in the part of the chunk in `raw/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) raw: Option<u64>,
    #[serde(flatten)]
    pub(crate) item: ItemLine,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<ActorLine>,
}

/// A body, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemLine {
    pub(crate) bytes: u64,
    pub(crate) sha256: Digest<32>,
    pub(crate) media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) full_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) entry_envelope: Option<Octets>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) patient: Option<String>,
}

/// What holds of a record beside its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StateLine {
    pub(crate) record: Shown<RecordId>,
    /// The number of the version that is shown.
    pub(crate) current: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) gone: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) vanished: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) events: Vec<EventLine>,
}

/// An item of quarantine, and where its body stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuarantineLine {
    pub(crate) item: Shown<RecordId>,
    pub(crate) connection: Shown<ConnectionId>,
    pub(crate) received: At,
    pub(crate) reason: String,
    pub(crate) doubted: bool,
    pub(crate) length: u64,
    pub(crate) kept: bool,
    /// What came with its body, if this archive has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<QuarantinedBodyLine>,
}

/// The body of an item in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuarantinedBodyLine {
    pub(crate) raw: u64,
    pub(crate) query: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) envelope: Option<Octets>,
    #[serde(flatten)]
    pub(crate) item: ItemLine,
}

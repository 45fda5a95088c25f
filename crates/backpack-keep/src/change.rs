//! What a Backpack tells whoever listens.

use backpack_core::{ConnectionId, FileId, RecordId};

/// Something changed, and was made durable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The commit group that did it.
    pub sequence: u64,
    /// What changed.
    pub what: ChangeKind,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Records came or changed, from a connection or by hand.
    Records {
        /// Records that were not here before.
        new: Vec<RecordId>,
        /// Records that got a new version, or went back to an earlier one.
        changed: Vec<RecordId>,
        /// Records that their source no longer has.
        gone: Vec<RecordId>,
    },
    /// Records that their source no longer returns, without a word.
    Vanished(Vec<RecordId>),
    /// The person noted, attached, hid or flagged something.
    Overlay(Vec<RecordId>),
    /// A connection's row was written or deleted.
    Connection(ConnectionId),
    /// A connection's records were removed.
    Removed(ConnectionId),
    /// A file was added, or got one more origin.
    File(FileId),
    /// Another process committed; anything may have changed.
    Elsewhere,
}

impl Change {
    pub(crate) const fn new(sequence: u64, what: ChangeKind) -> Self {
        Self { sequence, what }
    }
}

//! What a Backpack tells whoever listens.

use std::sync::OnceLock;

use backpack_core::{ConnectionId, FileId, RecordId};
use tokio::sync::broadcast;

use crate::{AccessRow, ConnectionRow, PaceRow};

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
    /// The person noted, attached, tagged, corrected, linked, hid or flagged something.
    Overlay(Vec<RecordId>),
    /// A row that says how a connection stands was written or deleted.
    Connection {
        /// The connection.
        connection: ConnectionId,
        /// The row as it is now.
        state: ConnectionState,
    },
    /// Records whose source says something else since the person corrected it: both stand, until the person decides.
    Conflicts(Vec<RecordId>),
    /// A connection's records were removed.
    Removed(ConnectionId),
    /// A file was added, or got one more origin.
    File(FileId),
    /// Another process committed; anything may have changed.
    Elsewhere,
}

/// A row that says how a connection stands, as it was written; `None` if it was deleted.
///
/// The row itself is here, since whoever reads it later may find a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionState {
    /// The connection, with its three states.
    Connection(Option<Box<ConnectionRow>>),
    /// How long its grant lasts.
    Access(Option<Box<AccessRow>>),
    /// When it was synced last.
    Pace(Option<Box<PaceRow>>),
}

impl ChangeKind {
    /// Says whether this is about the row of a connection itself.
    pub(crate) const fn is_of_connection_row(&self) -> bool {
        matches!(self, Self::Connection { state: ConnectionState::Connection(_), .. })
    }
}

impl Change {
    pub(crate) const fn new(sequence: u64, what: ChangeKind) -> Self {
        Self { sequence, what }
    }
}

/// How many changes a listener may lag behind before it misses some.
const CHANGES_KEPT: usize = 1024;

/// Whoever listens. Its room is a hundred kilobytes, taken when the first one comes: most Backpacks on a server have none.
#[derive(Debug, Default)]
pub(crate) struct Listeners(OnceLock<broadcast::Sender<Change>>);

impl Listeners {
    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.get_or_init(|| broadcast::Sender::new(CHANGES_KEPT)).subscribe()
    }

    pub(crate) fn tell(&self, change: Change) {
        if let Some(sender) = self.0.get() {
            drop(sender.send(change));
        }
    }

    /// Returns how many bytes it holds in memory.
    pub(crate) fn weight(&self) -> usize {
        // Beside each change a lock, a position and a count.
        self.0.get().map_or(0, |_| CHANGES_KEPT * (size_of::<Change>() + 32))
    }
}

//! What happens to connections, told one by one.

use std::time::Duration;

use backpack_core::{ConnectionId, SpaceId, Timestamp};
use backpack_keep::{Authorisation, Support, SyncState};

use super::Ending;

/// Something happened to a connection, and is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionEvent {
    /// The Backpack it belongs to.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// When this process noticed it.
    pub at: Timestamp,
    /// What happened.
    pub what: ConnectionEventKind,
}

/// What happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionEventKind {
    /// It was made, or made again after it had been removed with its records kept.
    Connected,
    /// The person's consent began or ceased to hold.
    AuthorisationChanged {
        /// What it was.
        from: Authorisation,
        /// What it is.
        to: Authorisation,
    },
    /// It was found out, or is being found out, whether the portal is supported.
    SupportChanged {
        /// What it was.
        from: Support,
        /// What it is.
        to: Support,
    },
    /// The host confirmed that the portal's patient is the Backpack's person.
    PersonConfirmed,
    /// A sync began.
    SyncBegan,
    /// A sync ended.
    SyncEnded {
        /// How: [`SyncState::Cancelled`] also if its process ended in the middle.
        state: SyncState,
    },
    /// The time until which the sign-in lasts became known, moved, or is no longer known.
    ExpiryChanged {
        /// When the person must sign in again whatever the app does.
        ends: Option<Timestamp>,
    },
    /// The sign-in ends soon; told once for each warning time of the schedule.
    ExpiryForeseen {
        /// When it ends.
        ends: Timestamp,
        /// Why it ends.
        kind: Ending,
        /// The warning time that was reached.
        ahead: Duration,
    },
    /// It was removed.
    Disconnected {
        /// What became of its records.
        records: Leftover,
    },
}

/// What became of the records of a connection that was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "records stay, or they go")]
pub enum Leftover {
    /// They stay: all of them, or those that a person did something to.
    Kept,
    /// They were deleted.
    Deleted,
}

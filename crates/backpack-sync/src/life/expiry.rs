//! Sign-ins that end: what is known of it beforehand, without opening a secret.

use std::time::Duration;

use backpack_core::{ConnectionId, SpaceId, Timestamp};

use super::Standing;

/// A connection whose sign-in ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expiring {
    /// The Backpack it belongs to.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// The portal's name for people.
    pub portal: String,
    /// When the person must sign in again.
    pub ends: Timestamp,
    /// Why.
    pub kind: Ending,
}

/// Why a sign-in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// The portal gave it for so long and no longer.
    HardEnd,
    /// It cannot be renewed without the person: "online until".
    NotRenewable,
}

impl Expiring {
    /// Returns what is known of the end of a connection's sign-in, if anything is.
    #[must_use]
    pub fn of(standing: &Standing) -> Option<Self> {
        let ends = standing.ends()?;
        let is_short = standing.access.as_ref().is_some_and(backpack_keep::AccessRow::is_short);
        Some(Self {
            backpack: standing.backpack,
            connection: standing.connection(),
            portal: standing.row.name.clone(),
            ends,
            kind: if is_short { Ending::NotRenewable } else { Ending::HardEnd },
        })
    }

    /// Returns the connections whose sign-in ends within this time, the next to end first.
    #[must_use]
    pub fn within(standings: &[Standing], now: Timestamp, within: Duration) -> Vec<Self> {
        let until = now.saturating_add(within);
        let mut expiring: Vec<Self> = standings.iter().filter_map(Self::of).collect();
        expiring.retain(|expiring| expiring.ends <= until);
        expiring.sort_by_key(|expiring| (expiring.ends, expiring.connection));
        expiring
    }
}

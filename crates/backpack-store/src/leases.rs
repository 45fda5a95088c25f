//! Leases as plain state: what any store needs that keeps its leases itself.

use std::collections::HashMap;
use std::time::Duration;

use backpack_core::Timestamp;

use crate::{Error, ErrorKind, Fence, LeaseName};

/// The leases of a store, and the highest token it ever gave.
///
/// An adapter that stores leases loads this at open and writes back what [`take`](Self::take) changed.
#[derive(Clone, Debug, Default)]
pub struct Leases {
    highest_token: u64,
    holders: HashMap<LeaseName, Holder>,
}

#[derive(Clone, Copy, Debug)]
struct Holder {
    token: u64,
    until: Timestamp,
}

impl Leases {
    /// Returns no leases; every token it gives is greater than `highest_token`.
    #[must_use]
    pub fn after(highest_token: u64) -> Self {
        Self { highest_token, holders: HashMap::new() }
    }

    /// Returns the highest token ever given.
    #[must_use]
    pub fn highest_token(&self) -> u64 {
        self.highest_token
    }

    /// Takes the lease at the time `now`, or extends it if `held` is its current fence. Returns the fence and its end.
    ///
    /// # Errors
    ///
    /// [`Held`](ErrorKind::Held) and [`Fenced`](ErrorKind::Fenced) as [`Store::lease`](crate::Store::lease) says.
    pub fn take(
        &mut self,
        name: &LeaseName,
        ttl: Duration,
        held: Option<&Fence>,
        now: Timestamp,
    ) -> Result<(Fence, Timestamp), Error> {
        let until = now.saturating_add(ttl);
        let token = match (held, self.live(name, now)) {
            (Some(fence), Some(holder)) if fence.lease == *name && fence.token == holder.token => {
                holder.token
            }
            (Some(_), _) => return Err(Error::new(ErrorKind::Fenced, "lease")),
            (None, Some(holder)) => {
                let remains = holder.until.saturating_since(now);
                return Err(Error::new(ErrorKind::Held(remains), "lease"));
            }
            (None, None) => {
                self.highest_token = self.highest_token.saturating_add(1);
                self.highest_token
            }
        };
        self.holders.insert(name.clone(), Holder { token, until });
        Ok((Fence::new(name.clone(), token), until))
    }

    /// Says whether `fence` holds its lease at the time `now`.
    #[must_use]
    pub fn holds(&self, fence: &Fence, now: Timestamp) -> bool {
        self.live(&fence.lease, now).is_some_and(|holder| holder.token == fence.token)
    }

    /// Gives a lease back. Says whether the fence was its current one.
    pub fn release(&mut self, fence: &Fence) -> bool {
        let current = self.holders.get(&fence.lease).is_some_and(|holder| holder.token == fence.token);
        if current {
            self.holders.remove(&fence.lease);
        }
        current
    }

    fn live(&self, name: &LeaseName, now: Timestamp) -> Option<Holder> {
        self.holders.get(name).copied().filter(|holder| holder.until > now)
    }
}

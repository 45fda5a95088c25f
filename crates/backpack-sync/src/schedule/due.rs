//! What is due, why, and when something will be.

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_core::{ConnectionId, SpaceId, Timestamp};
use backpack_keep::{Authorisation, Support, SyncState};

use super::jitter::longer;
use super::{LONGEST_BACKOFF, Schedule};
use crate::life::Standing;

/// How far a time that was written down may lie ahead of the clock. Beyond it the clock was set back, and the time says
/// nothing any more.
const SLACK: Duration = Duration::from_secs(3_600);

/// A connection that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// The Backpack it belongs to.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// Since when it is due.
    pub since: Timestamp,
    /// Why.
    pub reason: Reason,
    /// What connections at the same server have in common.
    pub origin: String,
    /// How many syncs of it had begun when it was found due: another process that is at it, too, has begun one more.
    pub begun: u64,
}

/// Why a connection is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It was not synced since the person signed in.
    SignedIn,
    /// The last sync brought everything, and the interval is over.
    Interval,
    /// The last sync failed or left gaps, and the back-off is over.
    Retry,
    /// The last sync was cancelled, or its process ended.
    BrokenOff,
    /// The sign-in has run out and cannot be renewed: a sync says so, without asking the portal.
    Ended,
    /// The clock was set back behind the last sync, so that nobody knows how long ago that was.
    ClockSetBack,
}

/// Why a connection is not synced until somebody does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hold {
    /// The person must sign in again.
    NeedsSignIn,
    /// The portal is not supported.
    Unsupported,
}

impl Schedule {
    /// Returns what is due: first what worked the last time, then what failed, each by how long ago it was synced. Give it
    /// all connections that may share a portal: one that finds it down spares the others.
    #[must_use]
    pub fn due(&self, now: Timestamp, standings: &[Standing]) -> Vec<Due> {
        if self.quiet.is_some_and(|quiet| quiet.hold(now)) {
            return Vec::new();
        }
        let due = self.ready(now, standings).filter(|(_, ready, _)| *ready <= now);
        let mut due: Vec<_> = due
            .map(|(standing, since, reason)| {
                let (backpack, connection) = (standing.backpack, standing.connection());
                let tried = standing.pace.tried.filter(|_| reason != Reason::ClockSetBack);
                let order = (standing.pace.failures > 0, tried, since, connection);
                let (origin, begun) = (standing.origin(), standing.pace.begun);
                (order, Due { backpack, connection, since, reason, origin, begun })
            })
            .collect();
        due.sort_by_key(|(order, _)| *order);
        due.into_iter().map(|(_, due)| due).collect()
    }

    /// Returns when something is due next, `now` if something is already; `None` if nothing will be before somebody does
    /// something. Ask again after every change: a sync, a sign-in, a new connection.
    #[must_use]
    pub fn next_due(&self, now: Timestamp, standings: &[Standing]) -> Option<Timestamp> {
        let next = self.ready(now, standings).map(|(standing, ready, _)| {
            let next = ready.max(now);
            self.quiet.map_or(next, |quiet| quiet.after(next, standing.connection()))
        });
        next.min()
    }

    /// Says why a connection is not synced until somebody does something; `None` if it will be, or if it was removed.
    #[must_use]
    pub fn held(&self, now: Timestamp, standing: &Standing) -> Option<Hold> {
        match standing.row.authorisation {
            Authorisation::Ok if standing.row.support == Support::Unsupported => Some(Hold::Unsupported),
            Authorisation::NeedsSignIn if !was_the_clocks_word(now, standing) => Some(Hold::NeedsSignIn),
            _ => None,
        }
    }

    /// Returns every connection that will be due without anybody's doing, with the time and the reason.
    fn ready<'s>(
        &'s self,
        now: Timestamp,
        standings: &'s [Standing],
    ) -> impl Iterator<Item = (&'s Standing, Timestamp, Reason)> {
        let portals = self.portals(now, standings);
        standings.iter().filter(move |standing| self.runs(now, standing)).map(move |standing| {
            let (own, reason) = self.own(now, standing);
            let down = portals.get(&standing.origin()).filter(|down| own <= down.until);
            let (mut ready, mut drawn_by) =
                down.map_or((own, standing.connection()), |down| (down.until, down.drawn_by));
            // Others may find the portal down day after day, each at its own turn: what worked waits for one day of it.
            let patience = own.saturating_add(LONGEST_BACKOFF);
            if standing.pace.failures == 0 && patience < ready {
                (ready, drawn_by) = (patience, standing.connection());
            }
            let ready = self.quiet.map_or(ready, |quiet| quiet.after(ready, drawn_by));
            (standing, ready, reason)
        })
    }

    fn runs(&self, now: Timestamp, standing: &Standing) -> bool {
        standing.row.authorisation != Authorisation::Removed && self.held(now, standing).is_none()
    }

    /// Returns which portals are left alone because one of their connections found them down, and none found them up
    /// since.
    fn portals(&self, now: Timestamp, standings: &[Standing]) -> BTreeMap<String, Down> {
        let mut portals: BTreeMap<String, Vec<&Standing>> = BTreeMap::new();
        for standing in standings.iter().filter(|standing| self.runs(now, standing)) {
            portals.entry(standing.origin()).or_default().push(standing);
        }
        let down = |(origin, all): (String, Vec<&Standing>)| Some((origin, self.down(now, &all)?));
        portals.into_iter().filter_map(down).collect()
    }

    fn down(&self, now: Timestamp, all: &[&Standing]) -> Option<Down> {
        let up = all.iter().filter(|one| one.pace.failures == 0).filter_map(|one| one.pace.ended);
        let up = up.filter(|ended| *ended <= now.saturating_add(SLACK)).max();
        let failed = all.iter().filter(|one| one.pace.portal_failed && one.pace.ended > up);
        let until = failed.map(|one| self.own(now, one).0).max()?;
        let waiting = all.iter().filter(|one| self.own(now, one).0 <= until);
        let first = waiting.min_by_key(|one| (one.pace.failures > 0, one.pace.tried, one.connection()))?;
        Some(Down { until, drawn_by: first.connection() })
    }

    /// Returns when a connection is due by itself, and why.
    fn own(&self, now: Timestamp, standing: &Standing) -> (Timestamp, Reason) {
        let (row, pace) = (&standing.row, &standing.pace);
        let not_before =
            pace.not_before.filter(|until| *until <= now.saturating_add(LONGEST_BACKOFF + SLACK));
        let ended =
            standing.access.as_ref().filter(|access| access.is_short()).and_then(|access| access.ends());
        let (ready, reason) = match (pace.tried, ended.filter(|ended| *ended <= now)) {
            (_, Some(ended)) if row.authorisation == Authorisation::Ok => return (ended, Reason::Ended),
            (None, _) => (row.created.min(now), Reason::SignedIn),
            (Some(tried), _) if tried > now.saturating_add(SLACK) => (now, Reason::ClockSetBack),
            (Some(tried), _) => {
                let last = pace.ended.filter(|ended| *ended <= now.saturating_add(SLACK));
                let last = last.map_or(tried, |ended| ended.max(tried));
                match row.sync {
                    SyncState::Running | SyncState::Cancelled => {
                        (last.saturating_add(self.backoff(standing, last)), Reason::BrokenOff)
                    }
                    // A gap of one query holds up the others no longer than the interval.
                    SyncState::Partial if pace.failures > 0 && !pace.portal_failed => {
                        let backoff = self.backoff(standing, last).min(self.interval_of(standing, tried));
                        (last.saturating_add(backoff), Reason::Retry)
                    }
                    _ if pace.failures > 0 => {
                        (last.saturating_add(self.backoff(standing, last)), Reason::Retry)
                    }
                    _ => (tried.saturating_add(self.interval_of(standing, tried)), Reason::Interval),
                }
            }
        };
        (not_before.map_or(ready, |until| ready.max(until)), reason)
    }

    fn interval_of(&self, standing: &Standing, tried: Timestamp) -> Duration {
        let connection = standing.connection();
        let interval = self.intervals.get(&connection).copied().unwrap_or(self.interval);
        longer(interval, self.jitter, connection, tried)
    }

    fn backoff(&self, standing: &Standing, last: Timestamp) -> Duration {
        let doublings = standing.pace.failures.saturating_sub(1).min(20);
        let wait = self.first_backoff.saturating_mul(1 << doublings).min(LONGEST_BACKOFF);
        longer(wait, self.jitter, standing.connection(), last).min(LONGEST_BACKOFF)
    }
}

/// A portal that is left alone for a while.
///
/// All who wait for it become ready at one time, so that what worked before goes first: if each had a morning of its own,
/// one that fails could be the first every day, and hold up the others for ever.
struct Down {
    until: Timestamp,
    /// Whose chance decides when the morning is.
    drawn_by: ConnectionId,
}

/// Says whether it was this machine's clock alone that ended a sign-in, and the clock says otherwise now.
fn was_the_clocks_word(now: Timestamp, standing: &Standing) -> bool {
    // Where the portal itself said so, the row is gone.
    standing.access.as_ref().is_some_and(|access| access.is_short() && access.ends() > Some(now))
}

//! When to sync what: a policy, and the questions it answers. Pure: it starts nothing, and knows no clock.
//!
//! The host asks what is due, runs it, and asks when to ask again; a thread or a timer of its own there is none.

mod due;
mod jitter;
mod quiet;
#[cfg(test)]
mod simulated;
mod warn;

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_core::ConnectionId;

use crate::SyncOptions;

pub use due::{Due, Hold, Reason};
pub use quiet::QuietHours;

/// The longest that a failing connection is left alone, and the longest wait that a portal may ask for.
pub const LONGEST_BACKOFF: Duration = Duration::from_secs(DAY);

const DAY: u64 = 86_400;

/// When to sync what: intervals, jitter, back-off, quiet hours, limits, warnings. The default is a good one for an app.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Schedule {
    /// How long after the beginning of one sync the next is due. 12 hours by default.
    pub interval: Duration,
    /// Other intervals for single connections.
    pub intervals: BTreeMap<ConnectionId, Duration>,
    /// By which part of itself a wait is made longer, at most: between 0 and 1, 0.1 by default. How much of it is
    /// different for every connection and every time, but always the same for the same.
    pub jitter: f64,
    /// How long a connection is left alone after one failure. It doubles with every further one, up to a day. 5 minutes
    /// by default.
    pub first_backoff: Duration,
    /// When nothing is due; `None` by default.
    pub quiet: Option<QuietHours>,
    /// How many connections are synced at once: 1 or more. 4 by default.
    pub at_once: usize,
    /// How many of them at one portal's server: 1 or more, and 1 by default.
    pub per_origin: usize,
    /// How each connection is synced.
    pub options: SyncOptions,
    /// How long before the end of a sign-in the person is warned: 14 days, 3 days and 1 day by default.
    pub warnings: Vec<Duration>,
}

impl Schedule {
    /// Returns the default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long after the beginning of one sync the next is due.
    #[must_use]
    pub fn every(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets another interval for one connection.
    #[must_use]
    pub fn every_for(mut self, connection: ConnectionId, interval: Duration) -> Self {
        self.intervals.insert(connection, interval);
        self
    }

    /// Sets by which part of itself a wait is made longer, at most: between 0 and 1.
    #[must_use]
    pub fn with_jitter(mut self, jitter: f64) -> Self {
        self.jitter = jitter;
        self
    }

    /// Sets how long a connection is left alone after one failure.
    #[must_use]
    pub fn with_first_backoff(mut self, backoff: Duration) -> Self {
        self.first_backoff = backoff;
        self
    }

    /// Sets when nothing is due.
    #[must_use]
    pub fn quiet(mut self, quiet: QuietHours) -> Self {
        self.quiet = Some(quiet);
        self
    }

    /// Sets how many connections are synced at once, and how many of them at one portal's server.
    #[must_use]
    pub fn with_limits(mut self, at_once: usize, per_origin: usize) -> Self {
        (self.at_once, self.per_origin) = (at_once, per_origin);
        self
    }

    /// Sets how each connection is synced.
    #[must_use]
    pub fn with_options(mut self, options: SyncOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets how long before the end of a sign-in the person is warned.
    #[must_use]
    pub fn warning(mut self, ahead: impl IntoIterator<Item = Duration>) -> Self {
        self.warnings = ahead.into_iter().collect();
        self
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(DAY / 2),
            intervals: BTreeMap::new(),
            jitter: 0.1,
            first_backoff: Duration::from_secs(300),
            quiet: None,
            at_once: 4,
            per_origin: 1,
            options: SyncOptions::default(),
            warnings: [14, 3, 1].map(|days| Duration::from_secs(days * DAY)).to_vec(),
        }
    }
}

//! Whether an app can connect to a portal, and when somebody last looked.

use std::time::Duration;

use backpack_core::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a finding holds: a portal that works seldom ceases to, one that does not may be mended soon.
const DAY: Duration = Duration::from_hours(24);
const SUPPORTED: Duration = DAY.saturating_mul(30);
const UNSUPPORTED: Duration = DAY.saturating_mul(7);

/// The longest reason that is kept, in characters.
const MAX_REASON: usize = 500;

/// Says whether an app can connect to a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Support {
    /// Nobody has looked yet, or somebody is looking.
    #[default]
    Checking,
    /// It can be connected.
    Supported,
    /// It cannot be connected; says why, in plain words for the person.
    Unsupported(String),
}

/// What was found out about a portal, when, and how long that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mark {
    /// Whether it can be connected.
    pub support: Support,
    /// When somebody looked.
    pub probed: Timestamp,
    /// From when on somebody should look again.
    pub due: Timestamp,
}

impl Mark {
    /// Returns what was found out `now`: it holds for 30 days if the portal can be connected, for 7 days if it cannot,
    /// and not at all while nobody knows. A reason over 500 characters is cut.
    #[must_use]
    pub fn new(support: Support, now: Timestamp) -> Self {
        let (support, holds) = match support {
            Support::Checking => (support, Duration::ZERO),
            Support::Supported => (support, SUPPORTED),
            Support::Unsupported(why) => {
                (Support::Unsupported(why.chars().take(MAX_REASON).collect()), UNSUPPORTED)
            }
        };
        Self { support, probed: now, due: now.saturating_add(holds) }
    }

    /// Sets how long it holds, such as an hour where the portal only could not be reached.
    #[must_use]
    pub fn holding(mut self, time: Duration) -> Self {
        self.due = self.probed.saturating_add(time);
        self
    }

    /// Says whether somebody should look again: its time is over, or the clock was turned back.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        now >= self.due || now < self.probed
    }
}

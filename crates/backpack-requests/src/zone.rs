//! The holder's time zone, without a time zone database: the zones of the United States by name, any other by its rule.

use backpack_core::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The zones of the United States as POSIX rules (IEEE Std 1003.1, section 8.3, `TZ`), as they hold since 2007.
const ZONES: &[(&str, &str)] = &[
    ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
    ("America/Chicago", "CST6CDT,M3.2.0,M11.1.0"),
    ("America/Denver", "MST7MDT,M3.2.0,M11.1.0"),
    ("America/Phoenix", "MST7"),
    ("America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0"),
    ("America/Anchorage", "AKST9AKDT,M3.2.0,M11.1.0"),
    ("America/Adak", "HST10HDT,M3.2.0,M11.1.0"),
    ("Pacific/Honolulu", "HST10"),
    ("America/Puerto_Rico", "AST4"),
    ("Pacific/Guam", "ChST-10"),
    ("Pacific/Pago_Pago", "SST11"),
    ("UTC", "UTC0"),
];

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(String);

/// A text that is neither the name of a zone of the United States nor a POSIX rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a zone of the United States nor a POSIX rule")]
#[non_exhaustive]
pub struct UnknownZone;

impl Zone {
    /// Returns the zone of this IANA name, if it is one of the United States, or of this POSIX rule, such as
    /// `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// # Errors
    ///
    /// [`UnknownZone`].
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let zone = Self(name.to_owned());
        if zone.time_zone().is_some() { Ok(zone) } else { Err(UnknownZone) }
    }

    /// Returns Coordinated Universal Time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// Returns the zone that is this many minutes ahead of UTC all year; behind it where they are negative. A device that knows
    /// no name of its zone knows that.
    ///
    /// # Errors
    ///
    /// [`UnknownZone`] from 24 hours on, either way.
    pub fn at_offset(minutes: i16) -> Result<Self, UnknownZone> {
        let ahead = minutes.unsigned_abs();
        if ahead >= 24 * 60 {
            return Err(UnknownZone);
        }
        // POSIX counts west of Greenwich.
        let sign = if minutes < 0 { '+' } else { '-' };
        let name = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (ahead / 60, ahead % 60);
        Self::new(&format!("<{name}{hours:02}{minutes:02}>{sign}{hours}:{minutes:02}"))
    }

    /// Returns the name or rule.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Returns every zone that is known by name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ZONES.iter().map(|(name, _)| *name)
    }

    /// Returns the day that it is there at a moment. Of a zone that cannot be read it is the day in UTC.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.clock(at).date()
    }

    /// Returns day and time that it is there at a moment. Of a zone that cannot be read it is the time in UTC.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> DateTime {
        let zone = self.time_zone().unwrap_or(TimeZone::UTC);
        let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        zone.to_datetime(at)
    }

    fn time_zone(&self) -> Option<TimeZone> {
        let rule = ZONES.iter().find(|(name, _)| *name == self.0).map_or(self.0.as_str(), |(_, rule)| rule);
        TimeZone::posix(rule).ok()
    }
}

impl Default for Zone {
    /// The zone of New York.
    fn default() -> Self {
        Self("America/New_York".to_owned())
    }
}

//! Quiet hours: when the person sleeps, in their own time.

use std::time::Duration;

use backpack_core::{ConnectionId, Timestamp};

use super::jitter::drawn;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Over how much of the morning the syncs of many people are spread, at most.
const SPREAD: i64 = 30 * MINUTE;

/// When nothing is due, every day, in the person's own time.
///
/// The host says how far that is from UTC, and says it again when it changes: in summer, on a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuietHours {
    /// When they begin, in minutes after midnight.
    pub from: u16,
    /// When they end, in minutes after midnight; before `from` if midnight lies in between.
    pub to: u16,
    /// How many minutes the person's time is ahead of UTC.
    pub offset: i16,
}

impl QuietHours {
    /// Returns quiet hours from one full hour to another, such as 22 to 7, for a person this many minutes ahead of UTC.
    /// From an hour to itself means never.
    #[must_use]
    pub const fn hours(from: u8, to: u8, offset: i16) -> Self {
        Self { from: from as u16 * 60, to: to as u16 * 60, offset }
    }

    /// Says whether it is quiet then.
    #[must_use]
    pub fn hold(&self, at: Timestamp) -> bool {
        self.since_begin(at) < self.length()
    }

    /// Returns the next time that is not quiet: `at` itself, or somewhat after the end of the quiet hours, so that not
    /// everybody wakes at once.
    pub(super) fn after(&self, at: Timestamp, connection: ConnectionId) -> Timestamp {
        if !self.hold(at) {
            return at;
        }
        let end = Timestamp::from_millis(at.as_millis().saturating_add(self.length() - self.since_begin(at)));
        let spread = SPREAD.min((DAY - self.length()) / 2);
        let spread = Duration::from_millis(spread.unsigned_abs()).mul_f64(drawn(connection, end));
        end.saturating_add(spread)
    }

    fn length(&self) -> i64 {
        (i64::from(self.to) - i64::from(self.from)).rem_euclid(24 * 60) * MINUTE
    }

    /// Returns how long after their latest beginning a time is.
    fn since_begin(&self, at: Timestamp) -> i64 {
        let ahead = (i64::from(self.offset) - i64::from(self.from)) * MINUTE;
        (at.as_millis().rem_euclid(DAY) + ahead).rem_euclid(DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_millis(20_000 * DAY + (hour * 60 + minute) * MINUTE)
    }

    #[test]
    fn nights_are_quiet_where_the_person_is() {
        let quiet =
            |hours: QuietHours| -> Vec<i64> { (0..24).filter(|hour| hours.hold(at(*hour, 0))).collect() };
        assert_eq!(quiet(QuietHours::hours(22, 7, 0)), [0, 1, 2, 3, 4, 5, 6, 22, 23]);
        assert_eq!(quiet(QuietHours::hours(22, 7, -300)), (3..12).collect::<Vec<_>>());
        assert_eq!(quiet(QuietHours::hours(1, 3, 330)), [20, 21]);
        assert_eq!(quiet(QuietHours::hours(5, 5, 0)), Vec::<i64>::new());
        let nearly_always = QuietHours { from: 1, to: 0, offset: 0 };
        assert_eq!(quiet(nearly_always), (1..24).collect::<Vec<_>>());
        let far_east = QuietHours { from: 0, to: 24 * 60 - 1, offset: i16::MAX };
        let extremes = [i64::MIN, i64::MAX].map(Timestamp::from_millis);
        assert!(extremes.into_iter().all(|extreme| far_east.hold(extreme)));
    }

    #[test]
    fn the_morning_comes_after_the_end_and_not_for_all_at_once() {
        let hours = QuietHours::hours(22, 7, 0);
        let mornings: Vec<Timestamp> =
            (0..50).map(|seed| hours.after(at(23, 30), ConnectionId::from_bytes([seed; 16]))).collect();
        let (first, last) = (mornings.iter().min().copied(), mornings.iter().max().copied());
        assert!(first >= Some(at(31, 0)) && last <= Some(at(31, 30)), "{first:?} to {last:?}");
        assert!(last.unwrap().saturating_since(first.unwrap()) > Duration::from_secs(1_200));
        assert_eq!(hours.after(at(12, 0), ConnectionId::from_bytes([1; 16])), at(12, 0));
        let nearly_always = QuietHours { from: 1, to: 0, offset: 0 };
        assert!(!nearly_always.hold(nearly_always.after(at(12, 0), ConnectionId::from_bytes([9; 16]))));
    }
}

//! Days and moments, as far as FHIR dates need them.

use std::fmt;

const SECONDS_A_DAY: i64 = 86_400;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    /// Counts days in the proleptic Gregorian calendar, with years that begin in March so that a leap day comes last.
    pub(crate) const fn from_ymd(year: i64, month: i64, day: i64) -> Self {
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted - era * 400;
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    pub(crate) const fn ymd(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    pub(crate) const fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Returns 0 for a Thursday, as 1970-01-01 was one, up to 6 for a Wednesday.
    pub(crate) const fn weekday_from_thursday(self) -> i64 {
        self.0.rem_euclid(7)
    }

    pub(crate) const fn days_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    pub(crate) const fn at(self, hour: i64, minute: i64) -> Moment {
        Moment(self.0 * SECONDS_A_DAY + hour * 3_600 + minute * 60)
    }

    pub(crate) fn year(self) -> String {
        format!("{:04}", self.ymd().0)
    }

    pub(crate) fn year_month(self) -> String {
        let (year, month, _) = self.ymd();
        format!("{year:04}-{month:02}")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A second, counted from 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    pub(crate) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    pub(crate) const fn day(self) -> Day {
        Day(self.0.div_euclid(SECONDS_A_DAY))
    }

    pub(crate) const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60)
    }

    /// Returns the moment as a clock shows it that is `hours` from Greenwich, with that offset written out.
    pub(crate) fn with_offset(self, hours: i64) -> String {
        let local = Self(self.0 + hours * 3_600);
        let sign = if hours < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:00", local.clock_text(), hours.abs())
    }

    /// Returns the time of the day as `hh:mm:ss`.
    pub(crate) fn clock(self) -> String {
        let second = self.0.rem_euclid(SECONDS_A_DAY);
        format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
    }

    fn clock_text(self) -> String {
        format!("{}T{}", self.day(), self.clock())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.clock_text())
    }
}

/// The seconds that a date of any precision covers: from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
}

impl Span {
    /// Reads a FHIR date, dateTime or instant. A text without a zone is taken as UTC.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
        let year = parts.next()??;
        let (month, day) = (parts.next(), parts.next());
        let midnight = |day: Day| day.at(0, 0).0;
        Some(match (month, day, time) {
            (None, None, None) => Self {
                start: midnight(Day::from_ymd(year, 1, 1)),
                end: midnight(Day::from_ymd(year + 1, 1, 1)),
            },
            (Some(month), None, None) => {
                let month = month?;
                let (next_year, next_month) = if month >= 12 { (year + 1, 1) } else { (year, month + 1) };
                let end = midnight(Day::from_ymd(next_year, next_month, 1));
                Self { start: midnight(Day::from_ymd(year, month, 1)), end }
            }
            (Some(month), Some(day), None) => {
                let day = Day::from_ymd(year, month?, day?);
                Self { start: midnight(day), end: midnight(day.plus(1)) }
            }
            (Some(month), Some(day), Some(time)) => {
                let start = midnight(Day::from_ymd(year, month?, day?)) + seconds_of(time)?;
                Self { start, end: start + 1 }
            }
            _ => return None,
        })
    }
}

/// Reads `hh:mm:ss.sssZ` or `hh:mm:ss+hh:mm` as seconds after midnight in UTC; negative where the zone says so.
fn seconds_of(time: &str) -> Option<i64> {
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let mut parts = clock.split([':', '.']).map(|part| part.parse::<i64>().ok());
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().flatten().unwrap_or(0);
    Some(hour * 3_600 + minute * 60 + second - zone_seconds(zone)?)
}

fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z') => return Some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_their_texts_fit() {
        let texts = [-719_468, -1, 0, 59, 11_016, 20_453].map(|days| Day(days).to_string());
        assert_eq!(
            texts,
            ["0000-03-01", "1969-12-31", "1970-01-01", "1970-03-01", "2000-02-29", "2025-12-31"]
        );
        assert!((-800_000..800_000).step_by(97).map(Day).all(|day| {
            let (year, month, date) = day.ymd();
            Day::from_ymd(year, month, date) == day
        }));
    }

    #[test]
    fn spans_cover_what_the_text_says() {
        let start = |text: &str| Span::parse(text).map(|span| (span.start, span.end - span.start));
        let day = Day::from_ymd(2024, 2, 28).at(0, 0).0;
        assert_eq!(start("2024-02-28"), Some((day, 86_400)));
        assert_eq!(start("2024-02"), Some((day - 27 * 86_400, 29 * 86_400)));
        assert_eq!(start("2024").map(|span| span.1), Some(366 * 86_400));
        assert_eq!(start("2024-02-28T01:00:00.250+01:00"), Some((day, 1)));
        assert_eq!(start("2024-02-27T19:00:00-05:00"), Some((day, 1)));
        assert_eq!(start("soon"), None);
    }
}

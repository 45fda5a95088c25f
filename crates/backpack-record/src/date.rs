//! Partial dates: exactly as precise as given, never padded.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Text;

/// A FHIR `date`, `dateTime` or `instant` (R4 2.24.0.1): the text as given, known to be valid.
///
/// It compares by what it says, not by time: use [`PartialDate::earliest`] and [`PartialDate::latest`] to order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PartialDate<'a>(Text<'a>);

/// How precise a [`PartialDate`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "FHIR knows these precisions")]
pub enum Precision {
    /// A year: `2019`.
    Year,
    /// A month: `2019-03`.
    Month,
    /// A day: `2019-03-07`.
    Day,
    /// A time of day, with its zone if one was given: `2019-03-07T08:30:00-05:00`.
    Time,
}

/// A text that is no date: it departs from the grammar, or names a day or time that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read date: not a date of FHIR")]
#[non_exhaustive]
pub struct InvalidDate;

impl<'a> PartialDate<'a> {
    /// Returns the date that a text says: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or a day with `Thh:mm`, seconds, a
    /// fraction and a zone, each of these three optional.
    ///
    /// Years run from 0001 to 9999, zones to 14 hours; a leap second (`:60`) is a time, `24:00` is not.
    ///
    /// # Errors
    ///
    /// [`InvalidDate`] for anything else.
    pub fn parse(text: impl Into<Text<'a>>) -> Result<Self, InvalidDate> {
        let text = text.into();
        Parts::read(&text).ok_or(InvalidDate)?;
        Ok(Self(text))
    }

    /// Returns the text as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the date with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> PartialDate<'static> {
        PartialDate(self.0.into_owned())
    }

    /// Returns how precise it is.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match self.0.len() {
            ..=4 => Precision::Year,
            5..=7 => Precision::Month,
            8..=10 => Precision::Day,
            _ => Precision::Time,
        }
    }

    /// Returns the first moment it can mean, in milliseconds since 1970-01-01T00:00Z.
    ///
    /// What names no zone is read as UTC, which serves for ordering only.
    #[must_use]
    pub fn earliest(&self) -> i64 {
        self.parts().earliest()
    }

    /// Returns the last moment it can mean, in milliseconds since 1970-01-01T00:00Z: that of the year's, month's,
    /// day's, minute's or second's end.
    #[must_use]
    pub fn latest(&self) -> i64 {
        self.parts().latest()
    }

    /// Returns the zone's offset from UTC in minutes; `None` if the text names no zone.
    #[must_use]
    pub fn offset_minutes(&self) -> Option<i32> {
        self.parts().time?.offset
    }

    fn parts(&self) -> Parts {
        Parts::read(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for PartialDate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for PartialDate<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(Text::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The numbers of a date.
#[derive(Clone, Copy, Default)]
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    time: Option<Time>,
}

#[derive(Clone, Copy)]
struct Time {
    /// Milliseconds since midnight.
    start: i64,
    /// How long the least unit given lasts, in milliseconds.
    span: i64,
    offset: Option<i32>,
}

impl Parts {
    fn read(text: &str) -> Option<Self> {
        let mut reader = Reader(text.as_bytes());
        let mut parts = Self { year: reader.number(4, 1..=9999)?, ..Self::default() };
        if reader.eat(b'-') {
            parts.month = Some(reader.number(2, 1..=12)?);
            if reader.eat(b'-') {
                parts.day = Some(reader.number(2, 1..=days_in(parts.year, parts.month?))?);
                if reader.eat(b'T') {
                    parts.time = Some(reader.time()?);
                }
            }
        }
        reader.0.is_empty().then_some(parts)
    }

    fn earliest(&self) -> i64 {
        let day = days_from_civil(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        day * DAY + self.time.map_or(0, |time| time.start - time.shift())
    }

    fn latest(&self) -> i64 {
        if let Some(time) = self.time {
            return self.earliest() + time.span - 1;
        }
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in(self.year, month));
        (days_from_civil(self.year, month, day) + 1) * DAY - 1
    }
}

impl Time {
    fn shift(&self) -> i64 {
        self.offset.map_or(0, |minutes| i64::from(minutes) * MINUTE)
    }
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn number(&mut self, digits: usize, within: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(digits)?;
        let mut number = 0;
        for byte in head {
            number = number * 10 + i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        }
        self.0 = rest;
        within.contains(&number).then_some(number)
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.number(2, 0..=23)?;
        self.eat(b':').then_some(())?;
        let minute = self.number(2, 0..=59)?;
        let mut time = Time { start: hour * HOUR + minute * MINUTE, span: MINUTE, offset: None };
        if self.eat(b':') {
            time.start += self.number(2, 0..=60)? * SECOND;
            time.span = SECOND;
            if self.eat(b'.') {
                self.fraction(&mut time)?;
            }
        }
        time.offset = self.zone()?;
        Some(time)
    }

    fn fraction(&mut self, time: &mut Time) -> Option<()> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (head, rest) = self.0.split_at_checked(digits)?;
        for byte in head.iter().take(3) {
            time.span /= 10;
            time.start += time.span * i64::from(byte - b'0');
        }
        self.0 = rest;
        (digits > 0).then_some(())
    }

    /// Returns the zone, if one follows; `None` if what follows is no zone.
    #[expect(clippy::option_option, reason = "a zone that is absent differs from one that is wrong")]
    fn zone(&mut self) -> Option<Option<i32>> {
        if self.eat(b'Z') {
            return Some(Some(0));
        }
        let sign = match self.0.first() {
            None => return Some(None),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.0 = self.0.get(1..)?;
        let hours = self.number(2, 0..=14)?;
        self.eat(b':').then_some(())?;
        let minutes = self.number(2, 0..=59)?;
        i32::try_from(sign * (hours * 60 + minutes)).ok().map(Some)
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970-01-01 in the proleptic Gregorian calendar, for years from 0 on.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let leaps_before =
        |year: i64| (year - 1).div_euclid(4) - (year - 1).div_euclid(100) + (year - 1).div_euclid(400);
    let before_year = 365 * (year - 1970) + leaps_before(year) - leaps_before(1970);
    let before_month: i64 = (1..month).map(|earlier| days_in(year, earlier)).sum();
    before_year + before_month + day - 1
}

//! Dates and spans of time in words, never more precise than they were given.

use std::time::Duration;

use backpack_core::Timestamp;
use backpack_record::{PartialDate, Precision};

use crate::{Language, Words};

impl Words {
    /// Returns a date in words, as precise as it is: `March 7, 2024`, `März 2024`, `2024`; with the time if it has one.
    #[must_use]
    pub fn date(&self, date: &PartialDate<'_>) -> String {
        let Some(parts) = Parts::of(date.as_str()) else { return date.to_string() };
        let day = self.day(&parts);
        match date.as_str().get(11..16).filter(|_| date.precision() == Precision::Time) {
            Some(time) => self.say("date-time", &[("date", &day), ("time", &self.time(time))]),
            None => day,
        }
    }

    /// Returns the day of a date in words, without a time.
    #[must_use]
    pub fn day_of(&self, date: &PartialDate<'_>) -> String {
        Parts::of(date.as_str()).map_or_else(|| date.to_string(), |parts| self.day(&parts))
    }

    /// Returns how long ago a date is, or how far ahead, as precisely as it is known: `3 months ago`, `yesterday`,
    /// `in 2 weeks`. A month or a year that is not over is said by its name.
    #[must_use]
    pub fn ago(&self, date: &PartialDate<'_>, now: Timestamp) -> String {
        let zone = i64::from(date.offset_minutes().unwrap_or_default()) * MINUTE;
        let here = now.as_millis() + zone;
        let (year, month) = year_and_month(here.div_euclid(DAY));
        let Some(parts) = Parts::of(date.as_str()) else { return date.to_string() };
        let own = parts.year * 12 + i64::from(parts.month.unwrap_or(1)) - 1;
        let months = own - (year * 12 + month - 1);
        match date.precision() {
            Precision::Year if parts.year == year => self.date(date),
            Precision::Year => self.apart("years", parts.year - year),
            Precision::Month if months == 0 => self.date(date),
            Precision::Month => self.months(months),
            Precision::Day => {
                self.days((date.earliest() + zone).div_euclid(DAY) - here.div_euclid(DAY), months)
            }
            Precision::Time => {
                let days = (date.earliest() + zone).div_euclid(DAY) - here.div_euclid(DAY);
                let apart = date.earliest() - now.as_millis();
                match apart.abs() {
                    0..MINUTE => self.say("now", &[]),
                    MINUTE..HOUR => self.apart("minutes", apart / MINUTE),
                    HOUR..HALF_A_DAY if days == 0 => self.apart("hours", apart / HOUR),
                    _ => self.days(days, months),
                }
            }
        }
    }

    /// Returns a time to wait in words, rounded up: `5 minutes`, `2 days`.
    #[must_use]
    pub fn span(&self, span: Duration) -> String {
        let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX).max(1);
        let up = |unit: i64| seconds / unit + i64::from(seconds % unit > 0);
        let (unit, count) = match (up(60), up(3_600)) {
            (minutes, _) if minutes < 60 => ("minutes", minutes),
            (_, hours) if hours < 24 => ("hours", hours),
            _ => ("days", up(86_400)),
        };
        self.say_count(&format!("span-{unit}"), count, &[])
    }

    /// Returns that one can try again after a while.
    #[must_use]
    pub fn try_again(&self, after: Duration) -> String {
        self.say("try-again", &[("time", &self.span(after))])
    }

    /// Returns the months in short, from January.
    #[must_use]
    pub fn short_months(&self) -> [String; 12] {
        std::array::from_fn(|at| self.say(&format!("month-short-{}", at + 1), &[]))
    }

    fn day(&self, parts: &Parts) -> String {
        let year = parts.year.to_string();
        let Some(month) = parts.month else { return year };
        let month = self.say(&format!("month-{month}"), &[]);
        let Some(day) = parts.day else {
            return self.say("date-month", &[("month", &month), ("year", &year)]);
        };
        let plain = day.to_string();
        let day = if day == 1 { self.say("date-first", &[("day", &plain)]) } else { plain };
        if self.language() == Language::English && !self.is_american() {
            return format!("{day} {month} {year}");
        }
        self.say("date-day", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// Returns a time of day: `8:30 AM` for Americans, `08:30` for others.
    fn time(&self, time: &str) -> String {
        let hour = time.get(..2).and_then(|hour| hour.parse::<u8>().ok());
        let (Some(hour), Some(minute)) = (hour, time.get(3..)) else { return time.to_owned() };
        if self.language() != Language::English || !self.is_american() {
            return time.to_owned();
        }
        let half = if hour < 12 { "AM" } else { "PM" };
        let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("{shown}:{minute} {half}")
    }

    fn is_american(&self) -> bool {
        self.region().is_none_or(|region| region == "US")
    }

    fn days(&self, days: i64, months: i64) -> String {
        match days {
            0 => self.say("today", &[]),
            -1 => self.say("yesterday", &[]),
            1 => self.say("tomorrow", &[]),
            -13..=13 => self.apart("days", days),
            -59..=59 => self.apart("weeks", days / 7),
            _ => self.months(months),
        }
    }

    fn months(&self, months: i64) -> String {
        if months.abs() < 24 { self.apart("months", months) } else { self.apart("years", months / 12) }
    }

    fn apart(&self, unit: &str, count: i64) -> String {
        let way = if count < 0 { "ago" } else { "in" };
        self.say_count(&format!("{way}-{unit}"), count.abs(), &[])
    }
}

/// The numbers of a date.
struct Parts {
    year: i64,
    month: Option<u8>,
    day: Option<u8>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
        Some(Self {
            year: text.get(..4)?.parse().ok()?,
            month: number(text.get(5..7)),
            day: number(text.get(8..10)),
        })
    }
}

/// Returns year and month of a count of days since 1970-01-01, in the proleptic Gregorian calendar.
fn year_and_month(days: i64) -> (i64, i64) {
    let days = days + 719_468;
    let (era, rest) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (rest - rest / 1_460 + rest / 36_524 - rest / 146_096) / 365;
    let shifted = (5 * (rest - (365 * year + year / 4 - year / 100)) + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month)
}

/// Milliseconds.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const HALF_A_DAY: i64 = 12 * HOUR;
const DAY: i64 = 24 * HOUR;

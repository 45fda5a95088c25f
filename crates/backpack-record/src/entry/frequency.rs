//! How often a medication is taken.

use super::form::Form;
use super::json::Node;
use super::setters::codes;
use super::shape::Concept;
use super::{EntryError, check};
use crate::Code;

/// How often something is taken: FHIR `Timing`. Words alone are enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frequency {
    /// In words, or a code: `twice a day`.
    pub words: Option<Concept>,
    /// How many times in each period.
    pub times: Option<u32>,
    /// How long a period is: a decimal greater than zero.
    pub period: Option<String>,
    /// The unit of the period.
    pub unit: Option<TimeUnit>,
    /// At which times of the day.
    pub when: Vec<DayTime>,
}

codes! {
    /// A unit of time, in UCUM.
    TimeUnit {
        /// Hours.
        Hours = "h",
        /// Days.
        Days = "d",
        /// Weeks.
        Weeks = "wk",
        /// Months.
        Months = "mo",
        /// Years.
        Years = "a",
        /// Minutes.
        Minutes = "min",
    }
}

codes! {
    /// A time of the day: FHIR's `event-timing` and HL7's `v3-TimingEvent`.
    DayTime {
        /// In the morning.
        Morning = "MORN",
        /// At noon.
        Noon = "NOON",
        /// In the afternoon.
        Afternoon = "AFT",
        /// In the evening.
        Evening = "EVE",
        /// At night.
        Night = "NIGHT",
        /// On waking.
        Waking = "WAKE",
        /// Before bedtime.
        Bedtime = "HS",
        /// With a meal.
        WithMeal = "C",
        /// Before a meal.
        BeforeMeal = "AC",
        /// After a meal.
        AfterMeal = "PC",
    }
}

impl Frequency {
    /// Returns so many times in each period of so many units: twice a day is `times(2, 1, TimeUnit::Days)`.
    #[must_use]
    pub fn times(times: u32, period: u32, unit: TimeUnit) -> Self {
        Self { times: Some(times), period: Some(period.to_string()), unit: Some(unit), ..Self::default() }
    }

    /// Returns once in each period: every eight hours is `every(8, TimeUnit::Hours)`.
    #[must_use]
    pub fn every(period: u32, unit: TimeUnit) -> Self {
        Self::times(1, period, unit)
    }

    /// Adds a time of the day.
    #[must_use]
    pub fn at(mut self, time: DayTime) -> Self {
        self.when.push(time);
        self
    }

    /// Adds words, or a code.
    #[must_use]
    pub fn words(mut self, words: impl Into<Concept>) -> Self {
        self.words = Some(words.into());
        self
    }

    pub(super) fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.within("repeat", |form| {
            form.count("frequency", &mut self.times);
            period(form, &mut self.period)?;
            form.token("periodUnit", &mut self.unit);
            times_of_day(form, &mut self.when);
            Ok(())
        })?;
        form.concept("code", "frequency", &mut self.words)
    }
}

impl From<&str> for Frequency {
    fn from(words: &str) -> Self {
        Self::default().words(words)
    }
}

impl From<String> for Frequency {
    fn from(words: String) -> Self {
        Self::default().words(words)
    }
}

impl From<Concept> for Frequency {
    fn from(words: Concept) -> Self {
        Self::default().words(words)
    }
}

/// A code of `timing-abbreviation` says in numbers what it means, too.
impl From<Code<'static>> for Frequency {
    fn from(code: Code<'static>) -> Self {
        let known = match code.code.as_deref() {
            Some("QD") => Self::times(1, 1, TimeUnit::Days),
            Some("BID") => Self::times(2, 1, TimeUnit::Days),
            Some("TID") => Self::times(3, 1, TimeUnit::Days),
            Some("QID") => Self::times(4, 1, TimeUnit::Days),
            Some("QOD") => Self::every(2, TimeUnit::Days),
            Some("Q1H") => Self::every(1, TimeUnit::Hours),
            Some("Q2H") => Self::every(2, TimeUnit::Hours),
            Some("Q3H") => Self::every(3, TimeUnit::Hours),
            Some("Q4H") => Self::every(4, TimeUnit::Hours),
            Some("Q6H") => Self::every(6, TimeUnit::Hours),
            Some("Q8H") => Self::every(8, TimeUnit::Hours),
            Some("WK") => Self::every(1, TimeUnit::Weeks),
            Some("MO") => Self::every(1, TimeUnit::Months),
            _ => Self::default(),
        };
        known.words(code)
    }
}

fn period(form: &mut Form<'_>, value: &mut Option<String>) -> Result<(), EntryError> {
    const FIELD: &str = "frequency";
    if !form.writes() {
        *value = form.object.get("period").and_then(Node::raw).map(str::to_owned);
        return Ok(());
    }
    match value.as_deref().map(|number| (number.starts_with('-'), check::decimal(FIELD, number))) {
        Some((false, Ok(number))) => form.object.push("period", number),
        Some(_) if form.is_strict() => return Err(EntryError::Decimal { field: FIELD }),
        Some(_) | None => {}
    }
    Ok(())
}

fn times_of_day(form: &mut Form<'_>, when: &mut Vec<DayTime>) {
    if form.writes() {
        form.fixed_list("when", when.iter().map(|time| time.as_str().into()).collect());
    } else {
        let said = form.object.each("when").iter().filter_map(Node::text);
        *when = said.filter_map(<DayTime as super::form::Token>::parse).collect();
    }
}

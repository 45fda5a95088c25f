//! When something of a life began or ended, as people tell it.

use super::form::Form;
use super::json::{Node, Object};
use super::setters::codes;
use super::{EntryError, check, shape};
use crate::PartialDate;

/// A moment of a life: a date as precisely as known, an age, a period, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// A FHIR `dateTime`: a year, a month, a day, or a time with seconds and its zone.
    Date(String),
    /// An age, greater than zero.
    Age {
        /// The number, as typed.
        number: String,
        /// The unit.
        unit: AgeUnit,
    },
    /// Somewhere between two dates.
    Period {
        /// Not before.
        start: Option<String>,
        /// Not after.
        end: Option<String>,
    },
    /// Words: `in childhood`.
    Words(String),
}

codes! {
    /// The unit of an age, in UCUM.
    AgeUnit {
        /// Years.
        Years = "a",
        /// Months.
        Months = "mo",
        /// Weeks.
        Weeks = "wk",
        /// Days.
        Days = "d",
    }
}

impl Moment {
    /// Returns an age.
    #[must_use]
    pub fn age(number: impl Into<String>, unit: AgeUnit) -> Self {
        Self::Age { number: number.into(), unit }
    }

    /// Returns a time between two dates.
    #[must_use]
    pub fn between(start: impl Into<String>, end: impl Into<String>) -> Self {
        Self::Period { start: Some(start.into()), end: Some(end.into()) }
    }

    /// Returns a time in words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }
}

impl From<&str> for Moment {
    fn from(date: &str) -> Self {
        Self::Date(date.to_owned())
    }
}

impl From<String> for Moment {
    fn from(date: String) -> Self {
        Self::Date(date)
    }
}

impl From<PartialDate<'_>> for Moment {
    fn from(date: PartialDate<'_>) -> Self {
        Self::Date(date.as_str().to_owned())
    }
}

impl AgeUnit {
    const fn words(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Months => "months",
            Self::Weeks => "weeks",
            Self::Days => "days",
        }
    }
}

/// The members of a choice of types: `onsetDateTime`, `onsetAge`, `onsetPeriod`, `onsetString`.
pub(super) struct Choice {
    pub(super) date: &'static str,
    pub(super) age: &'static str,
    pub(super) period: &'static str,
    pub(super) words: &'static str,
}

impl Form<'_> {
    /// A moment under the members of a choice.
    pub(super) fn moment(
        &mut self,
        choice: &Choice,
        field: &'static str,
        value: &mut Option<Moment>,
    ) -> Result<(), EntryError> {
        if !self.writes() {
            *value = self.read_moment(choice, field)?;
            return Ok(());
        }
        match value {
            None => Ok(()),
            Some(Moment::Date(date)) => self.date(choice.date, field, &mut Some(date.clone())),
            Some(Moment::Words(words)) => self.text(choice.words, field, &mut Some(words.clone())),
            Some(Moment::Period { start, end }) => self.period(choice.period, (field, start), (field, end)),
            Some(Moment::Age { number, unit }) => match age(field, number, *unit) {
                Ok(age) => {
                    self.object.push(choice.age, age);
                    Ok(())
                }
                Err(error) if self.is_strict() => Err(error),
                Err(_) => Ok(()),
            },
        }
    }

    fn read_moment(&mut self, choice: &Choice, field: &'static str) -> Result<Option<Moment>, EntryError> {
        let mut said = None;
        self.date(choice.date, field, &mut said)?;
        if let Some(date) = said {
            return Ok(Some(Moment::Date(date)));
        }
        if let Some(age) = self.object.get(choice.age).and_then(Node::object) {
            let number = age.get("value").and_then(Node::raw);
            let unit = age.text("code").and_then(<AgeUnit as super::form::Token>::parse);
            if let (Some(number), Some(unit)) = (number, unit) {
                return Ok(Some(Moment::age(number, unit)));
            }
        }
        let (mut start, mut end) = (None, None);
        self.period(choice.period, (field, &mut start), (field, &mut end))?;
        if start.is_some() || end.is_some() {
            return Ok(Some(Moment::Period { start, end }));
        }
        self.text(choice.words, field, &mut said)?;
        Ok(said.map(Moment::Words))
    }
}

/// Returns an `Age`, which is greater than zero (R4 invariant age-1).
pub(super) fn age(field: &'static str, number: &str, unit: AgeUnit) -> Result<Object, EntryError> {
    let checked = check::decimal(field, number)?;
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    if number.starts_with('-') || !mantissa.contains(|digit: char| ('1'..='9').contains(&digit)) {
        return Err(EntryError::Decimal { field });
    }
    Ok(Object::new()
        .with("value", checked)
        .with("unit", unit.words())
        .with("system", shape::UCUM)
        .with("code", unit.as_str()))
}

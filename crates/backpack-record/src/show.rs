//! Values as a line that a person reads.

use std::fmt;

use crate::{Quantity, ReferenceRange, Value, When};

/// Writes `5.4 mmol/L`, `< 0.1 mg/dL`, `1 to 2 mg`, `1:128`, `yes`, or the text.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantity(quantity) => quantity.fmt(f),
            Self::Range { low, high } => range(low.as_ref(), high.as_ref(), f),
            Self::Ratio { numerator, denominator } => {
                write_or_dash(numerator.as_ref(), f)?;
                let has_units = [numerator, denominator]
                    .into_iter()
                    .flatten()
                    .any(|part| part.unit.as_deref().is_some_and(|unit| !unit.is_empty()));
                f.write_str(if has_units { " / " } else { ":" })?;
                write_or_dash(denominator.as_ref(), f)
            }
            Self::Boolean(true) => f.write_str("yes"),
            Self::Boolean(false) => f.write_str("no"),
            Self::Coded(text) | Self::Text(text) | Self::Number(text) => text.fmt(f),
            Self::Absent(reason) => write!(f, "no value ({reason})"),
        }
    }
}

impl fmt::Display for Quantity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit =
            self.unit.as_ref().map(|unit| if unit == "{score}" || unit == "1" { "" } else { unit.as_str() });
        let words = [self.comparator.as_deref(), self.number.as_deref(), unit];
        let mut is_first = true;
        for word in words.into_iter().flatten().filter(|word| !word.is_empty()) {
            if !is_first {
                f.write_str(" ")?;
            }
            f.write_str(word)?;
            is_first = false;
        }
        Ok(())
    }
}

/// Writes the range in the source's words, else its ends.
impl fmt::Display for ReferenceRange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => text.fmt(f),
            None => range(self.low.as_ref(), self.high.as_ref(), f),
        }
    }
}

/// Writes the dates as given.
impl fmt::Display for When<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.start, &self.end) {
            (Some(start), Some(end)) => write!(f, "{start} to {end}"),
            (Some(start), None) => start.fmt(f),
            (None, Some(end)) => write!(f, "until {end}"),
            (None, None) => Ok(()),
        }
    }
}

fn range(low: Option<&Quantity<'_>>, high: Option<&Quantity<'_>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (low, high) {
        (Some(low), Some(high)) => {
            let is_same_unit = low.unit == high.unit;
            match low.number.as_ref().filter(|_| is_same_unit && low.comparator.is_none()) {
                Some(number) => write!(f, "{number} to {high}"),
                None => write!(f, "{low} to {high}"),
            }
        }
        (Some(low), None) => write!(f, ">= {low}"),
        (None, Some(high)) => write!(f, "<= {high}"),
        (None, None) => Ok(()),
    }
}

fn write_or_dash(quantity: Option<&Quantity<'_>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match quantity {
        Some(quantity) => write!(f, "{quantity}"),
        None => f.write_str("–"),
    }
}

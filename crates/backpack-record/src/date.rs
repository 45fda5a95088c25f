//! Partial dates: exactly as precise as given, never padded.

use serde::{Deserialize, Serialize};

use crate::Text;

/// A FHIR `date`, `dateTime` or `instant` (R4 2.24.0.1): the text as given, known to be valid.
///
/// It compares by what it says, not by time: use [`PartialDate::earliest`] and [`PartialDate::latest`] to order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartialDate<'a>(#[serde(borrow)] Text<'a>);

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

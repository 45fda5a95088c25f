//! What kinds share that are FHIR `Observation`.

use super::amount::Answer;
use super::form::Form;
use super::json::{Node, Object};
use super::setters::codes;
use super::shape::{self, Concept};
use super::{Amount, EntryError};

codes! {
    /// How a value compares with what is expected: HL7's `v3-ObservationInterpretation`.
    Assessment {
        /// As expected.
        Normal = "N",
        /// Not as expected.
        Abnormal = "A",
        /// Too low.
        Low = "L",
        /// Too high.
        High = "H",
        /// Dangerously low.
        CriticallyLow = "LL",
        /// Dangerously high.
        CriticallyHigh = "HH",
        /// Found.
        Positive = "POS",
        /// Not found.
        Negative = "NEG",
    }
}

const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";

/// Writes the beginning of an `Observation`: final, of these categories.
pub(super) fn begin(form: &mut Form<'_>, code: &'static str, display: &'static str) {
    form.fixed("status", "final");
    form.fixed("category", vec![category(code, display)]);
}

/// Returns a category of observations.
pub(super) fn category(code: &'static str, display: &'static str) -> Node {
    shape::fixed(CATEGORY, code, Some(display)).into()
}

/// A date alone is a point in time; with an end it is a period.
pub(super) fn effective(
    form: &mut Form<'_>,
    date: &mut Option<String>,
    end: &mut Option<String>,
) -> Result<(), EntryError> {
    if form.writes() {
        return match end {
            Some(_) => form.period("effectivePeriod", ("date", date), ("end", end)),
            None => form.date("effectiveDateTime", "date", date),
        };
    }
    form.period("effectivePeriod", ("date", date), ("end", end))?;
    if date.is_none() && end.is_none() {
        form.date("effectiveDateTime", "date", date)?;
    }
    Ok(())
}

/// The value; where there is none, the entry says that it is unknown.
pub(super) fn value(
    form: &mut Form<'_>,
    answer: &mut Option<Answer>,
    has_parts: bool,
) -> Result<(), EntryError> {
    form.answer(answer)?;
    if answer.is_none() && !has_parts {
        form.fixed("dataAbsentReason", unknown_value());
    }
    Ok(())
}

/// How a value compares with what is expected.
pub(super) fn interpretation(form: &mut Form<'_>, value: &mut Option<Assessment>) {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    form.coded_list("interpretation", (SYSTEM, words), value);
}

/// What is expected: R4 demands an end or words (invariant obs-3).
pub(super) fn range(
    form: &mut Form<'_>,
    low: &mut Option<Amount>,
    high: &mut Option<Amount>,
    text: &mut Option<String>,
) -> Result<(), EntryError> {
    form.within_first("referenceRange", |form| {
        form.amount("low", "range low", low)?;
        form.amount("high", "range high", high)?;
        form.text("text", "range", text)
    })
}

/// Returns a coded value of one code that the standard fixes, with its words.
pub(super) fn answer_list(code: &'static str, words: &'static str) -> Concept {
    Concept::new(words).code(crate::Code::new(shape::LOINC, code).with_display(words))
}

fn unknown_value() -> Object {
    shape::fixed("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", Some("Unknown"))
}

#[expect(clippy::unnecessary_wraps, reason = "other codes are written without words")]
const fn words(assessment: Assessment) -> Option<&'static str> {
    Some(match assessment {
        Assessment::Normal => "Normal",
        Assessment::Abnormal => "Abnormal",
        Assessment::Low => "Low",
        Assessment::High => "High",
        Assessment::CriticallyLow => "Critical low",
        Assessment::CriticallyHigh => "Critical high",
        Assessment::Positive => "Positive",
        Assessment::Negative => "Negative",
    })
}

//! Lab results.

use super::json::{Node, Object};
use super::observation::{self, Amount, Assessment, Comparator};
use super::setters::setters;
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};
use crate::Code;

/// One lab result: FHIR `Observation` of the category `laboratory`.
///
/// Numbers are decimals as typed, digit for digit: `"1.10"` stays `1.10`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct LabResult {
    test: Concept,
    outcome: Option<Outcome>,
    date: Option<String>,
    interpretation: Option<Assessment>,
    range_low: Option<Amount>,
    range_high: Option<Amount>,
    range_text: Option<String>,
    specimen: Option<String>,
    performer: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Quantity(Amount, Option<Comparator>),
    Text(String),
    Coded(Concept),
}

impl LabResult {
    /// Returns a result of the test named in the person's words.
    pub fn new(test: impl Into<String>) -> Self {
        Self {
            test: Concept::new(test),
            outcome: None,
            date: None,
            interpretation: None,
            range_low: None,
            range_high: None,
            range_text: None,
            specimen: None,
            performer: None,
            note: None,
        }
    }

    /// Sets the value: a number with its unit as written; an empty unit means none.
    pub fn value(mut self, number: impl Into<String>, unit: impl Into<String>) -> Self {
        self.outcome = Some(Outcome::Quantity(Amount::in_words(number, unit), None));
        self
    }

    /// Sets the value to a bound, such as `< 0.5 mg/L`.
    pub fn bound(
        mut self,
        comparator: Comparator,
        number: impl Into<String>,
        unit: impl Into<String>,
    ) -> Self {
        self.outcome = Some(Outcome::Quantity(Amount::in_words(number, unit), Some(comparator)));
        self
    }

    /// Sets the value in words.
    pub fn value_text(mut self, words: impl Into<String>) -> Self {
        self.outcome = Some(Outcome::Text(words.into()));
        self
    }

    /// Sets the value to a coded answer, with its words.
    pub fn value_code(mut self, words: impl Into<String>, code: Code<'static>) -> Self {
        self.outcome = Some(Outcome::Coded(Concept { text: words.into(), codes: vec![code] }));
        self
    }

    /// Sets the lower end of what is expected.
    pub fn range_low(mut self, number: impl Into<String>, unit: impl Into<String>) -> Self {
        self.range_low = Some(Amount::in_words(number, unit));
        self
    }

    /// Sets the upper end of what is expected.
    pub fn range_high(mut self, number: impl Into<String>, unit: impl Into<String>) -> Self {
        self.range_high = Some(Amount::in_words(number, unit));
        self
    }

    setters! {
        /// Adds a code for the test, such as LOINC's.
        test: code,
        /// Sets when the sample was taken, as precisely as known.
        date: text,
        /// Sets how the value compares with what is expected.
        interpretation: value(Assessment),
        /// Sets what is expected, in words.
        range_text: text,
        /// Sets what was tested, in words: blood, urine.
        specimen: text,
        /// Sets the laboratory, by name.
        performer: text,
        /// Sets a note.
        note: text,
    }

    /// Returns the `Observation` with this id, about the person that `subject` refers to.
    ///
    /// # Errors
    ///
    /// When a number, text, date or the id is not one that FHIR can hold.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let performer = shape::named("performer", self.performer.as_deref())?;
        let body = observation::begin(id, ("laboratory", "Laboratory"), self.test.write("name")?, subject)?
            .with_some("effectiveDateTime", shape::optional_date("date", self.date.as_deref())?)
            .with_list("performer", performer.map(Into::into).into_iter().collect());
        let body = match &self.outcome {
            None => body.with("dataAbsentReason", unknown_value()),
            Some(Outcome::Quantity(amount, bound)) => {
                body.with("valueQuantity", amount.write("value", *bound)?)
            }
            Some(Outcome::Text(words)) => body.with("valueString", check::text("value", words)?),
            Some(Outcome::Coded(concept)) => body.with("valueCodeableConcept", concept.write("value")?),
        };
        let body = body
            .with_list("interpretation", observation::interpretation(self.interpretation))
            .with_list("note", shape::notes(self.note.as_deref())?)
            .with_some("specimen", shape::named("specimen", self.specimen.as_deref())?)
            .with_list("referenceRange", self.range()?);
        Entry::write("Observation", &body)
    }

    fn range(&self) -> Result<Vec<Node>, EntryError> {
        if self.range_low.is_none() && self.range_high.is_none() && self.range_text.is_none() {
            return Ok(Vec::new());
        }
        let low = self.range_low.as_ref().map(|low| low.write("range low", None)).transpose()?;
        let high = self.range_high.as_ref().map(|high| high.write("range high", None)).transpose()?;
        let text = check::optional_text("range", self.range_text.as_deref())?;
        Ok(vec![Object::new().with_some("low", low).with_some("high", high).with_some("text", text).into()])
    }
}

fn unknown_value() -> Object {
    shape::fixed("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown")
}

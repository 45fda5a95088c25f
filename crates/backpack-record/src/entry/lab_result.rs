//! Lab results, single and in panels.

use super::form::{Described, Form};
use super::observation::{self, Assessment};
use super::setters::builder;
use super::{Amount, Answer, Comparator, Concept, EntryError, Unit};
use crate::Code;

builder! {
    /// One lab result, or a panel of several: FHIR `Observation` of the category `laboratory`.
    ///
    /// Numbers are decimals as typed, digit for digit: `"1.10"` stays `1.10`.
    LabResult: "Observation", named test = "what was tested" {
        answer: into(Answer) = "what the test answered",
        date: text = "when the sample was taken, as precisely as known",
        interpretation: value(Assessment) = "how the value compares with what is expected",
        expected_low: into(Amount) = "the lower end of what is expected",
        expected_high: into(Amount) = "the upper end of what is expected",
        range_text: text = "what is expected, in words",
        specimen: text = "what was tested, in words: blood, urine",
        method: concept = "how it was tested",
        performer: text = "the laboratory, by name",
        note: text = "what else there is to say, as a note",
        parts: many(LabPart) as part = "the results of a panel",
    }
}

/// One result of a panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct LabPart {
    /// What was tested.
    pub test: Concept,
    /// What the test answered.
    pub answer: Option<Answer>,
    /// How the value compares with what is expected.
    pub interpretation: Option<Assessment>,
    /// The lower end of what is expected.
    pub expected_low: Option<Amount>,
    /// The upper end of what is expected.
    pub expected_high: Option<Amount>,
    /// What is expected, in words.
    pub range_text: Option<String>,
}

macro_rules! values {
    ($name:ident, $test:ident) => {
        impl $name {
            /// Returns a result of the test named in the person's words or by a code.
            pub fn new(test: impl Into<Concept>) -> Self {
                Self { $test: test.into(), ..Self::default() }
            }

            /// Sets the value: a number with its unit; an empty unit means none.
            pub fn value(mut self, number: impl Into<String>, unit: impl Into<Unit>) -> Self {
                self.answer = Some(Answer::Amount(Amount::new(number, unit)));
                self
            }

            /// Sets the value to a bound, such as `< 0.5 mg/L`.
            pub fn bound(
                mut self,
                comparator: Comparator,
                number: impl Into<String>,
                unit: impl Into<Unit>,
            ) -> Self {
                self.answer = Some(Answer::Amount(Amount::new(number, unit).bound(comparator)));
                self
            }

            /// Sets the value to a ratio, such as a titre of 1:128.
            pub fn ratio(mut self, above: impl Into<String>, below: impl Into<String>) -> Self {
                self.answer = Some(Answer::Ratio(Amount::new(above, ""), Amount::new(below, "")));
                self
            }

            /// Sets the value in words.
            pub fn value_text(mut self, words: impl Into<String>) -> Self {
                self.answer = Some(Answer::Text(words.into()));
                self
            }

            /// Sets the value to a coded answer, with its words.
            pub fn value_code(mut self, words: impl Into<String>, code: Code<'static>) -> Self {
                self.answer = Some(Answer::Coded(Concept::new(words).code(code)));
                self
            }

            /// Sets the lower end of what is expected.
            pub fn range_low(mut self, number: impl Into<String>, unit: impl Into<Unit>) -> Self {
                self.expected_low = Some(Amount::new(number, unit));
                self
            }

            /// Sets the upper end of what is expected.
            pub fn range_high(mut self, number: impl Into<String>, unit: impl Into<Unit>) -> Self {
                self.expected_high = Some(Amount::new(number, unit));
                self
            }
        }
    };
}

values!(LabResult, test);
values!(LabPart, test);

impl LabPart {
    /// Sets how the value compares with what is expected.
    pub const fn interpretation(mut self, assessment: Assessment) -> Self {
        self.interpretation = Some(assessment);
        self
    }

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.named("code", "name", &mut self.test)?;
        observation::value(form, &mut self.answer, false)?;
        observation::interpretation(form, &mut self.interpretation);
        observation::range(form, &mut self.expected_low, &mut self.expected_high, &mut self.range_text)
    }
}

impl Described for LabResult {
    const TYPE: &'static str = "Observation";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        observation::begin(form, "laboratory", "Laboratory");
        form.named("code", "name", &mut self.test)?;
        form.subject("subject")?;
        form.date("effectiveDateTime", "date", &mut self.date)?;
        form.who_list("performer", "performer", &mut self.performer)?;
        observation::value(form, &mut self.answer, !self.parts.is_empty())?;
        observation::interpretation(form, &mut self.interpretation);
        form.note(&mut self.note)?;
        form.concept("method", "method", &mut self.method)?;
        form.who("specimen", "specimen", &mut self.specimen)?;
        observation::range(form, &mut self.expected_low, &mut self.expected_high, &mut self.range_text)?;
        form.list("component", &mut self.parts, LabPart::describe)
    }
}

//! What vital signs and lab results share: both are FHIR `Observation`.

use super::json::{Node, Object};
use super::setters::codes;
use super::shape;
use super::{EntryError, check};

const UCUM: &str = "http://unitsofmeasure.org";
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

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

codes! {
    /// Says that a number is a bound, not the value itself.
    Comparator {
        /// Less than.
        Below = "<",
        /// Less than or equal to.
        AtMost = "<=",
        /// Greater than or equal to.
        AtLeast = ">=",
        /// Greater than.
        Above = ">",
    }
}

/// A number with its unit, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) number: String,
    pub(super) unit: Option<String>,
    pub(super) ucum: Option<&'static str>,
}

impl Amount {
    /// Returns an amount in a UCUM unit.
    pub(super) fn ucum(number: impl Into<String>, ucum: &'static str) -> Self {
        Self { number: number.into(), unit: Some(unit_words(ucum).to_owned()), ucum: Some(ucum) }
    }

    /// Returns an amount in a unit as written.
    pub(super) fn in_words(number: impl Into<String>, unit: impl Into<String>) -> Self {
        let unit = unit.into();
        // An empty unit is the ordinary way to say that a number has none.
        Self {
            number: number.into(),
            unit: if unit.trim().is_empty() { None } else { Some(unit) },
            ucum: None,
        }
    }

    /// Returns a `Quantity`.
    pub(super) fn write(
        &self,
        field: &'static str,
        comparator: Option<Comparator>,
    ) -> Result<Object, EntryError> {
        Ok(Object::new()
            .with("value", check::decimal(field, &self.number)?)
            .with_some("comparator", comparator.map(Comparator::as_str))
            .with_some("unit", check::optional_text("unit", self.unit.as_deref())?)
            .with_some("system", self.ucum.map(|_| UCUM))
            .with_some("code", self.ucum))
    }
}

/// Returns the beginning of an `Observation` of a category: final, of this code, about its subject.
pub(super) fn begin(
    id: &str,
    (category_code, category_display): (&'static str, &'static str),
    code: Object,
    subject: Option<&str>,
) -> Result<Object, EntryError> {
    Ok(shape::resource("Observation", id)?
        .with("status", "final")
        .with_list("category", vec![category(category_code, category_display)])
        .with("code", code)
        .with("subject", shape::subject(subject)?))
}

/// Returns the `category` of an observation.
fn category(code: &'static str, display: &'static str) -> Node {
    shape::fixed("http://terminology.hl7.org/CodeSystem/observation-category", code, display).into()
}

/// Returns the `interpretation` of an observation.
pub(super) fn interpretation(assessment: Option<Assessment>) -> Vec<Node> {
    assessment.map(|a| shape::fixed(INTERPRETATION, a.as_str(), words(a)).into()).into_iter().collect()
}

/// Returns a UCUM unit as people write it.
fn unit_words(ucum: &'static str) -> &'static str {
    match ucum {
        "[lb_av]" => "lb",
        "[in_i]" => "in",
        "Cel" => "°C",
        "[degF]" => "°F",
        "mm[Hg]" => "mmHg",
        "kg/m2" => "kg/m²",
        same => same,
    }
}

const fn words(assessment: Assessment) -> &'static str {
    match assessment {
        Assessment::Normal => "Normal",
        Assessment::Abnormal => "Abnormal",
        Assessment::Low => "Low",
        Assessment::High => "High",
        Assessment::CriticallyLow => "Critical low",
        Assessment::CriticallyHigh => "Critical high",
        Assessment::Positive => "Positive",
        Assessment::Negative => "Negative",
    }
}

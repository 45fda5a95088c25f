//! The small shapes that every FHIR resource is made of, as JSON text.

use super::json::{Object, quoted};

pub(crate) const LOINC: &str = "http://loinc.org";
pub(crate) const SNOMED: &str = "http://snomed.info/sct";
pub(crate) const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
pub(crate) const CVX: &str = "http://hl7.org/fhir/sid/cvx";
pub(crate) const UCUM: &str = "http://unitsofmeasure.org";
/// The prefix of HL7's own code systems.
pub(crate) const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem/";
/// The prefix of US Core's profiles and extensions.
pub(crate) const US_CORE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

/// A code with its display, as the tables of this module list them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) system: &'static str,
    pub(crate) code: &'static str,
    pub(crate) display: &'static str,
}

impl Code {
    pub(crate) const fn new(system: &'static str, code: &'static str, display: &'static str) -> Self {
        Self { system, code, display }
    }

    pub(crate) fn coding(self) -> String {
        coding(self.system, self.code, self.display)
    }

    pub(crate) fn concept(self) -> String {
        Object::new().one("coding", &self.coding()).text("text", self.display).finish()
    }
}

pub(crate) fn coding(system: &str, code: &str, display: &str) -> String {
    Object::new().text("system", system).text("code", code).text("display", display).finish()
}

/// Returns a concept of one of HL7's own code systems, named by the last part of its address.
pub(crate) fn hl7(system: &str, code: &str) -> String {
    let coding = Object::new().text("system", &format!("{TERMINOLOGY}{system}")).text("code", code).finish();
    Object::new().one("coding", &coding).finish()
}

/// Returns a concept that is free text alone.
pub(crate) fn spoken(text: &str) -> String {
    Object::new().text("text", text).finish()
}

pub(crate) fn reference(target: &str) -> String {
    Object::new().text("reference", target).finish()
}

pub(crate) fn named(target: &str, display: &str) -> String {
    Object::new().text("reference", target).text("display", display).finish()
}

/// Returns a quantity; `value` is written as it stands.
pub(crate) fn quantity(value: &str, unit: &str, ucum: &str) -> String {
    let measured = Object::new().raw("value", value).text("unit", unit);
    measured.text("system", UCUM).text("code", ucum).finish()
}

pub(crate) fn period(start: &str, end: Option<&str>) -> String {
    let period = Object::new().text("start", start);
    end.map_or_else(|| Object::new().text("start", start).finish(), |end| period.text("end", end).finish())
}

pub(crate) fn identifier(system: &str, value: &str) -> String {
    Object::new().text("system", system).text("value", value).finish()
}

/// Returns hundredths as a decimal that keeps both digits: 110 becomes 1.10.
pub(crate) fn hundredths(value: i64) -> String {
    format!("{}.{:02}", value / 100, value.abs() % 100)
}

/// Returns tenths as a decimal that keeps its digit: 370 becomes 37.0.
pub(crate) fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value.abs() % 10)
}

/// Returns an extension whose value is a code or a text.
pub(crate) fn extension(url: &str, member: &str, value: &str) -> String {
    Object::new().text("url", url).raw(member, &quoted(value)).finish()
}

//! Vital signs.

use super::json::{Node, Object};
use super::observation::{self, Amount, Assessment};
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError};
use crate::Code;

const LOINC: &str = "http://loinc.org";

/// A vital sign that the person measured: FHIR `Observation` of the category `vital-signs`.
///
/// Numbers are decimals as typed, digit for digit: `"72.50"` stays `72.50`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct VitalSign {
    what: Concept,
    measured: Measured,
    date: Option<String>,
    interpretation: Option<Assessment>,
    body_site: Option<String>,
    method: Option<String>,
    performer: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Measured {
    One(Amount),
    Pressure { systolic: String, diastolic: String },
}

codes! {
    /// The unit of a body weight, in UCUM.
    WeightUnit {
        /// Kilograms.
        Kilograms = "kg",
        /// Grams.
        Grams = "g",
        /// Pounds.
        Pounds = "[lb_av]",
    }
}

codes! {
    /// The unit of a body height, in UCUM.
    HeightUnit {
        /// Centimetres.
        Centimetres = "cm",
        /// Inches.
        Inches = "[in_i]",
    }
}

codes! {
    /// The unit of a body temperature, in UCUM.
    TemperatureUnit {
        /// Degrees Celsius.
        Celsius = "Cel",
        /// Degrees Fahrenheit.
        Fahrenheit = "[degF]",
    }
}

impl VitalSign {
    /// Returns a vital sign of any sort, with its unit as written; an empty unit means none.
    pub fn new(what: impl Into<String>, number: impl Into<String>, unit: impl Into<String>) -> Self {
        Self::measured(Concept::new(what), Measured::One(Amount::in_words(number, unit)))
    }

    /// Returns a blood pressure in mmHg (LOINC 85354-9).
    pub fn blood_pressure(systolic: impl Into<String>, diastolic: impl Into<String>) -> Self {
        let pressure = Measured::Pressure { systolic: systolic.into(), diastolic: diastolic.into() };
        Self::measured(loinc("85354-9", "Blood pressure"), pressure)
    }

    /// Returns a heart rate in beats a minute (LOINC 8867-4).
    pub fn heart_rate(per_minute: impl Into<String>) -> Self {
        Self::of("8867-4", "Heart rate", per_minute, "/min")
    }

    /// Returns a respiratory rate in breaths a minute (LOINC 9279-1).
    pub fn respiratory_rate(per_minute: impl Into<String>) -> Self {
        Self::of("9279-1", "Respiratory rate", per_minute, "/min")
    }

    /// Returns an oxygen saturation in percent (LOINC 2708-6).
    pub fn oxygen_saturation(percent: impl Into<String>) -> Self {
        Self::of("2708-6", "Oxygen saturation", percent, "%")
    }

    /// Returns a body temperature (LOINC 8310-5).
    pub fn temperature(degrees: impl Into<String>, unit: TemperatureUnit) -> Self {
        Self::of("8310-5", "Body temperature", degrees, unit.as_str())
    }

    /// Returns a body weight (LOINC 29463-7).
    pub fn weight(number: impl Into<String>, unit: WeightUnit) -> Self {
        Self::of("29463-7", "Body weight", number, unit.as_str())
    }

    /// Returns a body height (LOINC 8302-2).
    pub fn height(number: impl Into<String>, unit: HeightUnit) -> Self {
        Self::of("8302-2", "Body height", number, unit.as_str())
    }

    /// Returns a body mass index in kg/m² (LOINC 39156-5).
    pub fn body_mass_index(number: impl Into<String>) -> Self {
        Self::of("39156-5", "Body mass index", number, "kg/m2")
    }

    setters! {
        /// Adds a code for what was measured.
        what: code,
        /// Sets when it was measured, as precisely as known. Without it the entry says that the time is unknown.
        date: text,
        /// Sets how the value compares with what is expected.
        interpretation: value(Assessment),
        /// Sets where on the body it was measured, in words.
        body_site: text,
        /// Sets how it was measured, in words.
        method: text,
        /// Sets who measured it, by name.
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
        let body = observation::begin(id, ("vital-signs", "Vital Signs"), self.what.write("name")?, subject)?;
        // The vital signs profile demands a time; one that the person did not say is not invented.
        let body = match shape::optional_date("date", self.date.as_deref())? {
            Some(date) => body.with("effectiveDateTime", date),
            None => body.with("_effectiveDateTime", shape::unknown()),
        };
        let body = body.with_list("performer", performer.map(Into::into).into_iter().collect());
        let body = match &self.measured {
            Measured::One(amount) => body.with("valueQuantity", amount.write("value", None)?),
            Measured::Pressure { .. } => body,
        };
        let body = body
            .with_list("interpretation", observation::interpretation(self.interpretation))
            .with_list("note", shape::notes(self.note.as_deref())?)
            .with_some("bodySite", shape::in_words("body site", self.body_site.as_deref())?)
            .with_some("method", shape::in_words("method", self.method.as_deref())?)
            .with_list("component", self.components()?);
        Entry::write("Observation", &body)
    }

    fn of(code: &'static str, words: &'static str, number: impl Into<String>, ucum: &'static str) -> Self {
        Self::measured(loinc(code, words), Measured::One(Amount::ucum(number, ucum)))
    }

    const fn measured(what: Concept, measured: Measured) -> Self {
        Self {
            what,
            measured,
            date: None,
            interpretation: None,
            body_site: None,
            method: None,
            performer: None,
            note: None,
        }
    }

    fn components(&self) -> Result<Vec<Node>, EntryError> {
        let Measured::Pressure { systolic, diastolic } = &self.measured else {
            return Ok(Vec::new());
        };
        let part = |code, words, field, number: &String| {
            let amount =
                Amount { number: number.clone(), unit: Some("mmHg".to_owned()), ucum: Some("mm[Hg]") };
            let quantity = amount.write(field, None)?;
            Ok(Object::new()
                .with("code", loinc(code, words).write(field)?)
                .with("valueQuantity", quantity)
                .into())
        };
        Ok(vec![
            part("8480-6", "Systolic blood pressure", "systolic pressure", systolic)?,
            part("8462-4", "Diastolic blood pressure", "diastolic pressure", diastolic)?,
        ])
    }
}

fn loinc(code: &'static str, words: &'static str) -> Concept {
    Concept { text: words.to_owned(), codes: vec![Code::new(LOINC, code)] }
}

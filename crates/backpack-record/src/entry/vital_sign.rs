//! Vital signs.

use super::amount::loinc;
use super::form::{Described, Form};
use super::json::{Node, Object};
use super::observation::{self, Assessment};
use super::setters::{builder, codes};
use super::{Amount, Concept, EntryError, Unit, shape};

builder! {
    /// A vital sign that the person measured: FHIR `Observation` of the category `vital-signs`.
    ///
    /// Numbers are decimals as typed, digit for digit: `"72.50"` stays `72.50`.
    VitalSign: "Observation", named what = "what was measured" {
        measured: into(Measured) = "what the measurement says",
        date: text = "when it was measured, as precisely as known; without it the entry says that the time is unknown",
        interpretation: value(Assessment) = "how the value compares with what is expected",
        body_site: concept = "where on the body it was measured",
        method: concept = "how it was measured",
        performer: text = "who measured it, by name",
        note: text = "what else there is to say, as a note",
    }
}

/// What a measurement says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measured {
    /// One number with its unit.
    One(Amount),
    /// A blood pressure in mmHg.
    Pressure {
        /// The upper value.
        systolic: String,
        /// The lower value.
        diastolic: String,
    },
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
    /// Returns a vital sign of any sort, with its unit; an empty unit means none.
    pub fn new(what: impl Into<Concept>, number: impl Into<String>, unit: impl Into<Unit>) -> Self {
        Self::measured_as(what.into(), Measured::One(Amount::new(number, unit)))
    }

    /// Returns a blood pressure in mmHg (LOINC 85354-9).
    pub fn blood_pressure(systolic: impl Into<String>, diastolic: impl Into<String>) -> Self {
        let pressure = Measured::Pressure { systolic: systolic.into(), diastolic: diastolic.into() };
        Self::measured_as(loinc("85354-9", "Blood pressure"), pressure)
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

    /// Returns a head circumference (LOINC 9843-4).
    pub fn head_circumference(number: impl Into<String>, unit: HeightUnit) -> Self {
        Self::of("9843-4", "Head circumference", number, unit.as_str())
    }

    /// Returns a body mass index in kg/m² (LOINC 39156-5).
    pub fn body_mass_index(number: impl Into<String>) -> Self {
        Self::of("39156-5", "Body mass index", number, "kg/m2")
    }

    fn of(code: &'static str, words: &'static str, number: impl Into<String>, ucum: &'static str) -> Self {
        Self::measured_as(loinc(code, words), Measured::One(Amount::new(number, Unit::ucum(ucum))))
    }

    fn measured_as(what: Concept, measured: Measured) -> Self {
        Self { what, measured: Some(measured), ..Self::default() }
    }

    /// The vital signs profile demands a time; one that the person did not say is not invented.
    fn time(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if form.writes() && self.date.is_none() {
            form.fixed("_effectiveDateTime", shape::unknown());
            return Ok(());
        }
        form.date("effectiveDateTime", "date", &mut self.date)
    }

    fn value(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            let one = form.object.get("valueQuantity").and_then(Amount::read).map(Measured::One);
            self.measured = one.or_else(|| pressure(&form.object));
            return Ok(());
        }
        match &self.measured {
            Some(Measured::One(amount)) => form.amount("valueQuantity", "value", &mut Some(amount.clone())),
            Some(Measured::Pressure { .. }) => Ok(()),
            None => observation::value(form, &mut None, false),
        }
    }

    fn components(&self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let Some(Measured::Pressure { systolic, diastolic }) = &self.measured else {
            return Ok(());
        };
        let mut parts = Vec::new();
        for (code, words, field, number) in [
            (SYSTOLIC, "Systolic blood pressure", "systolic pressure", systolic),
            (DIASTOLIC, "Diastolic blood pressure", "diastolic pressure", diastolic),
        ] {
            let amount = Amount::new(number.as_str(), Unit::ucum("mm[Hg]"));
            match amount.write(field) {
                Ok(quantity) => parts.push(
                    Object::new()
                        .with("code", loinc(code, words).write(field)?)
                        .with("valueQuantity", quantity)
                        .into(),
                ),
                Err(error) if form.is_strict() => return Err(error),
                Err(_) => {}
            }
        }
        form.fixed_list("component", parts);
        Ok(())
    }
}

impl From<Amount> for Measured {
    fn from(amount: Amount) -> Self {
        Self::One(amount)
    }
}

const SYSTOLIC: &str = "8480-6";
const DIASTOLIC: &str = "8462-4";

/// Returns the blood pressure that the components say, if both are there in mmHg.
fn pressure(observation: &Object) -> Option<Measured> {
    let number = |code: &str| {
        let mut parts = observation.each("component").iter().filter_map(Node::object);
        let part = parts.find(|part| {
            let codings = part.get("code").and_then(Node::object).map(|code| code.each("coding"));
            let mut codes = codings.unwrap_or_default().iter().filter_map(Node::object);
            codes.any(|coding| coding.text("code") == Some(code))
        })?;
        let amount = part.get("valueQuantity").and_then(Amount::read)?;
        (amount.unit.ucum.as_deref() == Some("mm[Hg]")).then_some(amount.number)
    };
    Some(Measured::Pressure { systolic: number(SYSTOLIC)?, diastolic: number(DIASTOLIC)? })
}

impl Described for VitalSign {
    const TYPE: &'static str = "Observation";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        observation::begin(form, "vital-signs", "Vital Signs");
        form.named("code", "name", &mut self.what)?;
        form.subject("subject")?;
        self.time(form)?;
        form.who_list("performer", "performer", &mut self.performer)?;
        self.value(form)?;
        observation::interpretation(form, &mut self.interpretation);
        form.note(&mut self.note)?;
        form.concept("bodySite", "body site", &mut self.body_site)?;
        form.concept("method", "method", &mut self.method)?;
        if form.writes() {
            self.components(form)?;
        }
        Ok(())
    }
}

//! Units of a series: read, counted, converted.

use std::collections::HashMap;

use backpack_record::Quantity;
use backpack_units::{Conversion, Decimal, Unit, ucum_of};

use super::Reason;

/// Returns the unit of a quantity: a code of UCUM where somebody knows it, else as written; empty if there is none.
pub(crate) fn unit_code(quantity: &Quantity<'_>) -> String {
    let code = quantity.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let written = quantity.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty());
    let known = code.and_then(ucum_of).or_else(|| written.and_then(ucum_of));
    known.map_or_else(|| written.or(code).unwrap_or_default().to_owned(), |code| code.into_owned())
}

/// The units of quantities, each found out once: there are few, and many quantities.
#[derive(Debug, Default)]
pub(super) struct Units(HashMap<String, HashMap<String, String>>);

impl Units {
    /// Returns the unit of a quantity, as [`unit_code`] does.
    pub(super) fn of(&mut self, quantity: &Quantity<'_>) -> &str {
        let code = quantity.code.as_deref().unwrap_or_default();
        let written = quantity.unit.as_deref().unwrap_or_default();
        if !self.0.get(code).is_some_and(|known| known.contains_key(written)) {
            let known = self.0.entry(code.to_owned()).or_default();
            known.insert(written.to_owned(), unit_code(quantity));
        }
        self.0.get(code).and_then(|known| known.get(written)).map_or("", String::as_str)
    }
}

/// Turns values into the unit of a series. What was found out about a unit is kept for the next.
#[derive(Debug)]
pub(super) struct Converter {
    to: String,
    unit: Option<Unit>,
    known: HashMap<(String, Option<String>), Result<Conversion, Reason>>,
}

impl Converter {
    pub(super) fn new(to: &str) -> Self {
        Self { to: to.to_owned(), unit: Unit::parse(to).ok(), known: HashMap::new() }
    }

    /// Returns the value in the unit of the series, for a test of LOINC if it is known.
    pub(super) fn convert(
        &mut self,
        value: &Decimal,
        from: &str,
        loinc: Option<&str>,
    ) -> Result<Decimal, Reason> {
        if from == self.to {
            return Ok(*value);
        }
        if from.is_empty() {
            return Err(Reason::NoUnit);
        }
        let key = (from.to_owned(), loinc.map(str::to_owned));
        let (to, unit) = (&self.to, self.unit.as_ref());
        let conversion = *self.known.entry(key).or_insert_with(|| conversion(from, to, unit, loinc));
        conversion?.apply(value).map_err(|_| Reason::Number)
    }
}

fn conversion(from: &str, to: &str, unit: Option<&Unit>, loinc: Option<&str>) -> Result<Conversion, Reason> {
    let from = Unit::parse(from).map_err(|_| Reason::UnknownUnit)?;
    if to.is_empty() && from.is_number() {
        let one = Unit::parse("1").map_err(|_| Reason::UnknownUnit)?;
        return Conversion::between(&from, &one).map_err(|_| Reason::OtherUnit);
    }
    let unit = unit.ok_or(Reason::OtherUnit)?;
    Conversion::of_test(loinc, &from, unit).map_err(|_| Reason::OtherUnit)
}

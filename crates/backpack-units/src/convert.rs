//! Conversion: exact, and rounded once at the end to what the value that came says.

use crate::ratio::Ratio;
use crate::unit::{AMOUNT, Dimension};
use crate::{Bridge, Decimal, Substance, Unit, UnitError, substance_of};

/// How values in one unit become values in another: `slope × value + shift`, both exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    slope: Ratio,
    shift: Ratio,
}

impl Conversion {
    /// Returns the conversion between two units that measure the same.
    ///
    /// # Errors
    ///
    /// [`UnitError::Different`], [`UnitError::TooLarge`].
    pub fn between(from: &Unit, to: &Unit) -> Result<Self, UnitError> {
        if !from.is_comparable(to) {
            return Err(UnitError::Different);
        }
        let slope = from.factor.times(to.factor.inverse()?)?;
        let shift = from.zero.minus(to.zero)?.times(to.factor.inverse()?)?;
        Ok(Self { slope, shift })
    }

    /// Returns the conversion between two units in which a substance is measured: by mass, by amount, by charge.
    ///
    /// # Errors
    ///
    /// [`UnitError::Different`] if neither the units nor the substance tie the two, [`UnitError::TooLarge`].
    pub fn of(substance: &Substance, from: &Unit, to: &Unit) -> Result<Self, UnitError> {
        match substance.bridge {
            Bridge::Glycation => of_glycation(from, to),
            Bridge::Activity => Self::between(&as_activity(from), &as_activity(to)),
            Bridge::Molar { .. } => Self::between(from, to)
                .or_else(|_| Self::between(&amount(substance, from)?, &amount(substance, to)?)),
        }
    }

    /// Returns the conversion for a test of LOINC: by its substance where that is known, else by the units alone.
    ///
    /// # Errors
    ///
    /// As [`Conversion::of`].
    pub fn of_test(loinc: Option<&str>, from: &Unit, to: &Unit) -> Result<Self, UnitError> {
        match loinc.and_then(substance_of) {
            Some(substance) => Self::of(substance, from, to),
            None => Self::between(from, to),
        }
    }

    /// Says whether values stay as they are.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.slope == Ratio::ONE && self.shift.is_zero()
    }

    /// Returns the value in the other unit.
    ///
    /// It is computed exactly and rounded once, halves away from zero. A factor leaves as many significant digits as
    /// came, and at least two where they are not zeros; a scale with another zero leaves the place that comes nearest
    /// to the last one given: 98.6 °F are 37.0 °C. What does not change keeps its digits.
    ///
    /// # Errors
    ///
    /// [`UnitError::TooLarge`].
    pub fn apply(&self, value: &Decimal) -> Result<Decimal, UnitError> {
        if self.is_identity() {
            return Ok(*value);
        }
        let exact = self.slope.times(value.to_ratio())?.plus(self.shift)?;
        let place = if self.shift.is_zero() {
            self.place_by_digits(value, exact)?
        } else {
            self.place_by_step(value, exact)?
        };
        Ok(Decimal::new(exact.rounded(place)?, place))
    }

    fn place_by_digits(&self, value: &Decimal, exact: Ratio) -> Result<i32, UnitError> {
        // Nothing is nothing in any unit.
        if exact.is_zero() {
            return Ok(value.last_place());
        }
        let digits = i32::try_from(value.significant_digits()).map_err(|_| UnitError::TooLarge)?;
        let first = exact.magnitude();
        let place = first - digits.max(2) + 1;
        // A second digit is there to be exact, not to feign a precision that nobody gave.
        let place = exact.last_place().map_or(place, |last| place.max(last.min(first - digits + 1)));
        // 9.99 may become 10.0: rounding must not bring a digit more.
        let rounded = Ratio::scaled(exact.rounded(place)?, place);
        Ok(if rounded.magnitude() > first { place + 1 } else { place })
    }

    fn place_by_step(&self, value: &Decimal, exact: Ratio) -> Result<i32, UnitError> {
        let step = self.slope.abs().times(Ratio::scaled(1, value.last_place()))?;
        let first = step.magnitude();
        // The nearest power of ten, by ratio: from √10 on it is the next.
        let next = step.times(step)? >= Ratio::scaled(1, 2 * first + 1);
        let place = if next { first + 1 } else { first };
        let magnitude = exact.magnitude();
        Ok(if magnitude >= 1 { place.min(magnitude - 1) } else { place.min(0.max(value.last_place())) })
    }
}

/// Converts a value, digits for digits, from one unit of UCUM to another.
///
/// # Errors
///
/// Those of [`Decimal::parse`], [`Unit::parse`] and [`Conversion::between`].
pub fn convert(value: &str, from: &str, to: &str) -> Result<Decimal, UnitError> {
    convert_test(value, None, from, to)
}

/// Converts the value of a test of LOINC, by mass, amount or charge of what it measures.
///
/// # Errors
///
/// Those of [`Decimal::parse`], [`Unit::parse`] and [`Conversion::of`].
pub fn convert_test(value: &str, loinc: Option<&str>, from: &str, to: &str) -> Result<Decimal, UnitError> {
    let conversion = Conversion::of_test(loinc, &Unit::parse(from)?, &Unit::parse(to)?)?;
    conversion.apply(&Decimal::parse(value)?)
}

/// Returns a unit with mass and charge of a substance said as an amount of it.
fn amount(substance: &Substance, unit: &Unit) -> Result<Unit, UnitError> {
    let Bridge::Molar { grams, charge } = substance.bridge else { return Err(UnitError::Different) };
    let mut unit = unit.clone();
    let mut put = |base: &'static str, each: Ratio| -> Result<(), UnitError> {
        if unit.dimension.exponent(base) == 1 {
            unit.factor = unit.factor.times(each.inverse()?)?;
            unit.dimension = unit.dimension.with(base, AMOUNT);
        }
        Ok(())
    };
    put("g", Decimal::parse(grams)?.to_ratio())?;
    if charge > 0 {
        put("eq", Ratio::scaled(i128::from(charge), 0))?;
    }
    Ok(unit)
}

/// What an assay gives in units is meant as international units, not as the activity of an enzyme.
fn as_activity(unit: &Unit) -> Unit {
    let code = unit.code.as_str();
    let (above, below) = code.split_once('/').map_or((code, None), |(above, below)| (above, Some(below)));
    let Some(prefix) = above.strip_suffix('U').filter(|prefix| prefix.len() <= 1) else {
        return unit.clone();
    };
    let below = below.map(|below| format!("/{below}")).unwrap_or_default();
    Unit::parse(&format!("{prefix}[IU]{below}")).unwrap_or_else(|_| unit.clone())
}

/// The master equation of the IFCC and NGSP networks: % = 0.09148 × mmol/mol + 2.152.
fn of_glycation(from: &Unit, to: &Unit) -> Result<Conversion, UnitError> {
    let ratio = Dimension::ratio_of_amounts();
    let percent = Unit::parse("%")?;
    let per_mole = Unit::parse("mmol/mol")?;
    let (slope, shift) = (Ratio::scaled(9_148, -5), Ratio::scaled(2_152, -3));
    if from.dimension == ratio && to.is_number() {
        let (into, out) =
            (Conversion::between(from, &per_mole)?.slope, Conversion::between(&percent, to)?.slope);
        return Ok(Conversion { slope: into.times(slope)?.times(out)?, shift: shift.times(out)? });
    }
    if from.is_number() && to.dimension == ratio {
        let (into, out) =
            (Conversion::between(from, &percent)?.slope, Conversion::between(&per_mole, to)?.slope);
        let slope = slope.inverse()?;
        let shift = Ratio::ZERO.minus(shift)?.times(slope)?;
        return Ok(Conversion { slope: into.times(slope)?.times(out)?, shift: shift.times(out)? });
    }
    Conversion::between(from, to)
}

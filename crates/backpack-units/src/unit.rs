//! A unit: how much it is of which base units.

use crate::UnitError;
use crate::parse;
use crate::ratio::Ratio;

/// A unit of UCUM, read.
///
/// Two units that measure the same differ in a factor, or, as temperatures do, in where their zero is.
///
/// In three points it is stricter than UCUM, which counts the mole and the equivalent as pure numbers (section 4.2):
/// an amount of substance is comparable with a number, or with an equivalent, only if it is known of which substance
/// ([`crate::Substance`]), and a ratio of amounts (`mmol/mol`) is not comparable with a percentage at all. Osmoles are
/// apart as well. What UCUM allows there is what makes 53 mmol/mol of HbA1c 5.3 %, and is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub(crate) code: String,
    /// How much one of it is in base units.
    pub(crate) factor: Ratio,
    /// Where its zero lies in base units: for temperatures alone.
    pub(crate) zero: Ratio,
    pub(crate) dimension: Dimension,
}

impl Unit {
    /// Returns the unit that a code of UCUM means, case sensitive (`c/s`).
    ///
    /// # Errors
    ///
    /// [`UnitError::Grammar`], [`UnitError::Unknown`], [`UnitError::Prefix`], [`UnitError::Special`].
    pub fn parse(code: &str) -> Result<Self, UnitError> {
        let code = code.trim();
        let mut unit = parse::unit(code)?;
        code.clone_into(&mut unit.code);
        Ok(unit)
    }

    /// Returns the code as it was given.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Says whether both measure the same, so that one converts to the other.
    #[must_use]
    pub fn is_comparable(&self, other: &Self) -> bool {
        self.dimension == other.dimension
    }

    /// Says whether it is a pure number, such as `%`, `1` or `{score}`.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.dimension == Dimension::default()
    }

    pub(crate) const fn plain(factor: Ratio, dimension: Dimension) -> Self {
        Self { code: String::new(), factor, zero: Ratio::ZERO, dimension }
    }

    pub(crate) fn number(factor: Ratio) -> Self {
        Self::plain(factor, Dimension::default())
    }

    pub(crate) fn times(&self, other: &Self) -> Result<Self, UnitError> {
        self.must_be_plain()?;
        other.must_be_plain()?;
        Ok(Self::plain(self.factor.times(other.factor)?, self.dimension.times(&other.dimension)))
    }

    pub(crate) fn power(&self, exponent: i32) -> Result<Self, UnitError> {
        if exponent == 1 {
            return Ok(self.clone());
        }
        self.must_be_plain()?;
        Ok(Self::plain(self.factor.power(exponent)?, self.dimension.power(exponent)))
    }

    const fn must_be_plain(&self) -> Result<(), UnitError> {
        if self.zero.is_zero() { Ok(()) } else { Err(UnitError::Special) }
    }
}

/// The base units, each with its exponent, sorted; those with exponent 0 are not there.
///
/// Amounts of substance above and below the line do not cancel: they are of different substances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Dimension(Vec<(&'static str, i32)>);

/// An amount of substance above the line.
pub(crate) const AMOUNT: &str = "mol";
/// An amount of substance below the line.
const AMOUNT_BELOW: &str = "/mol";

impl Dimension {
    pub(crate) fn base(name: &'static str) -> Self {
        Self(vec![(name, 1)])
    }

    /// Returns the dimension of a ratio of amounts.
    pub(crate) fn ratio_of_amounts() -> Self {
        Self::base(AMOUNT).times(&Self::base(AMOUNT_BELOW))
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let mut product = self.clone();
        for (base, exponent) in &other.0 {
            match product.0.iter_mut().find(|(own, _)| own == base) {
                Some((_, own)) => *own += exponent,
                None => product.0.push((base, *exponent)),
            }
        }
        product.sorted()
    }

    pub(crate) fn power(&self, exponent: i32) -> Self {
        let raised = self.0.iter().map(|(base, own)| {
            let other_side = match *base {
                AMOUNT => AMOUNT_BELOW,
                AMOUNT_BELOW => AMOUNT,
                base => return (base, own * exponent),
            };
            (if exponent < 0 { other_side } else { base }, own * exponent.abs())
        });
        Self(raised.collect()).sorted()
    }

    /// Returns the exponent of a base unit.
    pub(crate) fn exponent(&self, name: &str) -> i32 {
        self.0.iter().find(|(base, _)| *base == name).map_or(0, |(_, exponent)| *exponent)
    }

    /// Returns the same with one base unit in place of another, which must be there once.
    pub(crate) fn with(&self, out: &'static str, into: &'static str) -> Self {
        let without = Self(self.0.iter().filter(|(base, _)| *base != out).copied().collect());
        without.times(&Self::base(into))
    }

    fn sorted(mut self) -> Self {
        self.0.retain(|(_, exponent)| *exponent != 0);
        self.0.sort_unstable();
        self
    }
}

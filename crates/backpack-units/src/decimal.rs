//! Decimals, digit for digit.

use std::fmt;

use crate::UnitError;
use crate::ratio::Ratio;

/// A decimal with the digits it was given: `1.10` has two places, and keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i128,
    exp: i32,
}

impl Decimal {
    /// Returns the decimal that a text says: digits, a point, an exponent, as JSON writes numbers.
    ///
    /// # Errors
    ///
    /// [`UnitError::NotADecimal`] for anything else, for more than 30 digits, and for an exponent beyond ±64.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        read(text.trim()).ok_or(UnitError::NotADecimal)
    }

    pub(crate) const fn new(mantissa: i128, exp: i32) -> Self {
        Self { mantissa, exp }
    }

    /// Returns how many of its digits say something: 3 for `1.10`, 2 for `0.050`, at least 1.
    #[must_use]
    pub fn significant_digits(&self) -> u32 {
        self.mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
    }

    /// Returns the place of its last digit as a power of ten: -2 for `1.10`.
    #[must_use]
    pub const fn last_place(&self) -> i32 {
        self.exp
    }

    /// Returns the nearest floating-point number: to draw with, never to say.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.to_ratio().to_f64()
    }

    /// Compares by value: `1.1` and `1.10` are equal.
    #[must_use]
    pub fn is_same_value(&self, other: &Self) -> bool {
        self.to_ratio() == other.to_ratio()
    }

    /// Says whether it is less than another, by value.
    #[must_use]
    pub fn is_less_than(&self, other: &Self) -> bool {
        self.to_ratio()
            .partial_cmp(&other.to_ratio())
            .map_or_else(|| self.to_f64() < other.to_f64(), std::cmp::Ordering::is_lt)
    }

    pub(crate) fn to_ratio(self) -> Ratio {
        Ratio::scaled(self.mantissa, self.exp)
    }
}

/// Writes it without an exponent, with the places it has.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        if self.exp >= 0 {
            let zeros = if self.mantissa == 0 { 0 } else { usize::try_from(self.exp).unwrap_or_default() };
            return write!(f, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let places = usize::try_from(-self.exp).unwrap_or_default();
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, rest) = digits.split_at(digits.len() - places);
        write!(f, "{sign}{whole}.{rest}")
    }
}

impl std::str::FromStr for Decimal {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        Self::parse(text)
    }
}

const MOST_DIGITS: usize = 30;
const LARGEST_EXPONENT: i32 = 64;

fn read(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let digits = || whole.bytes().chain(rest.bytes());
    let is_number = !whole.is_empty() || !rest.is_empty();
    if !is_number || !digits().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if digits().skip_while(|byte| *byte == b'0').count() > MOST_DIGITS {
        return None;
    }
    let mantissa = digits().fold(0_i128, |number, byte| number * 10 + i128::from(byte - b'0'));
    let exponent: i32 = exponent.parse().ok()?;
    let exp = exponent.checked_sub(i32::try_from(rest.len()).ok()?)?;
    if exponent.abs() > LARGEST_EXPONENT || rest.len() > 64 {
        return None;
    }
    Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, exp })
}

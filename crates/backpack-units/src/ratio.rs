//! Exact numbers: a fraction times a power of ten, in which no digit is ever lost.

use std::cmp::Ordering;

use crate::UnitError;

/// `num / den × 10^exp`, in one form only: `den` has no factor 2 or 5, `num` no zero at its end, the two nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ratio {
    num: i128,
    den: i128,
    exp: i32,
}

impl Ratio {
    pub(crate) const ZERO: Self = Self { num: 0, den: 1, exp: 0 };
    pub(crate) const ONE: Self = Self { num: 1, den: 1, exp: 0 };

    /// Returns `num × 10^exp`.
    pub(crate) fn scaled(num: i128, exp: i32) -> Self {
        // An integer has a form without any arithmetic that could overflow.
        Self { num, den: 1, exp }.without_zeros()
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// Returns the place of its last digit, if it is a decimal: for 0.25 this is -2.
    pub(crate) const fn last_place(self) -> Option<i32> {
        if self.den == 1 { Some(self.exp) } else { None }
    }

    pub(crate) fn abs(self) -> Self {
        Self { num: self.num.abs(), ..self }
    }

    pub(crate) fn times(self, other: Self) -> Result<Self, UnitError> {
        let (left, right) = (gcd(self.num, other.den), gcd(other.num, self.den));
        let num = (self.num / left).checked_mul(other.num / right).ok_or(UnitError::TooLarge)?;
        let den = (self.den / right).checked_mul(other.den / left).ok_or(UnitError::TooLarge)?;
        Self { num, den, exp: self.exp.saturating_add(other.exp) }.reduced()
    }

    /// Returns one divided by it.
    pub(crate) fn inverse(self) -> Result<Self, UnitError> {
        if self.num == 0 {
            return Err(UnitError::TooLarge);
        }
        let sign = self.num.signum();
        Self { num: self.den * sign, den: self.num.abs(), exp: -self.exp }.reduced()
    }

    pub(crate) fn plus(self, other: Self) -> Result<Self, UnitError> {
        let exp = self.exp.min(other.exp);
        let whole = |ratio: Self| {
            let zeros = pow10(ratio.exp.saturating_sub(exp))?;
            ratio.num.checked_mul(zeros).ok_or(UnitError::TooLarge)
        };
        let cross = |num: i128, den: i128| num.checked_mul(den).ok_or(UnitError::TooLarge);
        let (left, right) = (cross(whole(self)?, other.den)?, cross(whole(other)?, self.den)?);
        let num = left.checked_add(right).ok_or(UnitError::TooLarge)?;
        Self { num, den: cross(self.den, other.den)?, exp }.reduced()
    }

    pub(crate) fn minus(self, other: Self) -> Result<Self, UnitError> {
        self.plus(Self { num: -other.num, ..other })
    }

    pub(crate) fn power(self, exponent: i32) -> Result<Self, UnitError> {
        let base = if exponent < 0 { self.inverse()? } else { self };
        let mut power = Self::ONE;
        for _ in 0..exponent.unsigned_abs().min(400) {
            power = power.times(base)?;
        }
        Ok(power)
    }

    /// Returns the place of its first digit: 2 for 123, -2 for 0.05. Zero has place 0.
    pub(crate) fn magnitude(self) -> i32 {
        if self.num == 0 {
            return 0;
        }
        let (num, den) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        let length = |number: u128| i32::try_from(number.ilog10()).unwrap_or_default();
        let apart = length(num) - length(den);
        let zeros = 10_u128.checked_pow(apart.unsigned_abs()).unwrap_or(u128::MAX);
        let reaches =
            if apart >= 0 { num >= den.saturating_mul(zeros) } else { num.saturating_mul(zeros) >= den };
        self.exp + if reaches { apart } else { apart - 1 }
    }

    /// Returns how many times `10^place` it is, rounded to the nearest, halves away from zero.
    pub(crate) fn rounded(self, place: i32) -> Result<i128, UnitError> {
        let shift = self.exp.saturating_sub(place);
        let (num, den) = if shift >= 0 {
            (self.num.checked_mul(pow10(shift)?).ok_or(UnitError::TooLarge)?, self.den)
        } else {
            match pow10(-shift).ok().and_then(|zeros| self.den.checked_mul(zeros)) {
                Some(den) => (self.num, den),
                // What is divided by more than can be counted is nothing.
                None => return Ok(0),
            }
        };
        let (whole, rest) = (num / den, (num % den).abs());
        Ok(if rest >= den - rest { whole + num.signum() } else { whole })
    }

    /// Returns the nearest floating-point number: for drawing, never for saying a value.
    #[expect(clippy::cast_precision_loss, reason = "what is drawn needs no more than a double has")]
    pub(crate) fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64 * 10_f64.powi(self.exp)
    }

    fn reduced(mut self) -> Result<Self, UnitError> {
        let common = gcd(self.num, self.den);
        self.num /= common;
        self.den /= common;
        for (factor, other) in [(2, 5), (5, 2)] {
            while self.den % factor == 0 {
                self.den /= factor;
                self.num = self.num.checked_mul(other).ok_or(UnitError::TooLarge)?;
                self.exp -= 1;
            }
        }
        Ok(self.without_zeros())
    }

    fn without_zeros(mut self) -> Self {
        if self.num == 0 {
            return Self::ZERO;
        }
        while self.num % 10 == 0 {
            self.num /= 10;
            self.exp += 1;
        }
        self
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let apart = self.minus(*other).ok()?;
        Some(apart.num.cmp(&0))
    }
}

pub(crate) fn pow10(exponent: i32) -> Result<i128, UnitError> {
    u32::try_from(exponent).ok().and_then(|exponent| 10_i128.checked_pow(exponent)).ok_or(UnitError::TooLarge)
}

/// Returns the greatest common divisor, at least 1.
fn gcd(left: i128, right: i128) -> i128 {
    let (mut left, mut right) = (left.abs(), right.abs());
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form() {
        let half = Ratio::scaled(2, 0).inverse().unwrap();
        assert_eq!(half, Ratio::scaled(5, -1));
        assert_eq!(Ratio::scaled(500, -3), half);
        let third = Ratio::scaled(3, 0).inverse().unwrap();
        assert_eq!(third.times(Ratio::scaled(3, 0)), Ok(Ratio::ONE));
        assert_eq!(third.plus(third).unwrap().plus(third), Ok(Ratio::ONE));
        assert_eq!(half.minus(half), Ok(Ratio::ZERO));
    }

    #[test]
    fn magnitudes_and_rounding() {
        for (num, exp, expected) in [(1, 0, 0), (999, -2, 0), (10, 0, 1), (5, -2, -2), (123, 0, 2)] {
            assert_eq!(Ratio::scaled(num, exp).magnitude(), expected);
        }
        let two_thirds = Ratio::scaled(2, 0).times(Ratio::scaled(3, 0).inverse().unwrap()).unwrap();
        assert_eq!((two_thirds.magnitude(), two_thirds.rounded(-3)), (-1, Ok(667)));
        assert_eq!(Ratio::scaled(-25, -1).rounded(0), Ok(-3));
        assert_eq!(Ratio::scaled(24, -1).rounded(0), Ok(2));
        assert_eq!(Ratio::scaled(1, -60).rounded(0), Ok(0));
        assert_eq!(Ratio::scaled(1, 60).rounded(0), Err(UnitError::TooLarge));
    }
}

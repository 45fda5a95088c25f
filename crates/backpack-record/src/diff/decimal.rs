//! Whether two numbers in JSON are the same one.

/// The digits of a number without leading and trailing zeros, and the power of ten of the last of them.
struct Decimal<'a> {
    is_negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

/// Says whether two texts are the same number, whatever its digits.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Decimal::read(one), Decimal::read(other)) else { return false };
    if one.is_zero() || other.is_zero() {
        return one.is_zero() && other.is_zero();
    }
    one.is_negative == other.is_negative
        && one.magnitude() == other.magnitude()
        && one.digits().eq(other.digits())
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            // An exponent that no number needs makes two numbers different, whatever they mean.
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?.into()),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_number = mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (is_number && !whole.is_empty()).then(|| Self {
            is_negative: text.starts_with('-'),
            whole: whole.trim_start_matches('0'),
            fraction: fraction.trim_end_matches('0'),
            exponent,
        })
    }

    fn is_zero(&self) -> bool {
        self.digits().next().is_none()
    }

    /// The digits that count: without zeros before the first and behind the last.
    fn digits(&self) -> impl Iterator<Item = u8> {
        let whole = if self.fraction.is_empty() { self.whole.trim_end_matches('0') } else { self.whole };
        let fraction =
            if self.whole.is_empty() { self.fraction.trim_start_matches('0') } else { self.fraction };
        whole.bytes().chain(fraction.bytes())
    }

    /// The power of ten of the first digit that counts.
    fn magnitude(&self) -> i64 {
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        if self.whole.is_empty() {
            let zeros = length(self.fraction) - length(self.fraction.trim_start_matches('0'));
            return self.exponent.saturating_sub(zeros).saturating_sub(1);
        }
        self.exponent.saturating_add(length(self.whole)).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn numbers_are_the_same_whatever_their_digits() {
        for (one, other) in [
            ("1.0", "1.00"),
            ("1", "1e0"),
            ("100", "1e2"),
            ("0.010", "1E-2"),
            ("-0", "0.0"),
            ("12.5", "125e-1"),
        ] {
            assert!(is_same(one, other) && is_same(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("1.0", "1.01"),
            ("1", "-1"),
            ("100", "1e3"),
            ("0.1", "0.01"),
            ("1", "0"),
            ("1e99999999999", "1e99999999999"),
        ] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }
}

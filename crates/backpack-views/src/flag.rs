//! Whether a result is as expected.

use backpack_record::{Header, Quantity, Value};
use backpack_units::{Conversion, Decimal, Unit};

use crate::series::unit_code;

/// How a result compares with what is expected: as its source says, else by the range that came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flag {
    /// Dangerously high or low, or otherwise alarming.
    Critical,
    /// Too high.
    High,
    /// Too low.
    Low,
    /// Not as expected.
    Abnormal,
    /// As expected.
    Normal,
}

impl Flag {
    /// Returns what a code of HL7's `v3-ObservationInterpretation` or of v2 table 0078 says; `None` if nothing of this.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code.trim().to_ascii_uppercase().as_str() {
            "HH" | "LL" | "AA" | "HH>" | "LL<" | "H*" | "L*" | "CR" => Self::Critical,
            "H" | "HU" | "HX" | ">" | "U" => Self::High,
            "L" | "LU" | "LX" | "<" | "D" => Self::Low,
            "A" | "ABN" => Self::Abnormal,
            "N" => Self::Normal,
            _ => return None,
        })
    }

    /// Returns the flag of a record: what its source says, else what its own range says of its value.
    #[must_use]
    pub fn of(header: &Header<'_>) -> Option<Self> {
        let interpretation = header.interpretation.as_ref();
        let said = interpretation.and_then(|said| Self::of_code(said.code.as_deref().unwrap_or(&said.text)));
        said.or_else(|| by_range(header))
    }

    /// Says whether somebody should look at it.
    #[must_use]
    pub const fn is_abnormal(self) -> bool {
        !matches!(self, Self::Normal)
    }

    /// Returns a stable word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Low => "low",
            Self::Abnormal => "abnormal",
            Self::Normal => "normal",
        }
    }

    /// Returns the flag of a value among bounds in its own unit. A bound such as `< 5` says nothing here.
    pub(crate) fn by_bounds(value: &Decimal, low: Option<&Decimal>, high: Option<&Decimal>) -> Option<Self> {
        if low.is_some_and(|low| value.is_less_than(low)) {
            return Some(Self::Low);
        }
        if high.is_some_and(|high| high.is_less_than(value)) {
            return Some(Self::High);
        }
        (low.is_some() || high.is_some()).then_some(Self::Normal)
    }
}

fn by_range(header: &Header<'_>) -> Option<Flag> {
    let Some(Value::Quantity(value)) = &header.value else { return None };
    let range = header.reference_range.as_ref()?;
    if value.comparator.is_some() {
        return None;
    }
    let number = Decimal::parse(value.number.as_deref()?).ok()?;
    let bound = |bound: &Option<Quantity<'_>>| bound.as_ref().and_then(|bound| in_unit_of(bound, value));
    Flag::by_bounds(&number, bound(&range.low).as_ref(), bound(&range.high).as_ref())
}

fn in_unit_of(bound: &Quantity<'_>, value: &Quantity<'_>) -> Option<Decimal> {
    let number = Decimal::parse(bound.number.as_deref()?).ok()?;
    // Mostly both are written alike: then there is nothing to find out.
    if (&bound.code, &bound.unit) == (&value.code, &value.unit) {
        return Some(number);
    }
    let (from, to) = (unit_code(bound), unit_code(value));
    if from.is_empty() || from == to {
        return Some(number);
    }
    let conversion = Conversion::between(&Unit::parse(&from).ok()?, &Unit::parse(&to).ok()?).ok()?;
    conversion.apply(&number).ok()
}

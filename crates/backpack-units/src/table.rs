//! The units that are known: codes, values and definitions of UCUM (version 2.2), all of them.
//!
//! Arbitrary units (section 4.4) and special ones (section 3.2) other than temperatures are base units here: each converts
//! to itself alone.

mod atoms;

use crate::ratio::Ratio;
use atoms::ATOMS;

/// One unit of the table.
#[derive(Debug)]
pub(crate) struct Atom {
    pub(crate) code: &'static str,
    /// Whether it takes prefixes.
    pub(crate) metric: bool,
    pub(crate) meaning: Meaning,
}

/// What a unit is.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// Nothing else: other units are made of it.
    Base,
    /// So many of a unit.
    Of(&'static str, &'static str),
    /// A temperature: how many kelvins a degree is, and where its zero is, in kelvins.
    Scale(&'static str, &'static str),
}

/// A power of ten or of two.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Factor {
    Ten(i32),
    Two(u32),
}

impl Factor {
    pub(crate) fn ratio(self) -> Ratio {
        match self {
            Self::Ten(exponent) => Ratio::scaled(1, exponent),
            Self::Two(exponent) => Ratio::scaled(1 << exponent, 0),
        }
    }
}

/// The prefixes (UCUM tables 1 and 2), those of two letters first.
pub(crate) const PREFIXES: &[(&str, Factor)] = &[
    ("da", Factor::Ten(1)),
    ("Ki", Factor::Two(10)),
    ("Mi", Factor::Two(20)),
    ("Gi", Factor::Two(30)),
    ("Ti", Factor::Two(40)),
    ("Y", Factor::Ten(24)),
    ("Z", Factor::Ten(21)),
    ("E", Factor::Ten(18)),
    ("P", Factor::Ten(15)),
    ("T", Factor::Ten(12)),
    ("G", Factor::Ten(9)),
    ("M", Factor::Ten(6)),
    ("k", Factor::Ten(3)),
    ("h", Factor::Ten(2)),
    ("d", Factor::Ten(-1)),
    ("c", Factor::Ten(-2)),
    ("m", Factor::Ten(-3)),
    ("u", Factor::Ten(-6)),
    ("n", Factor::Ten(-9)),
    ("p", Factor::Ten(-12)),
    ("f", Factor::Ten(-15)),
    ("a", Factor::Ten(-18)),
    ("z", Factor::Ten(-21)),
    ("y", Factor::Ten(-24)),
];

/// Returns the row of a code.
pub(crate) fn atom(code: &str) -> Option<&'static Atom> {
    ATOMS.get(ATOMS.binary_search_by(|atom| atom.code.cmp(code)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_every_definition_can_be_read() {
        assert!(ATOMS.is_sorted_by(|one, next| one.code < next.code));
        for atom in ATOMS {
            assert!(crate::Unit::parse(atom.code).is_ok(), "{}", atom.code);
        }
    }
}

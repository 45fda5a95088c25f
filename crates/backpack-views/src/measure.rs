//! What is measured: which readings belong into one series.

use std::fmt;

use backpack_record::{Code, Header};
use backpack_units::same_test;

use crate::seen::folded;

const LOINC: &str = "http://loinc.org";

/// What a series shows: a test by its code, or by its title where it has none.
///
/// Codes of LOINC count as one where they name the same test in other units ([`backpack_units::same_test`]), and in a
/// small table of vital signs. The same analyte by another method or in another specimen is another measure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure(String);

impl Measure {
    /// Returns the measure of a code of LOINC.
    #[must_use]
    pub fn loinc(code: &str) -> Self {
        Self(format!("{LOINC}|{}", canonical(code)))
    }

    /// Returns the measure of a code.
    #[must_use]
    pub fn coded(system: &str, code: &str) -> Self {
        if system == LOINC { Self::loinc(code) } else { Self(format!("{system}|{code}")) }
    }

    /// Returns the measure of a test that has no code.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        Self(format!("|{}", folded(title)))
    }

    /// Returns the measure that a text written by [`Measure::as_str`] names.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        match text.split_once('|') {
            Some(("", title)) => Self::titled(title),
            Some((system, code)) => Self::coded(system, code),
            None => Self::titled(text),
        }
    }

    /// Returns the measure of a record.
    #[must_use]
    pub fn of(header: &Header<'_>) -> Self {
        main_code(&header.codes).unwrap_or_else(|| Self::titled(&header.title))
    }

    /// Returns it as text: `system|code`, or `|title`. An app may keep it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the code of LOINC, if it is one.
    #[must_use]
    pub fn loinc_code(&self) -> Option<&str> {
        self.0.strip_prefix(LOINC)?.strip_prefix('|')
    }

    /// Says whether it is a title alone.
    pub(crate) fn is_title(&self) -> bool {
        self.0.starts_with('|')
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which line of a series a value belongs to: the empty key is the measure itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LineKey(pub(crate) String);

/// Returns the measure and the line of a record's own value.
pub(crate) fn place_of(header: &Header<'_>) -> (Measure, LineKey) {
    let own = Measure::of(header);
    match own.loinc_code().and_then(panel_of) {
        Some((panel, part)) => (Measure::loinc(panel), LineKey(format!("{LOINC}|{part}"))),
        None => (own, LineKey(String::new())),
    }
}

/// Returns the line of a component.
pub(crate) fn line_of(codes: &[Code<'_>], title: &str) -> LineKey {
    LineKey(main_code(codes).unwrap_or_else(|| Measure::titled(title)).0)
}

/// Returns the code of LOINC that a value was measured by, for its substance.
pub(crate) fn loinc_of<'c>(codes: &'c [Code<'_>]) -> Option<&'c str> {
    let loinc = codes.iter().filter(|code| code.system.as_deref() == Some(LOINC));
    loinc.filter_map(|code| code.code.as_deref()).next()
}

fn main_code(codes: &[Code<'_>]) -> Option<Measure> {
    if let Some(code) = loinc_of(codes) {
        return Some(Measure::loinc(code));
    }
    codes.iter().find_map(|code| Some(Measure::coded(code.system.as_deref()?, code.code.as_deref()?)))
}

fn canonical(code: &str) -> &str {
    let same = same_test(code).or_else(|| SAME.iter().copied().find(|same| same.contains(&code)));
    same.and_then(|same| same.first().copied()).unwrap_or(code)
}

/// Returns the panel that a test is part of, where people think of the panel.
fn panel_of(code: &str) -> Option<(&'static str, &str)> {
    ["8480-6", "8462-4"].contains(&code).then_some(("85354-9", code))
}

/// Codes of LOINC for one vital sign: with and without the way it was measured, and the panels of blood pressure.
const SAME: &[&[&str]] = &[
    &["85354-9", "55284-4", "35094-2"],
    &["29463-7", "3141-9"],
    &["8302-2", "3137-7"],
    &["59408-5", "2708-6"],
];

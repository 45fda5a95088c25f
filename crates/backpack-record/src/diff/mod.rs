//! What changed between two versions of a body, field by field.

mod decimal;
mod hashes;
mod list;
mod path;
mod walk;

use std::fmt;

pub use path::{FieldPath, Step};

use crate::Refusal;
use crate::scan::{check, checked_text};
use walk::Walk;

/// The longest text of a value that a line shows, in characters.
const SHOWN: usize = 120;

/// What changed from one version of a body to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference<'a> {
    /// What the body says otherwise, in the order of the body; at most some thousand changes.
    pub changes: Vec<FieldChange<'a>>,
    /// What only says when and under which version the source served it: `meta.lastUpdated` and `meta.versionId`.
    pub served: Vec<FieldChange<'a>>,
}

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange<'a> {
    /// Where it stands.
    pub path: FieldPath<'a>,
    /// What became of it.
    pub how: HowChanged<'a>,
}

/// What became of a field. Values are JSON, as they stand in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HowChanged<'a> {
    /// It was added.
    Added(&'a str),
    /// It was removed.
    Removed(&'a str),
    /// It has another value.
    Replaced {
        /// The value before.
        before: &'a str,
        /// The value after.
        after: &'a str,
    },
    /// It is the same number, written with other digits: `1.0` and `1.00` are of different precision (FHIR R4, datatype
    /// decimal).
    Rewritten {
        /// The number before.
        before: &'a str,
        /// The number after.
        after: &'a str,
    },
    /// It is an item of a list that stands elsewhere in it now, as its [`Step::Item`] says.
    Moved,
}

impl Difference<'_> {
    /// Says whether both versions say the same, apart from when and under which version they were served.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two versions of a body.
///
/// Objects are compared by member, whatever the order; strings by what they say; numbers by their digits.
/// Items of a list meet by `id`, else by what identifies them (a code and its system, an identifier, a reference, a URL, a
/// link id), else by content, else by likeness and place: an item that was put in between is one addition.
/// Time grows with the size of the bodies, about linearly; where more than some thousand fields differ, or a body has more
/// than a million values, the smallest part around them is told as replaced.
///
/// # Errors
///
/// A [`Refusal`] if one of them is not JSON within the limits.
pub fn compare<'a>(before: &'a [u8], after: &'a [u8]) -> Result<Difference<'a>, Refusal> {
    let texts = [checked_text(before)?, checked_text(after)?];
    let docs = [check(texts[0].as_bytes(), 0)?, check(texts[1].as_bytes(), 0)?];
    Ok(Walk::new(&docs[0], &docs[1]).whole())
}

/// Writes one line a change, what was only served otherwise last.
impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().chain(&self.served).try_for_each(|change| writeln!(f, "{change}"))
    }
}

/// Writes `status: "preliminary" -> "final"`, `note[1] added: {"text":"…"}` and such; long values are cut.
impl fmt::Display for FieldChange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match self.how {
            HowChanged::Added(value) => write!(f, "{path} added: {}", shown(value)),
            HowChanged::Removed(value) => write!(f, "{path} removed: {}", shown(value)),
            HowChanged::Replaced { before, after } => {
                write!(f, "{path}: {} -> {}", shown(before), shown(after))
            }
            HowChanged::Rewritten { before, after } => {
                write!(f, "{path}: {before} -> {after} (the same number, other digits)")
            }
            HowChanged::Moved => match path.steps.last() {
                Some(Step::Item { before: Some(before), after: Some(after) }) if before != after => {
                    write!(f, "{path} moved from place {before} to {after}")
                }
                _ => write!(f, "{path} moved among its neighbours"),
            },
        }
    }
}

/// Returns a value on one line: white space in a row as one space, control characters left out, the rest cut.
fn shown(value: &str) -> String {
    let mut line = String::new();
    for (at, c) in
        value.split_whitespace().flat_map(|word| [" ", word]).skip(1).flat_map(str::chars).enumerate()
    {
        if at == SHOWN {
            line.push('…');
            break;
        }
        if !c.is_control() {
            line.push(c);
        }
    }
    line
}

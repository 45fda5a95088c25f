//! Where a field stands.

use std::fmt;

use crate::Text;

/// Where a field stands, from the body down. Shown as an element path of FHIR, such as `component[1].valueQuantity.value`:
/// an item's place is the one after, or the one before if it was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FieldPath<'a> {
    /// The steps; none is the whole body.
    pub steps: Vec<Step<'a>>,
}

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "JSON has members and items, nothing else")]
pub enum Step<'a> {
    /// To a member of an object.
    Member(Text<'a>),
    /// To an item of a list, by its places from 0.
    Item {
        /// Its place before; `None` if it was not there.
        before: Option<usize>,
        /// Its place after; `None` if it is not there any more.
        after: Option<usize>,
    },
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("(the whole)");
        }
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Member(name) if at == 0 => write!(f, "{}", plain(name))?,
                Step::Member(name) => write!(f, ".{}", plain(name))?,
                Step::Item { before, after } => write!(f, "[{}]", after.or(*before).unwrap_or_default())?,
            }
        }
        Ok(())
    }
}

/// A name of a member is the source's, and may be anything.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

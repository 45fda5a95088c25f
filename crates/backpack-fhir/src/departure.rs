//! Where a body departs from the model, and how.

use std::fmt;

/// Where a body departs from the model so far that no view can be made. Never carries a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Departure {
    /// The JSON path from the resource down, such as `component[0].code`; empty for the resource itself.
    ///
    /// It ends at a contained resource, which the model reads as a whole, and names an element of several types
    /// as the standard does: `value[x]`.
    pub path: String,
    /// How it departs.
    pub reason: Reason,
}

/// How a body departs from the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Not JSON (RFC 8259).
    #[error("not JSON")]
    NotJson,
    /// Nested deeper than 64 levels.
    #[error("nested deeper than 64 levels")]
    TooDeep,
    /// Another resource type than the one asked for, or none.
    #[error("another resource type")]
    OtherType,
    /// A member that the model requires is missing, or, if the element may be of several types, is of none of them.
    #[error("missing")]
    Missing,
    /// A member that may stand once stands twice.
    #[error("stands twice")]
    Duplicate,
    /// Another JSON type than the model's: a text where an object belongs.
    #[error("of another JSON type")]
    WrongType,
    /// A code that the standard does not list.
    #[error("not a code of the standard")]
    UnknownCode,
    /// A value that the model cannot hold, such as a date that is none.
    #[error("not a value that the model can hold")]
    InvalidValue,
}

impl Departure {
    pub(crate) fn new(path: impl Into<String>, reason: Reason) -> Self {
        Self { path: path.into(), reason }
    }

    /// Returns the departure behind an error, whose own message may carry values.
    pub(crate) fn from_error(error: &serde_path_to_error::Error<serde_json::Error>, resource: &str) -> Self {
        let path = match error.path().to_string() {
            // What the library writes for the root.
            root if root == "." => String::new(),
            path => path,
        };
        if !error.inner().is_data() {
            return Self::new(path, Reason::NotJson);
        }
        let message = error.inner().to_string();
        // The names in these messages are the model's own, not values.
        if let Some(name) = named(&message, "missing field `") {
            return Self::new(member(&path, name), Reason::Missing);
        }
        if let Some(name) = named(&message, "duplicate field `") {
            return Self::new(member(&path, name), Reason::Duplicate);
        }
        if let Some(choice) = named(&message, "no variant of enum ") {
            return Self::new(member(&path, &element(choice, resource, &path)), Reason::Missing);
        }
        Self::new(path, reason(&message))
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the resource" } else { &self.path };
        write!(f, "read as a typed view: {path}: {}", self.reason)
    }
}

impl std::error::Error for Departure {}

/// Returns the reason that the first words of a message stand for.
fn reason(message: &str) -> Reason {
    let begins = |words| message.starts_with(words);
    if begins("invalid type") || begins("invalid length") {
        Reason::WrongType
    } else if begins("unknown variant") || begins("Unknown value") {
        Reason::UnknownCode
    } else {
        Reason::InvalidValue
    }
}

/// Returns the name that follows the first words of a message.
fn named<'m>(message: &'m str, words: &str) -> Option<&'m str> {
    let rest = message.strip_prefix(words)?;
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Returns the element that an enum of the model stands for: `ImmunizationOccurrence` for `occurrence[x]`.
///
/// The model names such an enum by the resource, the path down to it and the element.
fn element(choice: &str, resource: &str, path: &str) -> String {
    let mut rest = choice.strip_prefix(resource).unwrap_or(choice);
    for segment in path.split('.') {
        let segment = segment.split('[').next().unwrap_or_default();
        rest = strip_capitalized(rest, segment).unwrap_or(rest);
    }
    let mut letters = rest.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    format!("{}{}[x]", first.map(String::from).unwrap_or_default(), letters.as_str())
}

fn strip_capitalized<'n>(name: &'n str, segment: &str) -> Option<&'n str> {
    let mut letters = segment.chars();
    let first = letters.next()?.to_ascii_uppercase();
    name.strip_prefix(first)?.strip_prefix(letters.as_str()).filter(|rest| !rest.is_empty())
}

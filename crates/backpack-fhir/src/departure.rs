//! Where a body departs from the model, and how.

use std::fmt;

/// Where a body departs from the model so far that no view can be made. Never carries a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Departure {
    /// The JSON path from the resource down, such as `component[0].code`; empty for the resource itself.
    ///
    /// Within a contained resource it ends at `contained`, which the model reads as a whole.
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
    /// A member that the model requires is missing.
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

    /// Returns the departure behind an error of reading, whose own message may carry values.
    pub(crate) fn from_error(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = match error.path().to_string() {
            // What the library writes for the root.
            root if root == "." => String::new(),
            path => path,
        };
        if !error.inner().is_data() {
            return Self::new(path, Reason::NotJson);
        }
        let message = error.inner().to_string();
        if let Some(rest) = message.strip_prefix("missing field `") {
            // The name is the model's own, not a value.
            let name = rest.split('`').next().unwrap_or_default();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            return Self::new(path, Reason::Missing);
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

/// Returns the reason that the first words of a message of `serde` stand for.
fn reason(message: &str) -> Reason {
    let begins = |words| message.starts_with(words);
    if begins("duplicate field") {
        Reason::Duplicate
    } else if begins("invalid type") || begins("invalid length") {
        Reason::WrongType
    } else if begins("unknown variant") {
        Reason::UnknownCode
    } else {
        Reason::InvalidValue
    }
}

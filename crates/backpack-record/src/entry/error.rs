//! Why an entry cannot be written.

use crate::Refusal;

/// Why an entry cannot be written as it stands. Names the field, never what was typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// A text that is empty or only white space.
    #[error("write entry: {field} is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// A text longer than FHIR allows.
    #[error("write entry: {field} is longer than {limit} bytes")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The limit in bytes of UTF-8.
        limit: usize,
    },
    /// A text with a control character other than tab, line feed and carriage return (R4 2.24.0.1, string).
    #[error("write entry: {field} holds a control character")]
    ControlCharacter {
        /// The field.
        field: &'static str,
    },
    /// A number that is no FHIR `decimal`.
    #[error("write entry: {field} is not a decimal number")]
    Decimal {
        /// The field.
        field: &'static str,
    },
    /// A date that is no FHIR `dateTime`: a year, a month, a day, or a time with seconds and its zone.
    #[error("write entry: {field} is not a date")]
    Date {
        /// The field.
        field: &'static str,
    },
    /// A code with white space other than single spaces within (R4 2.24.0.1, code).
    #[error("write entry: {field} is not a code")]
    Code {
        /// The field.
        field: &'static str,
    },
    /// A period that ends before it begins.
    #[error("write entry: {field} is before the start")]
    EndBeforeStart {
        /// The field that holds the end.
        field: &'static str,
    },
    /// Two fields that cannot both be true, such as an end of what is still active.
    #[error("write entry: {field} contradicts {other}")]
    Contradiction {
        /// The field.
        field: &'static str,
        /// The field that it contradicts.
        other: &'static str,
    },
    /// An id that is no FHIR `id`: 1 to 64 ASCII letters, digits, hyphens and dots.
    #[error("write entry: the id is not a FHIR id")]
    Id,
    /// A resource of another type than the builder writes.
    #[error("read entry: not a resource of the type {expected}")]
    AnotherType {
        /// The FHIR resource type.
        expected: &'static str,
    },
    /// A resource of more than a million values.
    #[error("read entry: too many values")]
    TooManyValues,
    /// A resource that the host app made and that cannot be read.
    #[error("write entry: {0}")]
    Refused(#[source] Refusal),
}

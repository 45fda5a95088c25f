//! The header: what lists, filters and timelines need to know of a record.

use serde::{Deserialize, Serialize};

use crate::{Kind, PartialDate, Text};

/// What is known of a resource without its body. Texts borrow from the bytes that were read.
///
/// Every field but the type is best effort: a wrong type, an unknown code or a missing member costs that field alone.
/// Itself it takes 856 bytes on a 64-bit machine; packed ([`Header::pack`]) it takes what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Header<'a> {
    /// A title that a person understands: one line of 1 to 300 bytes when read from a body.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// The `resourceType`.
    #[serde(borrow)]
    pub resource_type: Text<'a>,
    /// The category under which people see it.
    pub kind: Kind,
    /// The logical id at its source.
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    /// `meta.versionId`.
    #[serde(borrow)]
    pub version: Option<Text<'a>>,
    /// `meta.lastUpdated`.
    #[serde(borrow)]
    pub last_updated: Option<PartialDate<'a>>,
    /// The codes of what it is about, the main one first: of codings, the one the user of the source selected.
    #[serde(borrow)]
    pub codes: Vec<Code<'a>>,
    /// The status as written (`final`, `active`, `entered-in-error`, …); for conditions and allergies the clinical
    /// one, unless the record was refuted or entered in error.
    ///
    /// A vaccine not given or a medication not taken says `not-done` or `not-taken`, also where its version of FHIR
    /// says so beside the status.
    #[serde(borrow)]
    pub status: Option<Text<'a>>,
    /// When it happened; `None` if the source does not say.
    #[serde(borrow)]
    pub when: Option<When<'a>>,
    /// The value of a measurement or answer.
    #[serde(borrow)]
    pub value: Option<Value<'a>>,
    /// The parts of a measurement of several values, such as blood pressure.
    #[serde(borrow)]
    pub components: Vec<Component<'a>>,
    /// How the source interprets the value.
    #[serde(borrow)]
    pub interpretation: Option<Interpretation<'a>>,
    /// The range the source compares with.
    #[serde(borrow)]
    pub reference_range: Option<ReferenceRange<'a>>,
    /// Who did it, as written: performers, practitioners, organisations.
    #[serde(borrow)]
    pub who: Vec<Who<'a>>,
    /// Whom it is about.
    #[serde(borrow)]
    pub subject: Option<Reference<'a>>,
    /// What else it points to, in order, without doubles: not the subject, nothing inside itself (`#…`).
    #[serde(borrow)]
    pub references: Vec<Reference<'a>>,
    /// The attachments it names or holds.
    #[serde(borrow)]
    pub attachments: Vec<AttachmentRef<'a>>,
}

/// A code: `Coding` of FHIR, or a bare `code` with no system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Code<'a> {
    /// The code system's URI.
    #[serde(borrow)]
    pub system: Option<Text<'a>>,
    /// The code.
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
    /// What it means, in the source's words.
    #[serde(borrow)]
    pub display: Option<Text<'a>>,
}

/// When something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct When<'a> {
    /// The element it was read from, such as `effectiveDateTime` or `recordedDate`.
    #[serde(borrow)]
    pub element: Text<'a>,
    /// The start, or the only point.
    #[serde(borrow)]
    pub start: Option<PartialDate<'a>>,
    /// The end of a period.
    #[serde(borrow)]
    pub end: Option<PartialDate<'a>>,
}

/// A value, with decimals exactly as the source wrote them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A number with its unit.
    Quantity(#[serde(borrow)] Quantity<'a>),
    /// A range of two numbers.
    Range {
        /// The lower end.
        #[serde(borrow)]
        low: Option<Quantity<'a>>,
        /// The upper end.
        #[serde(borrow)]
        high: Option<Quantity<'a>>,
    },
    /// A ratio, such as a titre.
    Ratio {
        /// The numerator.
        #[serde(borrow)]
        numerator: Option<Quantity<'a>>,
        /// The denominator.
        #[serde(borrow)]
        denominator: Option<Quantity<'a>>,
    },
    /// A coded answer, as text a person understands.
    Coded(#[serde(borrow)] Text<'a>),
    /// Free text, a time, or a date as written.
    Text(#[serde(borrow)] Text<'a>),
    /// Yes or no.
    Boolean(bool),
    /// A number without a unit, with its exact digits.
    Number(#[serde(borrow)] Text<'a>),
    /// No value, and why (`dataAbsentReason`).
    Absent(#[serde(borrow)] Text<'a>),
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quantity<'a> {
    /// `<`, `<=`, `>=`, `>` or `ad`, if the value is not exact.
    #[serde(borrow)]
    pub comparator: Option<Text<'a>>,
    /// The exact digits: `1.10` stays `1.10`.
    #[serde(borrow)]
    pub number: Option<Text<'a>>,
    /// The unit as written, else its code.
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    /// The unit's code, UCUM as a rule.
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
}

/// One part of a measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Component<'a> {
    /// What the part is, in words.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// Its codes.
    #[serde(borrow)]
    pub codes: Vec<Code<'a>>,
    /// Its value.
    #[serde(borrow)]
    pub value: Option<Value<'a>>,
}

/// How the source interprets a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interpretation<'a> {
    /// The code, such as `H`, `L` or `N`.
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
    /// The words.
    #[serde(borrow)]
    pub text: Text<'a>,
}

/// The range the source compares a value with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReferenceRange<'a> {
    /// The lower end.
    #[serde(borrow)]
    pub low: Option<Quantity<'a>>,
    /// The upper end.
    #[serde(borrow)]
    pub high: Option<Quantity<'a>>,
    /// The range in words.
    #[serde(borrow)]
    pub text: Option<Text<'a>>,
}

/// Somebody named by a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Who<'a> {
    /// The member that names them, such as `performer`.
    #[serde(borrow)]
    pub role: Text<'a>,
    /// The name as written.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// The reference, if there is one.
    #[serde(borrow)]
    pub reference: Option<Text<'a>>,
}

/// A reference to another resource, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reference<'a> {
    /// `Reference.reference`: relative, absolute, `urn:` or `#contained`.
    #[serde(borrow)]
    pub target: Text<'a>,
    /// `Reference.display`.
    #[serde(borrow)]
    pub display: Option<Text<'a>>,
}

/// An attachment that a record names or holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttachmentRef<'a> {
    /// `contentType` as declared.
    #[serde(borrow)]
    pub content_type: Option<Text<'a>>,
    /// `title`.
    #[serde(borrow)]
    pub title: Option<Text<'a>>,
    /// Where its bytes are, as written; `None` if it holds them.
    #[serde(borrow)]
    pub url: Option<Text<'a>>,
    /// `size` in bytes, as declared.
    pub size: Option<u64>,
    /// `hash`: the SHA-1 in base64, as declared.
    #[serde(borrow)]
    pub hash: Option<Text<'a>>,
    /// The length of the base64 `data` held in the record; 0 if it holds none.
    pub data_length: u64,
}

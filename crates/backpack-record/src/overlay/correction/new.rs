//! Making a correction: the element is found, and the value checked against what is there.

use super::apply::quoted;
use super::element::{ElementPath, ElementStep, InvalidPath};
use super::field::{Field, Sort};
use super::{Correction, MAX_CORRECTED, says_the_same};
use crate::json::Json;
use crate::scan::{check, checked_text};
use crate::{PartialDate, Precision, Refusal};

/// What identifies a record, or says how it was served, is no fact about the person.
const FIXED: &[&str] = &["resourceType", "id", "meta"];
/// The elements that hold a date under a name that does not say so (FHIR R4, the types of [`crate::Kind`]).
const DATES: &[&str] = &[
    "authored",
    "authoredOn",
    "created",
    "date",
    "end",
    "issued",
    "received",
    "recorded",
    "sent",
    "start",
    "started",
    "dateAsserted",
    "assertedOn",
    "whenHandedOver",
    "whenPrepared",
];

/// Which element is corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Element {
    /// A field that people see; the element that holds it is found in the body.
    Field(Field),
    /// An element by its path, such as `component[1].valueQuantity.value`.
    Path(ElementPath),
    /// The same as text, as it was given.
    Text(String),
}

/// What an element should say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewValue {
    /// This, as a person writes it. It becomes what is there: a number stays a number, a date a date.
    Text(String),
    /// This JSON value.
    Json(String),
    /// Nothing: the element should not be there.
    Nothing,
}

/// Why something cannot be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotCorrectable {
    /// The text is no path of an element.
    #[error("no path of an element")]
    NoPath,
    /// Such a record has no such field, or the element has no place in it.
    #[error("the record has no such element")]
    NoElement,
    /// Type, id and `meta` are not corrected: they say which record it is, not what holds of the person.
    #[error("type, id and meta cannot be corrected")]
    Fixed,
    /// A number must stay a number, a text a text, and so on.
    #[error("the value is of another type than what is there")]
    OtherType,
    /// A date must be one of FHIR: `2019`, `2019-03`, `2019-03-07`, or with a time.
    #[error("the value is no date")]
    NoDate,
    /// The value is empty, `null`, or no JSON.
    #[error("the value says nothing")]
    Empty,
    /// The source says so already.
    #[error("the source says so already")]
    Same,
    /// Value, element or reason is over 16 KiB.
    #[error("over 16 KiB; correct a part of it")]
    TooLong,
    /// Another correction stands inside this element, or around it: take that back first, or correct the same element.
    #[error("another correction overlaps it")]
    Overlapping,
    /// The body cannot be read.
    #[error("{0}")]
    Unreadable(Refusal),
}

impl Correction {
    /// Returns the correction of an element of `body`, which is version number `version` of its record.
    ///
    /// A value given as text becomes what is there already; a number keeps its digits. Given as JSON it must be of the type
    /// of what is there. Where there was a date, or the element's name says that it is one, a date of FHIR must come
    /// (R4, section 2.24.0.1). What is not there yet can be added where its parent has room for it.
    ///
    /// # Errors
    ///
    /// [`NotCorrectable`] says why it cannot be.
    pub fn of(
        body: &[u8],
        element: &Element,
        value: &NewValue,
        version: u32,
        reason: Option<String>,
    ) -> Result<Self, NotCorrectable> {
        let text = checked_text(body).map_err(NotCorrectable::Unreadable)?;
        let doc = check(text.as_bytes(), body.len() - text.len()).map_err(NotCorrectable::Unreadable)?;
        let root = doc.root();
        let (path, expected) = match element {
            Element::Field(field) => {
                let found = field.element(root).ok_or(NotCorrectable::NoElement)?;
                (found.keyed(root), Some(field.sort()))
            }
            // The keys of an earlier correction hold on.
            Element::Path(path) if path.steps.iter().any(has_key) => (path.clone(), None),
            Element::Path(path) => (path.clone().keyed(root), None),
            Element::Text(text) => {
                let path: ElementPath = text.parse().map_err(|InvalidPath| NotCorrectable::NoPath)?;
                (path.keyed(root), None)
            }
        };
        check_fixed(&path)?;
        let place = path.locate(root).ok_or(NotCorrectable::NoElement)?;
        let sort = sort_of(&path, place.value, expected);
        let was = place.value.map(|value| value.raw().to_owned());
        let value = written(value, sort, place.value.is_some())?;
        if says_the_same(was.as_deref(), value.as_deref()) {
            return Err(NotCorrectable::Same);
        }
        let correction = Self::new(place.path, value, was, version).because(reason);
        if correction.texts() > MAX_CORRECTED { Err(NotCorrectable::TooLong) } else { Ok(correction) }
    }
}

impl Correction {
    /// Returns the same correction against what `body`, version number `version`, says now: the person stays with it.
    ///
    /// # Errors
    ///
    /// [`NotCorrectable::NoElement`] if the element has no place there any more, [`NotCorrectable::Same`] if the source
    /// says so by now, [`NotCorrectable::Unreadable`].
    pub fn rebased(&self, body: &[u8], version: u32) -> Result<Self, NotCorrectable> {
        let text = checked_text(body).map_err(NotCorrectable::Unreadable)?;
        let doc = check(text.as_bytes(), body.len() - text.len()).map_err(NotCorrectable::Unreadable)?;
        let place = self.element.locate(doc.root()).ok_or(NotCorrectable::NoElement)?;
        let was = place.value.map(|value| value.raw().to_owned());
        if says_the_same(was.as_deref(), self.value.as_deref()) {
            return Err(NotCorrectable::Same);
        }
        let rebased = Self { element: place.path, was, version, ..self.clone() };
        if rebased.texts() > MAX_CORRECTED { Err(NotCorrectable::TooLong) } else { Ok(rebased) }
    }
}

fn has_key(step: &ElementStep) -> bool {
    matches!(step, ElementStep::Item { key: Some(_), .. })
}

fn check_fixed(path: &ElementPath) -> Result<(), NotCorrectable> {
    match path.steps.first() {
        Some(ElementStep::Member(name)) if !FIXED.contains(&name.as_str()) => Ok(()),
        Some(ElementStep::Member(_)) => Err(NotCorrectable::Fixed),
        _ => Err(NotCorrectable::NoPath),
    }
}

/// Returns what an element holds: what is there says it, else its name, else the field. `None` if nothing does.
fn sort_of(path: &ElementPath, there: Option<Json<'_, '_>>, expected: Option<Sort>) -> Option<Sort> {
    let name = path.steps.iter().rev().find_map(|step| match step {
        ElementStep::Member(name) => Some(name.as_str()),
        ElementStep::Item { .. } => None,
    });
    let name = name.unwrap_or_default();
    let is_dated =
        ["Date", "DateTime", "Instant"].iter().any(|end| name.ends_with(end)) || DATES.contains(&name);
    match there {
        Some(value) if value.is_object() || value.is_array() => Some(Sort::Structure),
        Some(value) if value.boolean().is_some() => Some(Sort::Boolean),
        Some(value) if !value.is_string() => Some(Sort::Number),
        // A year alone may be any number; more than that is a date.
        Some(value) => {
            let date = value.text().and_then(|text| PartialDate::parse(text).ok());
            let is_date = date.is_some_and(|date| date.precision() > Precision::Year);
            Some(if is_date || is_dated { Sort::Date } else { Sort::Text })
        }
        None if is_dated => Some(Sort::Date),
        None if name == "value" => Some(Sort::Number),
        None => expected,
    }
}

/// Returns the value as JSON; `None` if the element should not be there.
fn written(value: &NewValue, sort: Option<Sort>, is_there: bool) -> Result<Option<String>, NotCorrectable> {
    let json = match value {
        NewValue::Nothing => return Ok(None),
        NewValue::Json(json) => json.trim().to_owned(),
        NewValue::Text(text) if text.trim().is_empty() => return Err(NotCorrectable::Empty),
        NewValue::Text(text) => match sort {
            Some(Sort::Number | Sort::Boolean) => text.trim().to_owned(),
            Some(Sort::Structure) => return Err(NotCorrectable::OtherType),
            Some(Sort::Date | Sort::Text) | None => quoted(text.trim()),
        },
    };
    let is_text = matches!(value, NewValue::Text(_));
    let other = if is_text { NotCorrectable::OtherType } else { NotCorrectable::Empty };
    let doc = check(json.as_bytes(), 0).map_err(|_| other)?;
    let root = doc.root();
    let is_empty = root.is_null()
        || root.text().is_some_and(|text| text.trim().is_empty())
        || ((root.is_object() || root.is_array()) && root.after() <= root.slot() + 1);
    if is_empty {
        return Err(NotCorrectable::Empty);
    }
    // Where nothing is there, JSON may be anything but what a date may not be.
    let sort = sort.filter(|sort| is_there || is_text || *sort == Sort::Date);
    let fits = match sort {
        None => true,
        Some(Sort::Structure) => root.is_object() || root.is_array(),
        Some(Sort::Boolean) => root.boolean().is_some(),
        Some(Sort::Number) => !root.is_string() && root.number().is_some(),
        Some(Sort::Text | Sort::Date) => root.is_string(),
    };
    if !fits {
        return Err(NotCorrectable::OtherType);
    }
    let is_date = || root.text().is_some_and(|text| PartialDate::parse(text).is_ok());
    if sort == Some(Sort::Date) && !is_date() {
        return Err(NotCorrectable::NoDate);
    }
    drop(doc);
    Ok(Some(json))
}

impl From<Field> for Element {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl From<ElementPath> for Element {
    fn from(path: ElementPath) -> Self {
        Self::Path(path)
    }
}

impl From<&str> for Element {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&str> for NewValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for NewValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

//! The datatypes of R4 that several kinds of entry share.

use super::json::{Node, Object};
use super::{EntryError, check};
use crate::{Code, KIND_TAG_SYSTEM};

const ABSENT_REASON: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// What something is, in the person's words and, if known, in codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Concept {
    pub(super) text: String,
    pub(super) codes: Vec<Code<'static>>,
}

impl Concept {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), codes: Vec::new() }
    }

    /// Returns a `CodeableConcept`.
    pub(super) fn write(&self, field: &'static str) -> Result<Object, EntryError> {
        let codings = self.codes.iter().map(coding).collect::<Result<Vec<_>, _>>()?;
        Ok(Object::new().with_list("coding", codings).with("text", check::text(field, &self.text)?))
    }
}

/// Returns a `CodeableConcept` of text alone.
pub(super) fn in_words(field: &'static str, text: Option<&str>) -> Result<Option<Object>, EntryError> {
    let text = check::optional_text(field, text)?;
    Ok(text.map(|text| Object::new().with("text", text)))
}

/// Returns a list of one `CodeableConcept` of text alone, or an empty list.
pub(super) fn list_in_words(field: &'static str, text: Option<&str>) -> Result<Vec<Node>, EntryError> {
    Ok(in_words(field, text)?.into_iter().map(Node::Object).collect())
}

/// Returns a `CodeableConcept` of one code that the standard fixes.
pub(super) fn fixed(system: &'static str, code: &'static str, display: &'static str) -> Object {
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with_list("coding", vec![coding.into()])
}

/// Returns a `Reference` that only names somebody or something.
pub(super) fn named(field: &'static str, name: Option<&str>) -> Result<Option<Object>, EntryError> {
    let name = check::optional_text(field, name)?;
    Ok(name.map(|name| Object::new().with("display", name)))
}

/// Returns the `Reference` to the person, or one that says that the person is not known.
pub(super) fn subject(subject: Option<&str>) -> Result<Object, EntryError> {
    let Some(reference) = check::optional_text("subject", subject)? else {
        return Ok(unknown());
    };
    Ok(Object::new().with("reference", reference))
}

/// Returns an element that says it is not known: what FHIR demands and the person did not say.
pub(super) fn unknown() -> Object {
    let reason = Object::new().with("url", ABSENT_REASON).with("valueCode", "unknown");
    Object::new().with_list("extension", vec![reason.into()])
}

/// Returns a list of one `Annotation`, or an empty list.
pub(super) fn notes(note: Option<&str>) -> Result<Vec<Node>, EntryError> {
    let text = check::optional_text("note", note)?;
    Ok(text.map(|text| Object::new().with("text", text).into()).into_iter().collect())
}

/// Returns a `Period`, if either end is known.
pub(super) fn period(
    start: (&'static str, Option<&str>),
    end: (&'static str, Option<&str>),
) -> Result<Option<Object>, EntryError> {
    let starts = optional_date(start.0, start.1)?;
    let ends = optional_date(end.0, end.1)?;
    if let (Some(starts), Some(ends)) = (&starts, &ends) {
        check::in_order(end.0, starts, ends)?;
    }
    if starts.is_none() && ends.is_none() {
        return Ok(None);
    }
    Ok(Some(Object::new().with_some("start", starts).with_some("end", ends)))
}

/// Returns a date in a field that may be left out.
pub(super) fn optional_date(field: &'static str, date: Option<&str>) -> Result<Option<String>, EntryError> {
    date.map(|date| check::date(field, date)).transpose()
}

/// Begins a resource.
pub(super) fn resource(resource_type: &'static str, id: &str) -> Result<Object, EntryError> {
    Ok(Object::new().with("resourceType", resource_type).with("id", check::id(id)?))
}

/// Returns a `Meta` that tells a kind which the resource type alone would not.
pub(super) fn kind_tag(kind: &'static str) -> Object {
    Object::new()
        .with_list("tag", vec![Object::new().with("system", KIND_TAG_SYSTEM).with("code", kind).into()])
}

fn coding(code: &Code<'_>) -> Result<Node, EntryError> {
    let system = check::optional_text("code system", code.system.as_deref())?;
    let symbol = check::optional_text("code", code.code.as_deref())?;
    let display = check::optional_text("code display", code.display.as_deref())?;
    if system.is_none() && symbol.is_none() && display.is_none() {
        return Err(EntryError::Empty { field: "code" });
    }
    Ok(Object::new()
        .with_some("system", system)
        .with_some("code", symbol)
        .with_some("display", display)
        .into())
}

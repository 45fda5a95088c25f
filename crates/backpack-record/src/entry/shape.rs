//! The datatypes of R4 that several kinds of entry share.

use super::json::Object;
use super::{EntryError, check};
use crate::KIND_TAG_SYSTEM;

pub(super) use super::concept::Concept;

const ABSENT_REASON: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";

/// Returns a `CodeableConcept` of one code that the standard fixes.
pub(super) fn fixed(system: &'static str, code: &'static str, display: Option<&'static str>) -> Object {
    let mut coding = Object::new().with("system", system).with("code", code);
    if let Some(display) = display {
        coding.push("display", display);
    }
    Object::new().with("coding", vec![coding.into()])
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
    Object::new().with("extension", vec![reason.into()])
}

/// Begins a resource.
pub(super) fn resource(resource_type: &'static str, id: &str) -> Result<Object, EntryError> {
    Ok(Object::new().with("resourceType", resource_type).with("id", check::id(id)?))
}

/// Returns a `Meta` that tells a kind which the resource type alone would not.
pub(super) fn kind_tag(kind: &'static str) -> Object {
    let tag = Object::new().with("system", KIND_TAG_SYSTEM).with("code", kind);
    Object::new().with("tag", vec![tag.into()])
}

/// For codes that are written without words of their own.
pub(super) fn wordless<T>(_: T) -> Option<&'static str> {
    None
}

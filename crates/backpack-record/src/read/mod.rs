//! Reading a header from a body: one strict scan, then a walk over the few elements that matter.

mod allergy;
mod attachment;
mod code;
mod kind;
mod parts;
mod replaces;
mod shape;
mod status;
mod title;
mod value;
mod when;
mod who;

use std::collections::HashSet;

use crate::json::Json;
use crate::scan::{Scanned, scan};
use crate::{Header, PartialDate, Reference, Refusal, Text};
pub(crate) use parts::{capped_text, capped_text_of};

pub(crate) use attachment::data_of;
pub use kind::KIND_TAG_SYSTEM;
pub(crate) use parts::{Top, name_of};
pub use replaces::replaces;
pub(crate) use shape::Shape;
pub(crate) use title::{COMMON as COMMON_TITLES, words};

/// The most references of one record that its header lists.
const MOST_REFERENCES: usize = 1_000;

impl<'a> Header<'a> {
    /// Returns what a body says, read leniently: on well-formed JSON that names its `resourceType` this never fails.
    ///
    /// A UTF-8 byte order mark is skipped. A lone surrogate escape reads as U+FFFD. Texts longer than 2,000 bytes
    /// are cut in the header, and at most 1,000 references are listed; the body has them all.
    ///
    /// # Errors
    ///
    /// The [`Refusal`] that sends the body to quarantine: it is not JSON (RFC 8259), names a member twice, is nested
    /// deeper than 64 levels, is larger than 64 MiB, is no object, or names no `resourceType`.
    pub fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        read_scanned(&scan(body, None)?)
    }

    /// Returns what [`Header::read`] returns, and leaves the body's content in `content`, whose room is used again.
    ///
    /// The content is the body without insignificant white space, byte order mark, `meta.lastUpdated` and
    /// `meta.versionId`: bodies with the same content say the same. In the same pass, it costs little.
    ///
    /// # Errors
    ///
    /// As [`Header::read`].
    pub fn read_with_content(body: &'a [u8], content: &mut Vec<u8>) -> Result<Self, Refusal> {
        content.clear();
        read_scanned(&scan(body, Some(content))?)
    }
}

fn read_scanned<'a>(scanned: &Scanned<'a>) -> Result<Header<'a>, Refusal> {
    let own = scanned.doc.root();
    if !own.is_object() {
        return Err(Refusal::NotAnObject);
    }
    let top = Top::new(own);
    let resource_type = top.text_of("resourceType").filter(|name| is_type_name(name));
    let resource_type = resource_type.ok_or(Refusal::NoResourceType)?;
    let shape = Shape::of(&resource_type);
    let meta = top.get("meta");
    let codes = code::codes(&top, shape);
    let subject = subject(&top, &resource_type);
    Ok(Header {
        title: title::title(&top, shape, &codes, &resource_type),
        kind: kind::kind(&top, shape, &codes),
        id: top.get("id").and_then(capped_text),
        version: meta.and_then(|meta| capped_text_of(meta, "versionId")),
        last_updated: meta
            .and_then(|meta| meta.text_of("lastUpdated"))
            .and_then(|text| PartialDate::parse(text).ok()),
        codes,
        status: status::status(&top),
        when: when::when(&top, shape),
        value: value::value(&top, "value").or_else(|| value::absent(&top)),
        components: value::components(&top),
        interpretation: value::interpretation(&top),
        reference_range: value::reference_range(&top),
        who: who::who(&top, shape),
        references: references(scanned, subject.as_ref()),
        subject,
        attachments: attachment::attachments(scanned),
        resource_type,
    })
}

fn is_type_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Returns whom the record is about. The names of the element differ by type and version.
fn subject<'a>(top: &Top<'_, 'a>, resource_type: &str) -> Option<Reference<'a>> {
    let names: &[&str] = match resource_type {
        "Appointment" | "AppointmentResponse" => &["subject", "patient"],
        "Person" | "Patient" => &[],
        _ => &["subject", "patient", "beneficiary", "individual", "for", "candidate"],
    };
    let named = names.iter().filter_map(|name| top.get(name)).flat_map(Json::each).find_map(reference);
    named.or_else(|| match resource_type {
        "Appointment" => patient_among(top, "participant"),
        "AppointmentResponse" => top.get("actor").and_then(reference).filter(is_patient),
        "Provenance" => top.get("target")?.each().filter_map(reference).find(is_patient),
        _ => None,
    })
}

fn patient_among<'a>(top: &Top<'_, 'a>, name: &str) -> Option<Reference<'a>> {
    top.get(name)?.each().filter_map(|participant| reference(participant.get("actor")?)).find(is_patient)
}

fn is_patient(reference: &Reference<'_>) -> bool {
    reference.target.starts_with("Patient/") || reference.target.contains("/Patient/")
}

fn reference<'a>(json: Json<'_, 'a>) -> Option<Reference<'a>> {
    let target = capped_text_of(json, "reference")?;
    Some(Reference { target, display: capped_text_of(json, "display") })
}

/// Returns what the record points to, in order: no target twice, not the subject, nothing inside itself.
fn references<'a>(scanned: &Scanned<'a>, subject: Option<&Reference<'a>>) -> Vec<Reference<'a>> {
    let mut references: Vec<Reference<'a>> = Vec::new();
    let mut seen: HashSet<Text<'a>> = HashSet::new();
    for (target, display) in scanned.references() {
        let Some(target) = capped_text(target).filter(|target| !target.starts_with('#')) else { continue };
        if references.len() == MOST_REFERENCES {
            break;
        }
        if subject.is_some_and(|subject| subject.target == target) {
            continue;
        }
        if references.len() == FEW && seen.is_empty() {
            seen.extend(references.iter().map(|reference| reference.target.clone()));
        }
        let is_new = if references.len() < FEW {
            references.iter().all(|reference| reference.target != target)
        } else {
            seen.insert(target.clone())
        };
        if is_new {
            references.push(Reference { target, display: display.and_then(capped_text) });
        }
    }
    references
}

/// Up to this many references are compared one by one.
const FEW: usize = 16;

//! Whom a record is about: ids to compare, and what a Patient says of its person.

use crate::json::Json;
use crate::read::{Top, name_of};
use crate::scan::scan;
use crate::{Header, PartialDate, Refusal, Text};

impl Header<'_> {
    /// Returns the id of the patient the record is about; for a Patient its own.
    ///
    /// `Patient/x` and an absolute URL ending so give `x`, a version cut off; `urn:uuid:x` comes back whole. `None`
    /// if no subject is named, or it is not a patient.
    #[must_use]
    pub fn subject_id(&self) -> Option<&str> {
        if self.resource_type == "Patient" {
            return self.id.as_deref().filter(|id| !id.is_empty());
        }
        patient_id(&self.subject.as_ref()?.target)
    }
}

fn patient_id(target: &str) -> Option<&str> {
    if target.starts_with("urn:") {
        return Some(target);
    }
    let current = target.split("/_history/").next().unwrap_or(target);
    let (rest, id) = current.rsplit_once('/')?;
    let is_patient = rest == "Patient" || rest.ends_with("/Patient");
    (is_patient && !id.is_empty()).then_some(id)
}

/// What a Patient says of its person, to tell whether it is the one expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonHint<'a> {
    /// The names, in order, former ones included.
    pub names: Vec<PersonName<'a>>,
    /// `birthDate`.
    pub birth_date: Option<PartialDate<'a>>,
    /// `gender`: `male`, `female`, `other` or `unknown`, as written.
    pub gender: Option<Text<'a>>,
}

/// One name of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonName<'a> {
    /// The family name; several are joined by a space.
    pub family: Option<Text<'a>>,
    /// The given names, joined by spaces.
    pub given: Option<Text<'a>>,
    /// The whole name: as the source wrote it, else given and family name.
    pub text: Option<Text<'a>>,
}

impl<'a> PersonHint<'a> {
    /// Returns what a body of a Patient, Person, Practitioner or related person says. What is missing stays empty.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        let scanned = scan(body, None)?;
        let top = Top::new(scanned.doc.root());
        Ok(Self {
            names: top.get("name").into_iter().flat_map(Json::each).filter_map(name).collect(),
            birth_date: top.text_of("birthDate").and_then(|text| PartialDate::parse(text).ok()),
            gender: top.text_of("gender"),
        })
    }
}

fn name<'a>(json: Json<'_, 'a>) -> Option<PersonName<'a>> {
    let text = name_of(json)?;
    Some(PersonName { family: joined(json, "family"), given: joined(json, "given"), text: Some(text) })
}

fn joined<'a>(json: Json<'_, 'a>, member: &str) -> Option<Text<'a>> {
    let mut words: Vec<Text<'a>> = json.get(member)?.each().filter_map(Json::text).collect();
    match words.len() {
        0 | 1 => words.pop(),
        _ => Some(Text::from(words.iter().map(Text::as_str).collect::<Vec<_>>().join(" "))),
    }
}

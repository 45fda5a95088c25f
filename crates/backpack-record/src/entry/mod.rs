//! Entries: records made by hand, as valid FHIR R4.
//!
//! Each kind has a builder that begins with the person's own words; codes are welcome and never needed.
//! What FHIR demands and the person did not say is written as unknown, never invented.
//! Numbers and dates are taken as text and written exactly as given; `build` checks them.
//! An entry is edited by building it again under the same id.

mod allergy;
mod check;
mod code;
mod error;
mod immunization;
mod json;
mod lab_result;
mod medication;
mod new_entry;
mod note;
mod observation;
mod problem;
mod procedure;
mod setters;
mod shape;
mod visit;
mod vital_sign;

pub use allergy::{Allergy, AllergyCategory, AllergyStatus, Criticality, ReactionSeverity};
pub use check::MAX_TEXT;
pub use error::EntryError;
pub use immunization::{Immunization, ImmunizationStatus};
pub use lab_result::LabResult;
pub use medication::{AsNeeded, Medication, MedicationStatus};
pub use new_entry::NewEntry;
pub use note::Note;
pub use observation::{Assessment, Comparator};
pub use problem::{Condition, Injury, ProblemStatus, Severity, Symptom};
pub use procedure::{Procedure, ProcedureStatus};
pub use visit::{Setting, Visit, VisitStatus};
pub use vital_sign::{HeightUnit, TemperatureUnit, VitalSign, WeightUnit};

use crate::Header;

/// A record made by hand: a FHIR resource, ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    resource_type: String,
    body: Vec<u8>,
}

impl Entry {
    /// Returns an entry with a resource that the host app made itself, byte for byte.
    ///
    /// # Errors
    ///
    /// When the bytes are no resource that a header can be read from.
    pub fn from_resource(body: impl Into<Vec<u8>>) -> Result<Self, EntryError> {
        let body = body.into();
        let header = Header::read(&body).map_err(EntryError::Refused)?;
        let resource_type = header.resource_type.as_str().to_owned();
        Ok(Self { resource_type, body })
    }

    /// Returns the FHIR resource type, such as `Condition`.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// Returns the resource as JSON.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the resource type and the resource as JSON.
    #[must_use]
    pub fn into_parts(self) -> (String, Vec<u8>) {
        (self.resource_type, self.body)
    }

    #[expect(clippy::expect_used, reason = "a tree of texts and checked numbers always has a JSON form")]
    fn write(resource_type: &'static str, resource: &json::Object) -> Result<Self, EntryError> {
        let body = resource.to_bytes().expect("because every key is a text and every number was checked");
        Ok(Self { resource_type: resource_type.to_owned(), body })
    }
}

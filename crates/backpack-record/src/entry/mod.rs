//! Entries: records made by hand, as valid FHIR R4.
//!
//! Each kind has a builder that begins with the person's own words; codes are welcome and never needed.
//! What FHIR demands and the person did not say is written as unknown, never invented.
//! Numbers and dates are taken as text and written exactly as given; `build` checks them.
//! An entry is read back into its builder for a form ([`NewEntry::read`]); its fields are public. An edit does what the
//! form changed to the resource, and keeps what the form has no field for ([`NewEntry::build_over`]).

mod allergy;
mod amount;
mod appointment;
mod care_plan;
mod check;
mod code;
mod concept;
mod coverage;
mod device;
mod error;
mod family_history;
mod form;
mod frequency;
mod genetic;
mod goal;
mod imaging;
mod immunization;
mod json;
mod lab_result;
mod medication;
mod merge;
mod moment;
mod new_entry;
mod note;
mod observation;
mod problem;
mod procedure;
mod rebase;
mod setters;
mod shape;
mod social_history;
mod visit;
mod vital_sign;

pub use allergy::{
    Allergy, AllergyCategory, AllergySort, AllergyStatus, AllergyVerification, Criticality, Reaction,
    ReactionSeverity,
};
pub use amount::{Amount, Answer, Comparator, Unit};
pub use appointment::{Appointment, AppointmentStatus};
pub use care_plan::{CarePlan, CarePlanStatus, PlanStep, StepStatus};
pub use check::MAX_TEXT;
pub use concept::Concept;
pub use coverage::{Coverage, CoverageStatus, SubscriberRelationship};
pub use device::{Device, DeviceStatus};
pub use error::EntryError;
pub use family_history::{FamilyCondition, FamilyHistory, Sex};
pub use frequency::{DayTime, Frequency, TimeUnit};
pub use genetic::{GeneticResult, Significance, VariantFinding, Zygosity};
pub use goal::{Achievement, Goal, GoalStatus};
pub use imaging::{Imaging, Modality, Report};
pub use immunization::{Immunization, ImmunizationStatus};
pub use lab_result::{LabPart, LabResult};
pub use medication::{AsNeeded, Medication, MedicationStatus};
pub use moment::{AgeUnit, Moment};
pub use new_entry::NewEntry;
pub use note::{Document, Note};
pub use observation::Assessment;
pub use problem::{Condition, Injury, ProblemStatus, Severity, Symptom, Verification};
pub use procedure::{Procedure, ProcedureStatus, Treatment};
pub use rebase::{Clash, OnClash, Rebased};
pub use social_history::{Smoking, SocialHistory};
pub use visit::{Setting, Visit, VisitStatus};
pub use vital_sign::{HeightUnit, Measured, TemperatureUnit, VitalSign, WeightUnit};

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

    fn of(resource_type: &str, resource: &json::Object) -> Self {
        Self { resource_type: resource_type.to_owned(), body: resource.to_bytes() }
    }

    fn keep(resource_type: &str, body: &[u8]) -> Self {
        Self { resource_type: resource_type.to_owned(), body: body.to_vec() }
    }
}

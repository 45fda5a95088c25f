//! The resource types that can be viewed, each with concrete functions, so that no other crate compiles the model.

use fhir_model::r4b::resources::{
    AllergyIntolerance, Appointment, CarePlan, CareTeam, Claim, Communication, Condition, Coverage, Device,
    DiagnosticReport, DocumentReference, Encounter, ExplanationOfBenefit, FamilyMemberHistory, Goal,
    ImagingStudy, Immunization, Location, Medication, MedicationAdministration, MedicationDispense,
    MedicationRequest, MedicationStatement, Observation, Organization, Patient, Practitioner,
    PractitionerRole, Procedure, QuestionnaireResponse, RelatedPerson, ServiceRequest, Specimen,
};

use crate::Departure;

/// A resource type of `fhir-model` that a record can be viewed as. Implemented for the types people read most.
pub trait TypedResource: Sized + sealed::Sealed {
    /// The `resourceType`.
    const NAME: &'static str;

    /// Reads the type from a body.
    #[doc(hidden)]
    fn read(body: &[u8]) -> Result<Self, Departure>;

    /// Writes the type back, to compare it with the body.
    #[doc(hidden)]
    fn write(&self) -> Result<Vec<u8>, Departure>;
}

mod sealed {
    /// Keeps the trait to this crate, since every type costs a build.
    #[expect(unnameable_types, reason = "that nobody can name it is what seals the trait")]
    pub trait Sealed {}
}

macro_rules! typed {
    ($($name:ident,)*) => {$(
        impl sealed::Sealed for $name {}

        impl TypedResource for $name {
            const NAME: &'static str = stringify!($name);

            fn read(body: &[u8]) -> Result<Self, Departure> {
                let mut deserializer = serde_json::Deserializer::from_slice(body);
                serde_path_to_error::deserialize(&mut deserializer).map_err(|error| Departure::from_error(&error, Self::NAME))
            }

            fn write(&self) -> Result<Vec<u8>, Departure> {
                let mut written = Vec::new();
                let mut serializer = serde_json::Serializer::new(&mut written);
                serde_path_to_error::serialize(self, &mut serializer)
                    .map_err(|error| Departure::from_error(&error, Self::NAME))?;
                Ok(written)
            }
        }
    )*};
}

typed! {
    AllergyIntolerance,
    Appointment,
    CarePlan,
    CareTeam,
    Claim,
    Communication,
    Condition,
    Coverage,
    Device,
    DiagnosticReport,
    DocumentReference,
    Encounter,
    ExplanationOfBenefit,
    FamilyMemberHistory,
    Goal,
    ImagingStudy,
    Immunization,
    Location,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Observation,
    Organization,
    Patient,
    Practitioner,
    PractitionerRole,
    Procedure,
    QuestionnaireResponse,
    RelatedPerson,
    ServiceRequest,
    Specimen,
}

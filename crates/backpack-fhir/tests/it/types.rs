//! Every type that can be asked for can be had.

use backpack_fhir::TypedResource;
use backpack_fhir::model::{
    AllergyIntolerance, Appointment, CarePlan, CareTeam, Claim, Communication, Condition, Coverage, Device,
    DiagnosticReport, DocumentReference, Encounter, ExplanationOfBenefit, FamilyMemberHistory, Goal,
    ImagingStudy, Immunization, Location, Medication, MedicationAdministration, MedicationDispense,
    MedicationRequest, MedicationStatement, Observation, Organization, Patient, Practitioner,
    PractitionerRole, Procedure, QuestionnaireResponse, RelatedPerson, ServiceRequest, Specimen,
};

use crate::told;

/// Checks that a body with the least the model requires is shown whole, and an unknown member told.
#[track_caller]
fn least<T: TypedResource>(members: &str) {
    let body = format!(r#"{{"resourceType":"{}","id":"a"{members}}}"#, T::NAME);
    assert_eq!(told::<T>(&body), [""; 0], "{body}");
    let body = format!(r#"{{"resourceType":"{}","id":"a"{members},"vendorSays":[true]}}"#, T::NAME);
    assert_eq!(told::<T>(&body), ["vendorSays (not shown)"], "{body}");
}

#[test]
fn clinical() {
    least::<AllergyIntolerance>(r#","patient":{"reference":"Patient/p"}"#);
    least::<Condition>(r#","subject":{"reference":"Patient/p"}"#);
    least::<Procedure>(r#","status":"completed","subject":{"reference":"Patient/p"}"#);
    least::<FamilyMemberHistory>(
        r#","status":"completed","patient":{"reference":"Patient/p"},"relationship":{"text":"aunt"}"#,
    );
    least::<CarePlan>(r#","status":"active","intent":"plan","subject":{"reference":"Patient/p"}"#);
    least::<CareTeam>(r#","status":"active""#);
    least::<Goal>(
        r#","lifecycleStatus":"active","description":{"text":"x"},"subject":{"reference":"Patient/p"}"#,
    );
    least::<ServiceRequest>(r#","status":"active","intent":"order","subject":{"reference":"Patient/p"}"#);
    least::<Encounter>(r#","status":"finished","class":{"code":"AMB"}"#);
    least::<Communication>(r#","status":"completed""#);
    least::<Appointment>(r#","status":"booked","participant":[{"status":"accepted"}]"#);
    least::<QuestionnaireResponse>(r#","status":"completed""#);
}

#[test]
fn medications() {
    let medication = r#","medicationCodeableConcept":{"text":"x"},"subject":{"reference":"Patient/p"}"#;
    least::<Medication>(r#","code":{"text":"x"}"#);
    least::<MedicationRequest>(&format!(r#","status":"active","intent":"order"{medication}"#));
    least::<MedicationStatement>(&format!(r#","status":"active"{medication}"#));
    least::<MedicationDispense>(&format!(r#","status":"completed"{medication}"#));
    least::<MedicationAdministration>(&format!(
        r#","status":"completed","effectiveDateTime":"2024"{medication}"#
    ));
    least::<Immunization>(
        r#","status":"completed","vaccineCode":{"text":"x"},"patient":{"reference":"Patient/p"},"occurrenceDateTime":"2024""#,
    );
}

#[test]
fn results() {
    least::<Observation>(r#","status":"final","code":{"text":"x"}"#);
    least::<DiagnosticReport>(r#","status":"final","code":{"text":"x"}"#);
    least::<DocumentReference>(r#","status":"current","content":[{"attachment":{"title":"x"}}]"#);
    least::<ImagingStudy>(r#","status":"available","subject":{"reference":"Patient/p"}"#);
    least::<Specimen>("");
    least::<Device>("");
}

#[test]
fn people_and_places() {
    least::<Patient>("");
    least::<Practitioner>("");
    least::<PractitionerRole>("");
    least::<Organization>("");
    least::<Location>("");
    least::<RelatedPerson>(r#","patient":{"reference":"Patient/p"}"#);
}

#[test]
fn money() {
    let insurance = r#""insurance":[{"sequence":1,"focal":true,"coverage":{"display":"x"}}]"#;
    least::<Coverage>(
        r#","status":"active","beneficiary":{"reference":"Patient/p"},"payor":[{"display":"x"}]"#,
    );
    least::<Claim>(&format!(
        r#","status":"active","type":{{"text":"x"}},"use":"claim","patient":{{"reference":"Patient/p"}},
           "created":"2024","provider":{{"display":"x"}},"priority":{{"text":"x"}},{insurance}"#
    ));
    least::<ExplanationOfBenefit>(
        r#","status":"active","type":{"text":"x"},"use":"claim","patient":{"reference":"Patient/p"},
           "created":"2024","insurer":{"display":"x"},"provider":{"display":"x"},"outcome":"complete",
           "insurance":[{"focal":true,"coverage":{"display":"x"}}]"#,
    );
}

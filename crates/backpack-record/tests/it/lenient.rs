//! On well-formed JSON that names its type, reading never fails on content.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use std::fs;

use backpack_record::{Header, Kind};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::headers::bodies;

/// Values of every JSON type to put in the place of any other.
fn strange() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-0.5e-7)),
        Just(json!("")),
        Just(json!(" \u{0} ")),
        Just(json!("2024-02-30")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null, [[]], {"reference": 1, "coding": "x", "start": {}}])),
        Just(json!({"reference": {"reference": []}, "value": "1.10", "coding": {"display": "d"}, "text": 5})),
        "\\PC{0,40}".prop_map(Value::from),
    ]
}

/// Puts a value in the place of the n-th value of a resource, its type apart.
fn replace(value: &mut Value, left: &mut usize, other: &Value) {
    let children: Vec<&mut Value> = match value {
        Value::Object(members) => {
            members.iter_mut().filter(|(name, _)| *name != "resourceType").map(|(_, value)| value).collect()
        }
        Value::Array(items) => items.iter_mut().collect(),
        _ => return,
    };
    for child in children {
        if *left == 0 {
            *child = other.clone();
            *left = usize::MAX;
            return;
        }
        *left -= 1;
        replace(child, left, other);
        if *left == usize::MAX {
            return;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_strange_value_costs_no_more_than_fields(at in any::<prop::sample::Index>(), places in prop::collection::vec((0_usize..80, strange()), 1..4)) {
        let bodies = bodies();
        let mut resource: Value = serde_json::from_slice(&fs::read(at.get(&bodies)).unwrap()).unwrap();
        for (place, other) in &places {
            replace(&mut resource, &mut place.clone(), other);
        }
        let body = serde_json::to_vec(&resource).unwrap();
        let header = Header::read(&body).unwrap();
        prop_assert!(!header.title.trim().is_empty() && header.title.len() <= 300);
        let packed = header.pack();
        prop_assert_eq!(Header::unpack(&packed).unwrap(), header);
    }
}

#[test]
fn a_title_is_cut_between_characters() {
    let body = format!("{{\"resourceType\":\"Condition\",\"code\":{{\"text\":\"{}\"}}}}", "é".repeat(400));
    let header = Header::read(body.as_bytes()).unwrap();
    assert_eq!(header.title, "é".repeat(150).as_str());
}

#[test]
fn every_clinical_type_of_r4_has_a_kind() {
    let types = "AdverseEvent AllergyIntolerance Appointment AppointmentResponse BodyStructure CarePlan CareTeam ChargeItem \
        Claim ClaimResponse ClinicalImpression Communication CommunicationRequest Composition Condition Consent Contract \
        Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceMetric DeviceRequest \
        DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter EnrollmentRequest \
        EnrollmentResponse EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal HealthcareService \
        ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation InsurancePlan Invoice Location Media \
        Medication MedicationAdministration MedicationDispense MedicationRequest MedicationStatement MolecularSequence \
        NutritionOrder Observation Organization OrganizationAffiliation PaymentNotice PaymentReconciliation Practitioner \
        PractitionerRole Procedure Questionnaire QuestionnaireResponse RelatedPerson RequestGroup RiskAssessment Schedule \
        ServiceRequest Slot Specimen SupplyDelivery SupplyRequest Task VisionPrescription \
        MedicationOrder DiagnosticOrder ProcedureRequest ReferralRequest DeviceUseRequest ImagingObjectSelection \
        EligibilityRequest Sequence BodySite DeviceUsage GenomicStudy NutritionIntake RequestOrchestration Binary";
    let other: Vec<_> = types.split_whitespace().filter(|name| kind(name, "") == Kind::Other).collect();
    assert_eq!(other, Vec::<&str>::new());
    let unknown = ["Patient", "Provenance", "VendorThing"].map(|name| kind(name, ""));
    assert_eq!(unknown, [Kind::Other; 3]);
}

#[test]
fn categories_tags_and_codes_tell_kinds() {
    let category = |code: &str| format!(",\"category\":[{{\"coding\":[{{\"code\":\"{code}\"}}]}}]");
    let loinc = |code: &str| {
        format!(",\"code\":{{\"coding\":[{{\"system\":\"http://loinc.org\",\"code\":\"{code}\"}}]}}")
    };
    let tag = ",\"meta\":{\"tag\":[{\"system\":\"https://backpack.health/fhir/kind\",\"code\":\"injury\"}]}";
    let told = [
        kind("Observation", &category("laboratory")),
        kind("Observation", &category("vital-signs")),
        kind("Observation", ",\"category\":{\"text\":\"Social History\"}"),
        kind("Observation", &category("survey")),
        kind("Observation", &category("imaging")),
        kind("Observation", &category("genomics")),
        kind("Observation", &loinc("8867-4")),
        kind("Observation", &loinc("72166-2")),
        kind("Observation", &loinc("2345-7")),
        kind("DiagnosticReport", &category("RAD")),
        kind("DiagnosticReport", &category("GE")),
        kind("Condition", &category("encounter-diagnosis")),
        kind("Condition", tag),
    ];
    assert_eq!(
        told,
        [
            Kind::LabResult,
            Kind::VitalSign,
            Kind::SocialHistory,
            Kind::Questionnaire,
            Kind::Imaging,
            Kind::GeneticResult,
            Kind::VitalSign,
            Kind::SocialHistory,
            Kind::LabResult,
            Kind::Report,
            Kind::GeneticResult,
            Kind::Condition,
            Kind::Injury,
        ]
    );
}

fn kind(resource_type: &str, members: &str) -> Kind {
    Header::read(format!("{{\"resourceType\":\"{resource_type}\"{members}}}").as_bytes()).unwrap().kind
}

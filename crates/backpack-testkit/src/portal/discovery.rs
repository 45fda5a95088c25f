//! What the portal says about itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::outcome::fhir;
use super::shared::Portal;

/// Answers `.well-known/smart-configuration`.
pub(crate) async fn smart_configuration(State(portal): State<Arc<Portal>>) -> Json<Value> {
    let origin = &portal.origin;
    Json(json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token"),
        "revocation_endpoint": format!("{origin}/revoke"),
        "token_endpoint_auth_methods_supported": ["none"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": [
            "fhirUser", "launch/patient", "offline_access", "online_access", "patient/*.rs", "patient/*.read"
        ],
        "capabilities": [
            "launch-standalone", "client-public", "context-standalone-patient", "permission-offline",
            "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
            "authorize-post"
        ],
    }))
}

/// Answers `metadata` with a CapabilityStatement.
pub(crate) async fn metadata(State(portal): State<Arc<Portal>>) -> Response {
    let resources: Vec<Value> = TYPES.iter().map(|kind| capability(kind)).collect();
    let origin = &portal.origin;
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "software": {"name": "Backpack demo portal", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "Synthetic people only", "url": portal.base()},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{
            "mode": "server",
            "security": {
                "service": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "code": "SMART-on-FHIR"
                }]}],
                "extension": [{
                    "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    "extension": [
                        {"url": "authorize", "valueUri": format!("{origin}/authorize")},
                        {"url": "token", "valueUri": format!("{origin}/token")},
                        {"url": "revoke", "valueUri": format!("{origin}/revoke")}
                    ]
                }]
            },
            "resource": resources,
        }]
    });
    fhir(StatusCode::OK, statement.to_string())
}

fn capability(kind: &str) -> Value {
    let parameter = |(name, sort): &(&str, &str)| json!({"name": name, "type": sort});
    json!({
        "type": kind,
        "versioning": "versioned",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchRevInclude": ["Provenance:target"],
        "searchParam": PARAMETERS.iter().map(parameter).collect::<Vec<_>>(),
    })
}

const PARAMETERS: [(&str, &str); 9] = [
    ("_id", "token"),
    ("_lastUpdated", "date"),
    ("patient", "reference"),
    ("category", "token"),
    ("code", "token"),
    ("type", "token"),
    ("status", "token"),
    ("intent", "token"),
    ("date", "date"),
];

/// The types that the portal answers for; any other is 404.
pub(crate) const TYPES: [&str; 35] = [
    "AllergyIntolerance",
    "Appointment",
    "Binary",
    "CarePlan",
    "CareTeam",
    "Claim",
    "Communication",
    "Condition",
    "Consent",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Goal",
    "ImagingStudy",
    "Immunization",
    "Location",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "QuestionnaireResponse",
    "ServiceRequest",
    "Specimen",
];

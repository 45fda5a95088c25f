//! `metadata`: the CapabilityStatement, as the dialect and the options make it true.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use backpack_dialect::{Oddity, PatientParameter, Revocation};
use http::StatusCode;
use serde_json::{Value, json};

use super::TYPES;
use crate::portal::faults::{DiscoveryFault, Fault, Striking};
use crate::portal::fhir::outcome::fhir;
use crate::portal::fhir::rules::{takes_last_updated, takes_provenance, takes_searches};
use crate::portal::shared::Portal;

/// Answers `metadata`.
pub(crate) async fn metadata(
    State(portal): State<Arc<Portal>>,
    Extension(striking): Extension<Striking>,
) -> Response {
    let version = striking.iter().find_map(|fault| match fault {
        Fault::Discovery(DiscoveryFault::FhirVersion(version)) => Some(version.as_str()),
        _ => None,
    });
    let resources: Vec<Value> = TYPES.iter().map(|kind| resource(&portal, kind)).collect();
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "software": {"name": portal.options.software, "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "Synthetic people only", "url": portal.published_base()},
        "fhirVersion": version.unwrap_or("4.0.1"),
        "format": ["json"],
        "rest": [{"mode": "server", "security": security(&portal), "resource": resources}]
    });
    fhir(StatusCode::OK, statement.to_string())
}

fn security(portal: &Portal) -> Value {
    let origin = &portal.origin;
    let mut endpoints = vec![
        json!({"url": "authorize", "valueUri": format!("{origin}/authorize")}),
        json!({"url": "token", "valueUri": portal.token_endpoint()}),
    ];
    if portal.dialect().tokens.revocation == Revocation::Claimed {
        endpoints.push(json!({"url": "revoke", "valueUri": format!("{origin}/revoke")}));
    }
    if portal.registers_openly() {
        endpoints.push(json!({"url": "register", "valueUri": format!("{origin}/register")}));
    }
    json!({
        "service": [{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
            "code": "SMART-on-FHIR"
        }]}],
        "extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": endpoints
        }]
    })
}

fn resource(portal: &Portal, kind: &str) -> Value {
    let mut interactions = vec![json!({"code": "read"})];
    if !takes_searches(portal, kind) {
        return json!({"type": kind, "versioning": "versioned", "interaction": interactions});
    }
    interactions.push(json!({"code": "search-type"}));
    let row = portal.dialect();
    let known = |name: &str| match name {
        "_lastUpdated" => {
            takes_last_updated(portal, kind) && !row.oddities.contains(&Oddity::IgnoresLastUpdated)
        }
        "patient" => kind != "Patient" && row.search.patient != PatientParameter::Omitted,
        _ => true,
    };
    let parameters = PARAMETERS.iter().filter(|(name, _)| known(name));
    let parameters: Vec<Value> = parameters.map(|(name, sort)| json!({"name": name, "type": sort})).collect();
    let mut resource = json!({
        "type": kind,
        "versioning": "versioned",
        "interaction": interactions,
        "searchInclude": [format!("{kind}:*")],
        "searchParam": parameters,
    });
    if takes_provenance(row, kind)
        && let Some(members) = resource.as_object_mut()
    {
        members.insert("searchRevInclude".to_owned(), json!(["Provenance:target"]));
    }
    resource
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

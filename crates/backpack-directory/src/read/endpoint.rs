//! Endpoints: where a FHIR base is, and which version it speaks.

use serde_json::Value;

use super::json::{each, extensions, said, text};
use crate::FhirVersion;
use crate::address::secure;
use crate::listing::tidy;

/// The most versions that one endpoint may name.
const MAX_VERSIONS: usize = 8;

/// What is kept of an Endpoint.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) full_url: String,
    pub(super) base: String,
    pub(super) versions: Vec<FhirVersion>,
    pub(super) name: String,
    pub(super) managing: String,
}

/// Reads an Endpoint, if it is in use and speaks FHIR over REST.
pub(super) fn endpoint(full_url: &str, resource: &Value) -> Result<Endpoint, &'static str> {
    let status = text(resource, "status");
    if !status.is_empty() && !status.eq_ignore_ascii_case("active") {
        return Err("the endpoint is not active");
    }
    if !speaks_fhir(resource) {
        return Err("the endpoint is not FHIR over REST");
    }
    let base = text(resource, "address");
    secure(base)?;
    let mut versions = Vec::new();
    for extension in extensions(resource, "endpoint-fhir-version").take(MAX_VERSIONS) {
        let version = FhirVersion::of_number(said(extension, &["valueCode", "valueString"]));
        if version != FhirVersion::Unknown && !versions.contains(&version) {
            versions.push(version);
        }
    }
    let managing = resource.get("managingOrganization").map(|it| text(it, "reference")).unwrap_or_default();
    Ok(Endpoint {
        full_url: full_url.to_owned(),
        base: base.to_owned(),
        versions,
        name: tidy(text(resource, "name")),
        managing: managing.to_owned(),
    })
}

/// Says whether the connection type is FHIR over REST. One that is not given is; R5 wraps it in a concept.
fn speaks_fhir(resource: &Value) -> bool {
    let mut stated = each(resource, "connectionType").iter().flat_map(|kind| {
        let codings = each(kind, "coding").iter().map(|coding| text(coding, "code"));
        std::iter::once(text(kind, "code")).chain(codings).filter(|code| !code.is_empty())
    });
    let first = stated.next();
    first.is_none_or(|code| code == "hl7-fhir-rest") || stated.any(|code| code == "hl7-fhir-rest")
}

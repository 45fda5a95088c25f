//! What a portal says about itself, for an app to show or to go on from.

use url::Url;

use crate::discovery::Portal;

/// What a portal says about itself beside how it signs people in. Nothing of it is checked, and nothing is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// What it runs: `CapabilityStatement.software.name`.
    pub software: Option<String>,
    /// Its FHIR version: `CapabilityStatement.fhirVersion`.
    pub fhir_version: Option<String>,
    /// Its `capabilities` (SMART App Launch 2.2, "Capability Sets").
    pub capabilities: Vec<String>,
    /// The scopes that it lists; there may be more.
    pub scopes: Vec<String>,
    /// The OAuth grant types that it lists.
    pub grant_types: Vec<String>,
    /// Whether an app can register itself there (RFC 7591).
    pub registers: bool,
    /// Where the person can see and end what apps may do: `management_endpoint`.
    pub management: Option<Url>,
    /// Where its brands are published: `user_access_brand_bundle`.
    pub brands: Option<Url>,
    /// The identifier of its own brand there, system and value: `user_access_brand_identifier`.
    pub brand: Option<(Option<String>, String)>,
    /// Other FHIR bases that share its sign-in: `associated_endpoints`.
    pub associated: Vec<AssociatedEndpoint>,
}

/// Another FHIR base that shares a portal's sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssociatedEndpoint {
    /// The FHIR base.
    pub url: Url,
    /// What it can do.
    pub capabilities: Vec<String>,
}

impl About {
    pub(crate) fn of(portal: &Portal) -> Self {
        let claims = &portal.claims;
        let associated = claims.associated.iter().cloned();
        Self {
            software: portal.software.clone(),
            fhir_version: portal.fhir_version.clone(),
            capabilities: claims.capabilities.clone(),
            scopes: portal.endpoints.scopes_supported.clone(),
            grant_types: claims.grant_types.clone(),
            registers: portal.endpoints.register.is_some(),
            management: claims.management.clone(),
            brands: claims.brands.clone(),
            brand: claims.brand.clone(),
            associated: associated
                .map(|(url, capabilities)| AssociatedEndpoint { url, capabilities })
                .collect(),
        }
    }
}

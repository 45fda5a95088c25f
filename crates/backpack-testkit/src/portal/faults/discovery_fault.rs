//! What can go wrong in discovery.

use serde_json::{Value, json};

/// A wrong document of discovery. Absent ones are [`Fault::Status`](super::Fault::Status) at their path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscoveryFault {
    /// The smart-configuration is a list.
    NotAnObject,
    /// It names no authorization endpoint.
    NoAuthorizationEndpoint,
    /// It names no token endpoint.
    NoTokenEndpoint,
    /// PKCE is there by the method `plain` alone.
    PlainPkce,
    /// Its addresses are relative to the FHIR base; wrong is the client that does not resolve them.
    Relative,
    /// What may be absent is of another type than the standard says; wrong is the client that minds.
    WrongTypes,
    /// Authorization and token endpoint lie at this origin, which is another one than before.
    EndpointsAt(String),
    /// The capability statement says that it is of this version of FHIR, such as `1.0.2`.
    FhirVersion(String),
}

impl DiscoveryFault {
    /// Spoils the smart-configuration of a portal at `origin`.
    pub(crate) fn spoil_smart(&self, document: &mut Value, origin: &str) {
        match self {
            Self::NotAnObject => *document = json!([document.clone()]),
            Self::NoAuthorizationEndpoint => remove(document, "authorization_endpoint"),
            Self::NoTokenEndpoint => remove(document, "token_endpoint"),
            Self::PlainPkce => set(document, "code_challenge_methods_supported", json!(["plain"])),
            Self::WrongTypes => {
                for (name, value) in [
                    ("scopes_supported", json!(7)),
                    ("response_types_supported", json!("code")),
                    ("revocation_endpoint", json!(false)),
                    ("registration_endpoint", json!([])),
                    ("associated_endpoints", json!("none")),
                ] {
                    set(document, name, value);
                }
            }
            Self::Relative => each_address(document, |address| {
                // The FHIR base is one step below the origin.
                address.strip_prefix(origin).map(|path| format!("..{path}"))
            }),
            Self::EndpointsAt(elsewhere) => {
                set(document, "authorization_endpoint", json!(format!("{elsewhere}/authorize")));
                set(document, "token_endpoint", json!(format!("{elsewhere}/token")));
            }
            Self::FhirVersion(_) => {}
        }
    }
}

fn each_address(document: &mut Value, change: impl Fn(&str) -> Option<String>) {
    for (name, value) in document.as_object_mut().into_iter().flatten() {
        let changed = value.as_str().filter(|_| name != "issuer").and_then(&change);
        if let Some(changed) = changed {
            *value = json!(changed);
        }
    }
}

fn set(document: &mut Value, name: &str, value: Value) {
    if let Some(members) = document.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn remove(document: &mut Value, name: &str) {
    if let Some(members) = document.as_object_mut() {
        members.remove(name);
    }
}

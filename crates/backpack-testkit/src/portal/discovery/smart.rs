//! `.well-known/smart-configuration`, as the dialect and the options make it true.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use backpack_dialect::{ClientAuthentication, Method, Offered, Pkce, Registration, Revocation, ScopeSyntax};
use serde_json::{Value, json};

use crate::portal::faults::{Fault, Striking};
use crate::portal::options::{AppRegistration, IssuerParameter};
use crate::portal::shared::Portal;
use crate::portal::sign_in::protected::JWT_BEARER;
use crate::portal::sign_in::scopes_asked::supported;

/// Answers `.well-known/smart-configuration`.
pub(crate) async fn configuration(
    State(portal): State<Arc<Portal>>,
    Extension(striking): Extension<Striking>,
) -> Json<Value> {
    let mut document = document(&portal);
    for fault in striking.iter() {
        if let Fault::Discovery(fault) = fault {
            fault.spoil_smart(&mut document, &portal.origin);
        }
    }
    Json(document)
}

fn document(portal: &Portal) -> Value {
    let origin = &portal.origin;
    let row = portal.dialect();
    let mut document = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": portal.token_endpoint(),
        "introspection_endpoint": format!("{origin}/introspect"),
        "token_endpoint_auth_methods_supported": methods(portal),
        "grant_types_supported": grants(portal),
        "response_types_supported": ["code"],
        "scopes_supported": supported(portal),
        "capabilities": capabilities(portal),
    });
    let mut set = |name: &str, value: Value| {
        if let Some(members) = document.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    if portal.issues_id_tokens() {
        set("jwks_uri", json!(format!("{origin}/jwks")));
    }
    if row.authorization.pkce != Pkce::Refused {
        set("code_challenge_methods_supported", json!(["S256"]));
    }
    if portal.options.issuer == IssuerParameter::Sent {
        set("authorization_response_iss_parameter_supported", json!(true));
    }
    if row.tokens.revocation == Revocation::Claimed {
        set("revocation_endpoint", json!(format!("{origin}/revoke")));
    }
    if portal.registers_openly() {
        set("registration_endpoint", json!(format!("{origin}/register")));
    }
    if portal.methods().contains(&ClientAuthentication::PrivateKeyJwt) {
        set("token_endpoint_auth_signing_alg_values_supported", json!(["RS384", "ES384"]));
    }
    document
}

impl Portal {
    /// Says whether there is an endpoint for registration that discovery names. The protected one stands in no document.
    pub(crate) fn registers_openly(&self) -> bool {
        self.options.registration != AppRegistration::Closed
            && self.dialect().registration == Registration::Declared
    }

    pub(crate) fn issues_id_tokens(&self) -> bool {
        self.dialect().scopes.context.iter().any(|scope| scope == "openid")
    }
}

fn methods(portal: &Portal) -> Vec<&'static str> {
    let name = |method: &ClientAuthentication| match method {
        ClientAuthentication::ClientSecretBasic => "client_secret_basic",
        ClientAuthentication::ClientSecretPost => "client_secret_post",
        ClientAuthentication::PrivateKeyJwt => "private_key_jwt",
        _ => "none",
    };
    portal.methods().iter().map(name).collect()
}

fn grants(portal: &Portal) -> Vec<&'static str> {
    let refreshes = portal.dialect().tokens.refresh.offered != Offered::Nobody;
    let mut grants = vec!["authorization_code"];
    grants.extend(refreshes.then_some("refresh_token"));
    grants.extend(portal.registration_scope().map(|_| JWT_BEARER));
    grants
}

fn capabilities(portal: &Portal) -> Vec<&'static str> {
    let row = portal.dialect();
    let has = |method| portal.methods().contains(&method);
    let context = |scope: &str| row.scopes.context.iter().any(|known| known == scope);
    let symmetric =
        has(ClientAuthentication::ClientSecretBasic) || has(ClientAuthentication::ClientSecretPost);
    [
        (true, "launch-standalone"),
        (has(ClientAuthentication::None), "client-public"),
        (symmetric, "client-confidential-symmetric"),
        (has(ClientAuthentication::PrivateKeyJwt), "client-confidential-asymmetric"),
        (context("launch/patient"), "context-standalone-patient"),
        (portal.issues_id_tokens(), "sso-openid-connect"),
        (portal.is_lasting("offline_access"), "permission-offline"),
        (portal.is_lasting("online_access"), "permission-online"),
        (true, "permission-patient"),
        (true, "permission-user"),
        (row.scopes.syntax != ScopeSyntax::V2, "permission-v1"),
        (row.scopes.syntax != ScopeSyntax::V1, "permission-v2"),
        (row.authorization.method == Method::Declared, "authorize-post"),
    ]
    .into_iter()
    .filter_map(|(is, name)| is.then_some(name))
    .collect()
}

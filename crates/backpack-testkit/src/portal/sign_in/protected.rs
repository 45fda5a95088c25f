//! Registration for one connection, with a key of its own, after a first sign-in that grants it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::Registration;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::assertion;
use super::client::Known;
use super::form::Form;
use super::refused::{Refused, answer};
use super::registered::Registered;
use super::registration::public_keys;
use super::scope::Scopes;
use super::scopes_asked::clinical;
use super::tokens::{Minted, Terms};
use crate::portal::faults::bearer;
use crate::portal::options::{AppRegistration, Client, ScopePolicy};
use crate::portal::shared::{Portal, lock};

/// The grant type of an assertion that stands for a person (RFC 7523, 2.1).
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Portal {
    /// Returns the scope of the first sign-in, where registration is protected and not closed.
    pub(crate) fn registration_scope(&self) -> Option<&str> {
        match &self.dialect().registration {
            Registration::Protected { scope, .. } if self.options.registration != AppRegistration::Closed => {
                Some(scope)
            }
            _ => None,
        }
    }

    /// Returns the path of protected registration: the row's, beside the authorization endpoint.
    pub(crate) fn protected_path(&self) -> Option<String> {
        let Registration::Protected { endpoint, .. } = &self.dialect().registration else { return None };
        self.registration_scope()?;
        let beside = url::Url::parse(&format!("{}/authorize", self.origin)).ok()?;
        let url = beside.join(endpoint).ok()?;
        Some(url.path().to_owned())
    }
}

/// Answers the registration: `{"software_id", "jwks"}` with the token of the first sign-in, which thereby ends.
pub(crate) async fn register(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let scope = portal.registration_scope().unwrap_or_default();
    let token = bearer(&headers).unwrap_or_default();
    let consent = lock(&portal.tokens).consent(token, portal.now()).cloned();
    let Some(consent) = consent else {
        return answer(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"}));
    };
    if !consent.scopes.has(scope) {
        return answer(StatusCode::FORBIDDEN, &json!({"error": "insufficient_scope"}));
    }
    let metadata: Value = serde_json::from_str(&body).unwrap_or_default();
    let keys = public_keys(&metadata);
    let named = metadata.get("software_id").and_then(Value::as_str) == Some(&portal.options.client_id);
    let Some(keys) = keys.filter(|_| named) else {
        return Refused::Other("invalid_client_metadata").into_response();
    };
    lock(&portal.tokens).revoke_consent(&consent);
    let mut registrations = lock(&portal.registrations);
    let id = registrations.next_id();
    let metadata = json!({
        "client_id": id,
        "client_id_issued_at": portal.seconds(),
        "software_id": portal.options.client_id,
        "grant_types": [JWT_BEARER],
        "token_endpoint_auth_method": "none",
        "jwks": keys,
    });
    let client = Client::Keys(keys);
    let known = Known { id, redirects: Vec::new(), client, stands_for_person: true };
    registrations.add(Registered {
        known,
        token: String::new(),
        metadata: metadata.clone(),
        person: Some(consent),
    });
    drop(registrations);
    answer(StatusCode::CREATED, &metadata)
}

/// Gives tokens for an assertion by the key that was registered for a person. No refresh token comes with them.
pub(crate) fn stand(portal: &Portal, form: &Form<'_>, scopes: Option<Scopes>) -> Result<Minted, Refused> {
    let invalid = Refused::Other("invalid_request");
    let (id, assertion) = (form.first("client_id").ok_or(invalid)?, form.first("assertion").ok_or(invalid)?);
    let registered = lock(&portal.registrations).client(id).cloned().ok_or(Refused::InvalidClient)?;
    let (Client::Keys(keys), Some(person)) = (&registered.known.client, registered.person) else {
        return Err(Refused::Other("unauthorized_client"));
    };
    if !assertion::is_good(portal, id, keys, assertion) {
        return Err(Refused::InvalidGrant);
    }
    let terms = Terms { portal, client: &registered.known, keeps_refresh: false, scopes };
    let mut consent = person;
    consent.scopes = standing(portal, &consent.scopes);
    consent.client = id.to_owned();
    Ok(lock(&portal.tokens).stand(consent, &terms))
}

/// Returns what the app may read without the person: what the first sign-in granted beside its own scope; where that is
/// nothing, what the row asks for.
fn standing(portal: &Portal, first: &Scopes) -> Scopes {
    if let ScopePolicy::Exactly(list) = &portal.options.scopes {
        return Scopes::from_list(list.clone());
    }
    let own = portal.registration_scope().unwrap_or_default();
    let rest = first.narrowed(|scope| scope != own && !portal.is_lasting(scope));
    if rest.has_clinical() { rest } else { Scopes::parse(&clinical(portal).join(" ")) }
}

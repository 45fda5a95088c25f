//! The token endpoint and the revocation endpoint.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::{Oddity, RefreshScope};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::client::{Known, authenticated};
use super::form::Form;
use super::protected::{self, JWT_BEARER};
use super::refused::{self, Refused};
use super::scope::Scopes;
use super::token_answer::granted;
use super::tokens::{InvalidGrant, Minted, Redemption, Terms};
use crate::portal::faults::{Fault, Striking, TokenFault};
use crate::portal::shared::{Portal, lock};

/// Answers `POST /token`.
pub(crate) async fn give(
    State(portal): State<Arc<Portal>>,
    Extension(striking): Extension<Striking>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let faults: Vec<&TokenFault> = striking.iter().filter_map(token_fault).collect();
    if let Some(refusal) = faults.iter().find_map(|fault| refusal(fault)) {
        return refusal;
    }
    let Some(form) = Form::read(&headers, &body) else {
        return Refused::Other("invalid_request").into_response();
    };
    let first = form.first("grant_type") == Some("authorization_code");
    match minted(&portal, &headers, &form, &faults) {
        Ok(minted) => granted(&portal, &minted, first, &striking, &faults),
        Err(Refused::InvalidGrant) if !first && portal.plays(Oddity::WordyExpiry, &striking) => {
            Refused::Wordy.into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

const fn token_fault(fault: &Fault) -> Option<&TokenFault> {
    match fault {
        Fault::Token(fault) => Some(fault),
        _ => None,
    }
}

fn refusal(fault: &TokenFault) -> Option<Response> {
    let TokenFault::Refused(status, error) = fault else { return None };
    let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
    Some(refused::answer(status, &json!({ "error": error })))
}

fn minted(
    portal: &Portal,
    headers: &HeaderMap,
    form: &Form<'_>,
    faults: &[&TokenFault],
) -> Result<Minted, Refused> {
    let scopes = faults.iter().find_map(|fault| match fault {
        TokenFault::Scope(scopes) => Some(Scopes::parse(scopes)),
        _ => None,
    });
    if form.first("grant_type") == Some(JWT_BEARER) && portal.registration_scope().is_some() {
        return protected::stand(portal, form, scopes);
    }
    let client = authenticated(portal, headers, form)?;
    let keeps_refresh = faults.contains(&&TokenFault::NoRefreshToken);
    let terms = Terms { portal, client: &client, keeps_refresh, scopes };
    match form.first("grant_type") {
        Some("authorization_code") => redeem(form, &terms),
        Some("refresh_token") => refresh(form, &terms),
        Some(_) => Err(Refused::Other("unsupported_grant_type")),
        None => Err(Refused::Other("invalid_request")),
    }
}

/// Answers `POST /revoke`.
pub(crate) async fn revoke(State(portal): State<Arc<Portal>>, headers: HeaderMap, body: String) -> Response {
    let form = Form::read(&headers, &body);
    let Some((form, token)) = form.as_ref().and_then(|form| Some((form, form.first("token")?))) else {
        return Refused::Other("invalid_request").into_response();
    };
    if let Err(refused) = allowed_to_revoke(&portal, &headers, form) {
        return refused.into_response();
    }
    lock(&portal.tokens).revoke(token);
    StatusCode::OK.into_response()
}

/// A public client may revoke without naming itself, as real portals have it; whoever names itself proves it.
fn allowed_to_revoke(portal: &Portal, headers: &HeaderMap, form: &Form<'_>) -> Result<(), Refused> {
    let named = form.first("client_id").is_some() || form.first("client_assertion").is_some();
    let public = portal.known(&portal.options.client_id).is_some_and(|client| !client.is_confidential());
    if !named && public && !headers.contains_key(http::header::AUTHORIZATION) {
        return Ok(());
    }
    // The key of a client that stands for a person proves itself at the token endpoint alone.
    let standing = |client: &Known| client.stands_for_person;
    if form.first("client_id").and_then(|id| portal.known(id)).as_ref().is_some_and(standing) {
        return Ok(());
    }
    authenticated(portal, headers, form).map(|_| ())
}

fn redeem(form: &Form<'_>, terms: &Terms<'_>) -> Result<Minted, Refused> {
    let invalid = Refused::Other("invalid_request");
    let (Some(code), Some(redirect)) = (form.first("code"), form.first("redirect_uri")) else {
        return Err(invalid);
    };
    let challenge = form
        .first("code_verifier")
        .map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())));
    let shown = Redemption { code, redirect, challenge: challenge.as_deref() };
    let minted = lock(&terms.portal.tokens).redeem(shown, terms);
    minted.map_err(|InvalidGrant| Refused::InvalidGrant)
}

fn refresh(form: &Form<'_>, terms: &Terms<'_>) -> Result<Minted, Refused> {
    let token = form.first("refresh_token").ok_or(Refused::Other("invalid_request"))?;
    let mut tokens = lock(&terms.portal.tokens);
    let held = tokens.scopes_of(token).ok_or(Refused::InvalidGrant)?;
    let asked = form.first("scope").unwrap_or_default();
    if terms.portal.dialect().tokens.refresh.scope == RefreshScope::AsGranted && asked != held.text() {
        return Err(Refused::Other("invalid_scope"));
    }
    if Scopes::parse(asked).any(|scope| !held.has(scope)) {
        return Err(Refused::Other("invalid_scope"));
    }
    tokens.refresh(token, terms).map_err(|InvalidGrant| Refused::InvalidGrant)
}

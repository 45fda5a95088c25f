//! The token endpoint and the revocation endpoint.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::scope::Scopes;
use super::shared::{Portal, lock};
use super::tokens::{InvalidGrant, Minted, Redemption};

/// Answers `POST /token`.
pub(crate) async fn give(State(portal): State<Arc<Portal>>, headers: HeaderMap, body: String) -> Response {
    let Some(form) = Form::read(&headers, &body) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if form.first("client_id") != Some(portal.options.client_id.as_str()) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let minted = match form.first("grant_type") {
        Some("authorization_code") => redeem(&portal, &form),
        Some("refresh_token") => refresh(&portal, &form),
        Some(_) => return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        None => return refused(StatusCode::BAD_REQUEST, "invalid_request"),
    };
    match minted {
        Ok(minted) => granted(&portal, &minted),
        Err(error) => refused(StatusCode::BAD_REQUEST, error),
    }
}

/// Answers `POST /revoke`.
pub(crate) async fn revoke(State(portal): State<Arc<Portal>>, headers: HeaderMap, body: String) -> Response {
    let form = Form::read(&headers, &body);
    let Some(token) = form.as_ref().and_then(|form| form.first("token")) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request");
    };
    lock(&portal.tokens).revoke(token);
    StatusCode::OK.into_response()
}

fn redeem(portal: &Portal, form: &Form<'_>) -> Result<Minted, &'static str> {
    let given = (form.first("code"), form.first("redirect_uri"), form.first("code_verifier"));
    let (Some(code), Some(redirect), Some(verifier)) = given else {
        return Err("invalid_request");
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let shown = Redemption { code, redirect, challenge: &challenge };
    let minted = lock(&portal.tokens).redeem(shown, portal.now(), portal.options.access_lifetime);
    minted.map_err(|InvalidGrant| "invalid_grant")
}

fn refresh(portal: &Portal, form: &Form<'_>) -> Result<Minted, &'static str> {
    let token = form.first("refresh_token").ok_or("invalid_request")?;
    let mut tokens = lock(&portal.tokens);
    let held = tokens.scopes_of(token).ok_or("invalid_grant")?;
    let asked = Scopes::parse(form.first("scope").unwrap_or_default());
    if asked.narrowed(|scope| !held.has(scope)) != Scopes::default() {
        return Err("invalid_scope");
    }
    tokens
        .refresh(token, portal.now(), portal.options.access_lifetime)
        .map_err(|InvalidGrant| "invalid_grant")
}

fn granted(portal: &Portal, minted: &Minted) -> Response {
    let mut answer = json!({
        "access_token": minted.access,
        "token_type": "Bearer",
        "expires_in": portal.options.access_lifetime.as_secs(),
        "scope": minted.consent.scopes.text(),
        "patient": minted.consent.patient,
    });
    if let (Some(refresh), Some(members)) = (&minted.refresh, answer.as_object_mut()) {
        members.insert("refresh_token".to_owned(), json!(refresh));
    }
    (NOT_KEPT, Json(answer)).into_response()
}

fn refused(status: StatusCode, error: &str) -> Response {
    (status, NOT_KEPT, Json(json!({"error": error}))).into_response()
}

const NOT_KEPT: [(header::HeaderName, &str); 2] =
    [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];

/// The parameters of a form; one that comes twice spoils it (RFC 6749, 3.2).
#[derive(Debug)]
pub(crate) struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    fn read(headers: &HeaderMap, body: &'a str) -> Option<Self> {
        let media =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let form = media.starts_with("application/x-www-form-urlencoded");
        // The only client is public: credentials in a header are a mistake here.
        let public = !headers.contains_key(header::AUTHORIZATION);
        (form && public).then(|| Self::parse(body)).flatten()
    }

    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let pairs: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).collect();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        let twice = names.array_windows().any(|[one, other]| one == other);
        (!twice).then_some(Self(pairs))
    }

    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref());
        value.filter(|value| !value.is_empty())
    }
}

//! Apps that register themselves (RFC 7591), and look after that (RFC 7592).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::{ClientAuthentication, Redirects};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::client::Known;
use super::redirect::is_loopback;
use super::refused::{Refused, answer};
use super::registered::Registered;
use super::tokens::random;
use crate::portal::faults::bearer;
use crate::portal::options::{AppRegistration, Client};
use crate::portal::shared::{Portal, lock};

/// Answers `POST /register`.
pub(crate) async fn register(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if let AppRegistration::WithToken(token) = &portal.options.registration
        && bearer(&headers) != Some(token)
    {
        return answer(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"}));
    }
    add(&portal, &body).unwrap_or_else(|error| Refused::Other(error).into_response())
}

/// Answers `GET /register/{id}`.
pub(crate) async fn look(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    match own(&portal, &id, &headers) {
        Some(registered) => answer(StatusCode::OK, &registered.metadata),
        None => answer(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"})),
    }
}

/// Answers `DELETE /register/{id}`.
pub(crate) async fn remove(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if own(&portal, &id, &headers).is_none() {
        return answer(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"}));
    }
    lock(&portal.registrations).remove(&id);
    lock(&portal.tokens).revoke_client(&id);
    StatusCode::NO_CONTENT.into_response()
}

fn own(portal: &Portal, id: &str, headers: &HeaderMap) -> Option<Registered> {
    let registered = lock(&portal.registrations).client(id).cloned()?;
    let shown = bearer(headers).filter(|token| !token.is_empty())?;
    (shown == registered.token).then_some(registered)
}

fn add(portal: &Portal, body: &str) -> Result<Response, &'static str> {
    const INVALID: &str = "invalid_client_metadata";
    let mut metadata: Value = serde_json::from_str(body).map_err(|_| INVALID)?;
    let redirects = redirects(portal, &metadata).ok_or("invalid_redirect_uri")?;
    let client = client(portal, &metadata).ok_or(INVALID)?;
    let members = metadata.as_object_mut().ok_or(INVALID)?;
    if let Client::Secret(secret) = &client {
        members.insert("client_secret".to_owned(), json!(secret));
        members.insert("client_secret_expires_at".to_owned(), json!(0));
    }
    let token = random();
    let mut registrations = lock(&portal.registrations);
    let id = registrations.next_id();
    members.insert("client_id".to_owned(), json!(id));
    members.insert("client_id_issued_at".to_owned(), json!(portal.seconds()));
    members.insert("registration_access_token".to_owned(), json!(token));
    members.insert("registration_client_uri".to_owned(), json!(format!("{}/register/{id}", portal.origin)));
    let known = Known { id, redirects, client, stands_for_person: false };
    registrations.add(Registered { known, token, metadata: metadata.clone(), person: None });
    drop(registrations);
    Ok(answer(StatusCode::CREATED, &metadata))
}

/// Returns the redirect addresses, if there is one and all may be: https, loopback, or a scheme of the app's own.
fn redirects(portal: &Portal, metadata: &Value) -> Option<Vec<String>> {
    let listed = metadata.get("redirect_uris")?.as_array()?;
    let texts: Option<Vec<String>> = listed.iter().map(|one| one.as_str().map(str::to_owned)).collect();
    let texts = texts.filter(|texts| !texts.is_empty())?;
    let https_only = portal.dialect().authorization.redirects == Redirects::Https;
    let fits = |text: &String| {
        Url::parse(text).is_ok_and(|url| {
            let native = url.scheme().contains('.') || is_loopback(&url);
            url.fragment().is_none() && (url.scheme() == "https" || (native && !https_only))
        })
    };
    texts.iter().all(fits).then_some(texts)
}

/// Returns how the client will prove itself, if that is allowed here and it brought what is needed.
fn client(portal: &Portal, metadata: &Value) -> Option<Client> {
    let text = |name| metadata.get(name).and_then(Value::as_str);
    let method = match text("token_endpoint_auth_method") {
        Some("none") => ClientAuthentication::None,
        // What RFC 7591, 2 says where nothing is said.
        None | Some("client_secret_basic") => ClientAuthentication::ClientSecretBasic,
        Some("client_secret_post") => ClientAuthentication::ClientSecretPost,
        Some("private_key_jwt") => ClientAuthentication::PrivateKeyJwt,
        Some(_) => return None,
    };
    if !portal.methods().contains(&method) {
        return None;
    }
    Some(match method {
        ClientAuthentication::None => Client::Public,
        ClientAuthentication::PrivateKeyJwt => Client::Keys(public_keys(metadata)?),
        _ => Client::Secret(random()),
    })
}

/// Returns the key set of a registration: at least one key, each public, with an id that is a text.
pub(crate) fn public_keys(metadata: &Value) -> Option<Value> {
    let set = metadata.get("jwks")?;
    let keys = set.get("keys")?.as_array().filter(|keys| !keys.is_empty())?;
    let public = |key: &Value| key.get("kid").is_some_and(Value::is_string) && key.get("d").is_none();
    keys.iter().all(public).then(|| set.clone())
}

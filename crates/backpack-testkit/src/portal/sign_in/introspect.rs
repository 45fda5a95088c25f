//! Introspection (RFC 7662), authenticated as the row says.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::Introspection;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::client::authenticated;
use super::form::Form;
use super::refused::{Refused, answer};
use crate::portal::faults::bearer;
use crate::portal::shared::{Portal, lock};

/// Answers `POST /introspect`.
pub(crate) async fn look(State(portal): State<Arc<Portal>>, headers: HeaderMap, body: String) -> Response {
    let form = Form::read(&headers, &body);
    let Some((form, token)) = form.as_ref().and_then(|form| Some((form, form.first("token")?))) else {
        return Refused::Other("invalid_request").into_response();
    };
    let allowed = match portal.dialect().tokens.introspection {
        Introspection::Bearer => bearer(&headers) == Some(token),
        _ => authenticated(&portal, &headers, form).is_ok(),
    };
    if !allowed {
        return Refused::InvalidClient.into_response();
    }
    let tokens = lock(&portal.tokens);
    let Some((consent, ends)) = tokens.active(token, portal.now()) else {
        return answer(StatusCode::OK, &json!({"active": false}));
    };
    let mut body = json!({
        "active": true,
        "client_id": consent.client,
        "scope": consent.scopes.text(),
        "patient": consent.patient,
    });
    if let (Some(ends), Some(members)) = (ends, body.as_object_mut()) {
        members.insert("exp".to_owned(), json!(ends.as_millis().div_euclid(1_000)));
    }
    answer(StatusCode::OK, &body)
}

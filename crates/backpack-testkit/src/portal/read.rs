//! Reads by id, with entity tags; a Binary comes raw unless FHIR is asked for.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::chart::State as Condition;
use super::discovery::TYPES;
use super::filter::covers;
use super::outcome::{Refusal, fhir};
use super::scope::Act;
use super::search::consent;
use super::shared::{Portal, lock};
use super::stamp::text_of;
use crate::people::Resource;

/// Answers `GET /fhir/{type}/{id}`.
pub(crate) async fn by_id(
    State(portal): State<Arc<Portal>>,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    find(&portal, &headers, &kind, &id).unwrap_or_else(Refusal::into_response)
}

fn find(portal: &Portal, headers: &HeaderMap, kind: &str, id: &str) -> Result<Response, Refusal> {
    let consent = consent(portal, headers)?;
    if !TYPES.contains(&kind) {
        return Err(Refusal::not_found());
    }
    let reach = consent.scopes.reach(kind, Act::Read);
    let reference = format!("{kind}/{id}");
    let records = lock(&portal.records);
    let Some(entry) = records.chart(&consent.patient).and_then(|chart| chart.entry(&reference)) else {
        let elsewhere = records.charts().iter().any(|chart| chart.entry(&reference).is_some());
        let refusal = if elsewhere {
            Refusal::forbidden("the token is for another patient")
        } else {
            Refusal::not_found()
        };
        return Err(refusal);
    };
    if !covers(&reach, &entry.facets) {
        return Err(Refusal::forbidden("no granted scope covers this read"));
    }
    if entry.state == Condition::Deleted {
        return Err(Refusal::gone());
    }
    Ok(answer(&entry.resource, headers))
}

fn answer(resource: &Resource, headers: &HeaderMap) -> Response {
    let tag = format!("W/\"{}\"", resource.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|one| one.trim() == tag || one.trim() == "*") {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        raw_binary(resource, headers).unwrap_or_else(|| fhir(StatusCode::OK, resource.body.clone()))
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Returns the bytes of a Binary under their own media type, unless the client asks for FHIR's JSON.
fn raw_binary(resource: &Resource, headers: &HeaderMap) -> Option<Response> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if resource.resource_type != "Binary" || accept.contains("json") {
        return None;
    }
    let body = std::str::from_utf8(&resource.body).ok()?;
    let media = text_of(body, "contentType")?;
    let bytes = STANDARD.decode(text_of(body, "data")?).ok()?;
    Some((StatusCode::OK, [(header::CONTENT_TYPE, media)], Body::from(bytes)).into_response())
}

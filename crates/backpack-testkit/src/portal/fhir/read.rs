//! Reads by id, with entity tags; a Binary comes raw unless FHIR is asked for.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::Oddity;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode, header};

use super::chart::State as Condition;
use super::filter::covers;
use super::outcome::{Refusal, fhir};
use super::rules;
use super::search::consent;
use super::stamp::text_of;
use crate::people::Resource;
use crate::portal::discovery::TYPES;
use crate::portal::faults::instead::set;
use crate::portal::faults::{Fault, Striking};
use crate::portal::shared::{Portal, lock};
use crate::portal::sign_in::scope::Act;

/// Answers `GET {base}/{type}/{id}`.
pub(crate) async fn by_id(
    State(portal): State<Arc<Portal>>,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    Extension(striking): Extension<Striking>,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = Asked { kind: &kind, id: &id, query: &query, headers: &headers };
    find(&portal, &striking, asked).unwrap_or_else(Refusal::into_response)
}

/// One read.
#[derive(Clone, Copy)]
struct Asked<'a> {
    kind: &'a str,
    id: &'a str,
    query: &'a str,
    headers: &'a HeaderMap,
}

fn find(portal: &Portal, striking: &Striking, asked: Asked<'_>) -> Result<Response, Refusal> {
    let Asked { kind, id, query, headers } = asked;
    let consent = consent(portal, headers)?;
    if !TYPES.contains(&kind) {
        return Err(Refusal::not_found());
    }
    rules::read(portal, kind, headers, query)?;
    if let Some(redirect) = rules::merged(portal, striking, kind, id, query) {
        return Ok(redirect);
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
    let raw = if striking.has(&Fault::RawBinary) {
        Raw::Always
    } else if portal.plays(Oddity::BinaryAsJson, striking) {
        Raw::Never
    } else {
        Raw::AsAsked
    };
    Ok(answer(&entry.resource, headers, raw))
}

/// When a Binary comes as its own bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Raw {
    /// Unless FHIR is asked for.
    AsAsked,
    Always,
    Never,
}

fn answer(resource: &Resource, headers: &HeaderMap, raw: Raw) -> Response {
    let version = resource.version.to_string();
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // A client sends back what it was given: weak, strong or bare.
    let is_it = |one: &str| one == "*" || one.trim_start_matches("W/").trim_matches('"') == version;
    let mut response = if known.split(',').any(|one| is_it(one.trim())) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        raw_binary(resource, headers, raw).unwrap_or_else(|| fhir(StatusCode::OK, resource.body.clone()))
    };
    set(&mut response, header::ETAG, &format!("W/\"{version}\""));
    response
}

/// Returns the bytes of a Binary under their own media type.
fn raw_binary(resource: &Resource, headers: &HeaderMap, raw: Raw) -> Option<Response> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wrapped = raw == Raw::Never || (raw == Raw::AsAsked && accept.contains("json"));
    if resource.resource_type != "Binary" || wrapped {
        return None;
    }
    let body = std::str::from_utf8(&resource.body).ok()?;
    let media = text_of(body, "contentType")?;
    let bytes = STANDARD.decode(text_of(body, "data")?).ok()?;
    Some((StatusCode::OK, [(header::CONTENT_TYPE, media)], Body::from(bytes)).into_response())
}

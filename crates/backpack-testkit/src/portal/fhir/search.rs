//! Searches: who may ask, what is found, and where the next page begins.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::{Oddity, PatientParameter, Post};
use http::{HeaderMap, StatusCode};

use super::chart::Chart;
use super::cursor::Cursor;
use super::filter::{Filter, Unreadable};
use super::outcome::{Refusal, fhir};
use super::page::Search;
use super::rules;
use crate::portal::discovery::TYPES;
use crate::portal::faults::{Fault, Striking, bearer};
use crate::portal::options::ObservationSearch;
use crate::portal::shared::{Portal, lock};
use crate::portal::sign_in::scope::{Act, Reach};
use crate::portal::sign_in::tokens::Consent;

/// Answers `GET /fhir/{type}`.
pub(crate) async fn by_query(
    State(portal): State<Arc<Portal>>,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    Extension(striking): Extension<Striking>,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    rules::unescaped(portal.dialect(), &query)
        .and_then(|()| answer(&portal, &headers, &kind, &query, &striking))
        .unwrap_or_else(Refusal::into_response)
}

/// Answers `POST /fhir/{type}/_search`, whose form holds the parameters.
pub(crate) async fn by_form(
    State(portal): State<Arc<Portal>>,
    Path(kind): Path<String>,
    Extension(striking): Extension<Striking>,
    headers: HeaderMap,
    form: String,
) -> Response {
    if portal.dialect().search.post == Post::Never {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    answer(&portal, &headers, &kind, &form, &striking).unwrap_or_else(Refusal::into_response)
}

/// Returns what the token of a request allows.
pub(crate) fn consent(portal: &Portal, headers: &HeaderMap) -> Result<Consent, Refusal> {
    let token = bearer(headers).ok_or_else(Refusal::unauthorized)?;
    lock(&portal.tokens).consent(token, portal.now()).cloned().ok_or_else(Refusal::unauthorized)
}

fn answer(
    portal: &Portal,
    headers: &HeaderMap,
    kind: &str,
    query: &str,
    striking: &Striking,
) -> Result<Response, Refusal> {
    let consent = consent(portal, headers)?;
    if !TYPES.contains(&kind) {
        return Err(Refusal::not_found());
    }
    let reach = consent.scopes.reach(kind, Act::Search);
    if reach == Reach::Nothing {
        return Err(Refusal::forbidden("no granted scope covers this search"));
    }
    rules::search(portal, striking, kind, headers, query)?;
    let (walk, filter) = opened(portal, striking, kind, query)?;
    refuse_strictly(portal, headers, kind, &filter)?;
    let records = lock(&portal.records);
    let ignored = striking.has(&Fault::PatientIgnored);
    if !ignored && filter.patient.as_ref().is_some_and(|patient| *patient != consent.patient) {
        return Err(Refusal::forbidden("the token is for another patient"));
    }
    let includes = filter.provenance && consent.scopes.reach("Provenance", Act::Read) != Reach::Nothing;
    let search = Search {
        portal,
        striking,
        records: &records,
        kind,
        filter: &filter,
        reach: &reach,
        walk: &walk,
        scopes: &consent.scopes,
        includes,
    };
    let row = portal.dialect().search.patient == PatientParameter::Reference;
    let by_reference = row || portal.plays(Oddity::WantsPatientReference, striking);
    let finds =
        |chart: &&Chart| ignored || (chart.patient == consent.patient && !(by_reference && filter.bare));
    let charts: Vec<&Chart> = records.charts().iter().filter(finds).collect();
    let body = search.page(&charts, &consent.patient);
    Ok(fhir(StatusCode::OK, body))
}

/// Returns where the walk has got to, and what it looks for.
fn opened(
    portal: &Portal,
    striking: &Striking,
    kind: &str,
    query: &str,
) -> Result<(Cursor, Filter), Refusal> {
    let known: Vec<&str> = rules::additional(portal.dialect()).collect();
    let read = |query: &str| {
        Filter::parse(kind, query, &known)
            .map_err(|Unreadable| Refusal::invalid("a parameter cannot be read"))
    };
    let mut filter = read(query)?;
    let mut walk = Cursor { query: query.to_owned(), from: 0, turn: 0 };
    if let Some(cursor) = &filter.cursor {
        let decoded = Cursor::decode(cursor);
        walk = if striking.has(&Fault::CursorForgotten) {
            Cursor { query: decoded.map(|walk| walk.query).unwrap_or_default(), from: 0, turn: 0 }
        } else {
            decoded.ok_or_else(|| Refusal::invalid("the page link cannot be read"))?
        };
        filter = read(&walk.query)?;
    }
    if portal.plays(Oddity::IgnoresLastUpdated, striking) {
        filter.ignore_last_updated();
    }
    Ok((walk, filter))
}

fn refuse_strictly(portal: &Portal, headers: &HeaderMap, kind: &str, filter: &Filter) -> Result<(), Refusal> {
    let prefer = headers.get("prefer").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if prefer.contains("handling=strict") && !filter.ignored.is_empty() {
        return Err(Refusal::invalid("a parameter is not known"));
    }
    let strict = portal.options.observations == ObservationSearch::NeedsCategory;
    if strict && kind == "Observation" && !filter.is_narrow() {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "required", "category or code is needed"));
    }
    Ok(())
}

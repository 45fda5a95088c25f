//! What a dialect's portal insists on when it is asked for records.

use axum::response::{IntoResponse as _, Response};
use backpack_dialect::{
    BinaryAccept, Dialect, Increment, Oddity, PatientParameter, PlannedSearch, Provenance,
};
use http::{HeaderMap, StatusCode, header};

use super::outcome::Refusal;
use crate::portal::faults::instead::MOVED;
use crate::portal::faults::{Fault, Striking};
use crate::portal::options::Oversize;
use crate::portal::shared::Portal;
use crate::portal::sign_in::token_answer::CARRIED;

/// Parameters of a search that say how it is answered, and not what is looked for.
const CONTROLS: [&str; 8] =
    ["_count", "patient", "subject", "_lastUpdated", "_total", "_revinclude", "_cursor", MOVED];

/// The parameters of a query.
pub(crate) type Pairs = Vec<(String, String)>;

/// Reads a query.
pub(crate) fn pairs(query: &str) -> Pairs {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Says whether searches of this type are answered at all.
pub(crate) fn takes_searches(portal: &Portal, kind: &str) -> bool {
    let plan = &portal.dialect().plan;
    let omitted = plan.searches.get(kind).is_some_and(Vec::is_empty);
    !omitted && (plan.only.is_empty() || plan.only.iter().any(|only| only == kind))
}

/// Says whether `_lastUpdated` may be sent for this type. Where it is also ignored, sending it does no harm.
pub(crate) fn takes_last_updated(portal: &Portal, kind: &str) -> bool {
    let row = portal.dialect();
    let by = row.increments.types.get(kind).unwrap_or(&row.increments.by);
    *by != Increment::Full || row.oddities.contains(&Oddity::IgnoresLastUpdated)
}

/// Says whether provenance comes along with this type.
pub(crate) fn takes_provenance(row: &Dialect, kind: &str) -> bool {
    row.search.provenance == Provenance::Included
        && !row.search.without_provenance.iter().any(|one| one == kind)
}

/// Returns the largest page of this type, where the row says it.
pub(crate) fn page_size(row: &Dialect, kind: &str) -> Option<u32> {
    row.search.page_sizes.get(kind).copied().or(row.search.page_size)
}

/// Returns the names of parameters that the row adds to requests.
pub(crate) fn additional(row: &Dialect) -> impl Iterator<Item = &str> {
    let own = row.search.parameters.keys().chain(row.attachments.parameters.keys());
    own.chain(row.tokens.carried.values()).map(String::as_str)
}

/// Checks a search. Next links are followed as they are, so that only the first page must carry parameters.
pub(crate) fn search(
    portal: &Portal,
    striking: &Striking,
    kind: &str,
    headers: &HeaderMap,
    query: &str,
) -> Result<(), Refusal> {
    let row = portal.dialect();
    accept(row, headers)?;
    if !takes_searches(portal, kind) {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "not-supported", "this type is not searched here"));
    }
    let pairs = pairs(query);
    if pairs.iter().any(|(name, _)| name == "_cursor") {
        return Ok(());
    }
    carried(row, &pairs)?;
    for (name, value) in &row.search.parameters {
        if !has(&pairs, name, value) {
            return Err(Refusal::invalid("a parameter that this portal needs is missing"));
        }
    }
    count(portal, striking, kind, &pairs)?;
    controls(portal, kind, &pairs)?;
    let named = |name: &str| pairs.iter().any(|(known, _)| known == name);
    match row.plan.searches.get(kind) {
        Some(planned) if !named("_id") && !planned.iter().any(|one| is(one, &pairs, row)) => Err(
            Refusal::new(StatusCode::BAD_REQUEST, "not-supported", "this combination is not searched here"),
        ),
        _ => Ok(()),
    }
}

/// Checks the parameters that say how a search is answered.
fn controls(portal: &Portal, kind: &str, pairs: &Pairs) -> Result<(), Refusal> {
    let row = portal.dialect();
    let named = |name: &str| pairs.iter().any(|(known, _)| known == name);
    if row.search.patient == PatientParameter::Omitted && (named("patient") || named("subject")) {
        return Err(Refusal::invalid("the token says whose records these are, not a parameter"));
    }
    if named("_revinclude") && !takes_provenance(row, kind) {
        return Err(Refusal::invalid("nothing is included here"));
    }
    if named("_lastUpdated") {
        if !takes_last_updated(portal, kind) {
            return Err(Refusal::invalid("_lastUpdated is not known here"));
        }
        if row.increments.never_with.iter().any(|name| named(name)) {
            return Err(Refusal::invalid("_lastUpdated is not taken beside another date"));
        }
    }
    Ok(())
}

/// Checks that what must stand as it is stands so: neither `/` nor `:` is escaped in the row's own parameters.
pub(crate) fn unescaped(row: &Dialect, query: &str) -> Result<(), Refusal> {
    let escaped = |piece: &str| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let value = value.to_ascii_uppercase();
        additional(row).any(|known| known == name) && (value.contains("%2F") || value.contains("%3A"))
    };
    if query.split('&').any(escaped) {
        return Err(Refusal::forbidden("a parameter of this portal must stand as it is"));
    }
    Ok(())
}

/// Checks a read; what it answers instead is a redirect.
pub(crate) fn read(portal: &Portal, kind: &str, headers: &HeaderMap, query: &str) -> Result<(), Refusal> {
    let row = portal.dialect();
    let pairs = pairs(query);
    unescaped(row, query)?;
    carried(row, &pairs)?;
    if kind != "Binary" {
        return accept(row, headers);
    }
    for (name, value) in &row.attachments.parameters {
        if !has(&pairs, name, value) {
            return Err(Refusal::invalid("a parameter that attachments need is missing"));
        }
    }
    let asked = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if row.attachments.accept == BinaryAccept::FhirJson && !asked.contains("application/fhir+json") {
        return Err(not_acceptable());
    }
    Ok(())
}

/// Returns the redirect by which a merged patient is read, for the first of two requests.
pub(crate) fn merged(
    portal: &Portal,
    striking: &Striking,
    kind: &str,
    id: &str,
    query: &str,
) -> Option<Response> {
    let moved = pairs(query).iter().any(|(name, _)| name == MOVED);
    if kind != "Patient" || moved || !portal.plays(Oddity::MergedPatient, striking) {
        return None;
    }
    let mark = if query.is_empty() { "" } else { "&" };
    let target = format!("{}/Patient/{id}?{query}{mark}{MOVED}=1", portal.base());
    Some((StatusCode::FOUND, [(header::LOCATION, target)]).into_response())
}

fn accept(row: &Dialect, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(wanted) = &row.search.accept else { return Ok(()) };
    let asked = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if asked.contains(wanted.as_str()) { Ok(()) } else { Err(not_acceptable()) }
}

const fn not_acceptable() -> Refusal {
    Refusal::new(StatusCode::NOT_ACCEPTABLE, "not-supported", "this form is not offered")
}

fn carried(row: &Dialect, pairs: &Pairs) -> Result<(), Refusal> {
    for parameter in row.tokens.carried.values() {
        if !has(pairs, parameter, CARRIED) {
            return Err(Refusal::forbidden("a parameter of the token answer is missing"));
        }
    }
    Ok(())
}

fn count(portal: &Portal, striking: &Striking, kind: &str, pairs: &Pairs) -> Result<(), Refusal> {
    let Some((_, asked)) = pairs.iter().find(|(name, _)| name == "_count") else { return Ok(()) };
    let largest = page_size(portal.dialect(), kind).filter(|_| portal.options.oversize == Oversize::Refused);
    let large = largest.is_some_and(|largest| asked.parse::<u32>().is_ok_and(|asked| asked > largest));
    if large || striking.has(&Fault::CountRefused) {
        return Err(Refusal::invalid("_count is too large"));
    }
    Ok(())
}

/// Says whether a query is this planned search: all of its parameters, and none more but controls.
fn is(planned: &PlannedSearch, asked: &Pairs, row: &Dialect) -> bool {
    let mut own = asked.iter().filter(|(name, _)| {
        !CONTROLS.contains(&name.as_str()) && !additional(row).any(|known| known == name)
    });
    planned.with.iter().all(|(name, value)| has(asked, name, value))
        && own.all(|pair| planned.with.contains(pair))
}

fn has(pairs: &Pairs, name: &str, value: &str) -> bool {
    pairs.iter().any(|(known, held)| known == name && held == value)
}

//! Searches: who may ask, what is found, and where the next page begins.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};

use super::bundle::{Link, PageWriter};
use super::chart::{Chart, Entry, PortalRecords, State as Condition};
use super::cursor::Cursor;
use super::discovery::TYPES;
use super::fault::{Fault, Striking};
use super::fault_response::bearer;
use super::filter::{Filter, covers};
use super::options::{ObservationSearch, Totals};
use super::outcome::{Refusal, fhir};
use super::scope::{Act, Reach};
use super::shared::{Portal, lock};
use super::tokens::Consent;

/// Answers `GET /fhir/{type}`.
pub(crate) async fn by_query(
    State(portal): State<Arc<Portal>>,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    Extension(striking): Extension<Striking>,
    headers: HeaderMap,
) -> Response {
    answer(&portal, &headers, &kind, &query.unwrap_or_default(), &striking)
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
    let mut filter =
        Filter::parse(kind, query).map_err(|_| Refusal::invalid("a parameter cannot be read"))?;
    let mut walk = Cursor { query: query.to_owned(), from: 0 };
    if let Some(cursor) = &filter.cursor {
        walk = Cursor::decode(cursor).ok_or_else(|| Refusal::invalid("the page link cannot be read"))?;
        filter =
            Filter::parse(kind, &walk.query).map_err(|_| Refusal::invalid("a parameter cannot be read"))?;
    }
    refuse_strictly(portal, headers, kind, &filter)?;
    let records = lock(&portal.records);
    let ignored = striking.has(&Fault::PatientIgnored);
    if !ignored && filter.patient.as_ref().is_some_and(|patient| *patient != consent.patient) {
        return Err(Refusal::forbidden("the token is for another patient"));
    }
    let includes = filter.provenance && consent.scopes.reach("Provenance", Act::Read) != Reach::Nothing;
    let search =
        Search { portal, records: &records, kind, filter: &filter, reach: &reach, walk: &walk, includes };
    let charts: Vec<&Chart> =
        records.charts().iter().filter(|c| ignored || c.patient == consent.patient).collect();
    let body = search.page(&charts, &consent.patient, striking);
    Ok(fhir(StatusCode::OK, body))
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

/// One search over the records, at one page.
struct Search<'a> {
    portal: &'a Portal,
    records: &'a PortalRecords,
    kind: &'a str,
    filter: &'a Filter,
    reach: &'a Reach,
    walk: &'a Cursor,
    includes: bool,
}

impl<'a> Search<'a> {
    fn page(&self, charts: &[&'a Chart], patient: &str, striking: &Striking) -> Vec<u8> {
        let options = &self.portal.options;
        let size = self.filter.count.unwrap_or(options.page_size).min(options.page_limit);
        let lists: Vec<_> = charts.iter().map(|chart| (*chart, self.candidates(chart))).collect();
        let candidates =
            || lists.iter().flat_map(|(chart, places)| places.iter().map(|place| (*chart, *place)));
        let mut found = candidates().enumerate().skip(self.walk.from).filter_map(|(at, (chart, place))| {
            chart.at(place).filter(|entry| self.fits(entry)).map(|entry| (at, chart, entry))
        });
        let empty = striking.has(&Fault::EmptyPageWithNext);
        let matches: Vec<_> = if empty { Vec::new() } else { found.by_ref().take(size).collect() };
        let next = if size == 0 { None } else { found.next().map(|(at, _, _)| at) };

        let mut page = PageWriter::new(&self.portal.base());
        page.link(&Link::new("self", self.kind, &self.filter.honoured));
        if let Some(address) = self.next(if empty { Some(self.walk.from) } else { next }, striking) {
            page.address("next", &address);
        }
        if self.filter.total || options.totals == Totals::Always {
            let all = candidates().filter_map(|(chart, place)| chart.at(place));
            page.total(all.filter(|entry| self.fits(entry)).count());
        }
        for (number, (_, chart, entry)) in matches.iter().enumerate() {
            if number == 0 && striking.has(&Fault::DuplicateKeys) {
                page.doubled(&entry.resource);
            } else {
                page.found(&entry.resource);
            }
            if self.includes {
                self.include(chart, entry, &mut page);
            }
        }
        self.strangers(patient, striking, &mut page);
        if striking.has(&Fault::OutcomeEntry) || !self.filter.ignored.is_empty() {
            page.outcome("some of the search was not understood");
        }
        page.finish()
    }

    /// Returns the places to look at: the narrowest index that holds every match.
    fn candidates(&self, chart: &'a Chart) -> Cow<'a, [usize]> {
        if let Some(ids) = &self.filter.ids {
            return ids.iter().filter_map(|id| chart.place(&format!("{}/{id}", self.kind))).collect();
        }
        Cow::Borrowed(match self.filter.single_category() {
            Some(category) if self.kind == "Observation" => chart.observations(category),
            _ => chart.of_type(self.kind),
        })
    }

    fn fits(&self, entry: &Entry) -> bool {
        entry.state == Condition::Present
            && covers(self.reach, &entry.facets)
            && self.filter.lets_through(&entry.facets)
    }

    fn next(&self, from: Option<usize>, striking: &Striking) -> Option<String> {
        let to = |from| {
            let cursor = Cursor { query: self.walk.query.clone(), from };
            format!("{}/{}?_cursor={}", self.portal.base(), self.kind, cursor.encode())
        };
        let fault = striking.iter().find_map(|fault| match fault {
            Fault::NextToItself => Some(to(self.walk.from)),
            Fault::NextElsewhere(address) => Some(address.clone()),
            _ => None,
        });
        let honest = from.map(to);
        if striking.has(&Fault::NextRelative) {
            return honest.and_then(|next| next.strip_prefix(&self.portal.origin).map(str::to_owned));
        }
        fault.or(honest)
    }

    fn include(&self, chart: &Chart, entry: &Entry, page: &mut PageWriter) {
        let places = chart.provenances(&entry.resource.reference()).iter();
        for provenance in places.filter_map(|place| chart.at(*place)) {
            if provenance.state == Condition::Present {
                page.included(&provenance.resource);
            }
        }
    }

    /// Adds a record of somebody else: the first of this type that another person has.
    fn strangers(&self, patient: &str, striking: &Striking, page: &mut PageWriter) {
        if !striking.has(&Fault::OtherPerson) {
            return;
        }
        let others = self.records.charts().iter().filter(|chart| chart.patient != patient);
        let first = others.filter_map(|chart| chart.at(*chart.of_type(self.kind).first()?)).next();
        if let Some(entry) = first {
            page.found(&entry.resource);
        }
    }
}

//! One page of a search: which records it holds, and what its links say.

use std::borrow::Cow;
use std::collections::BTreeSet;

use backpack_dialect::Oddity;

use super::bundle::{Link, PageWriter};
use super::chart::{Chart, Entry, PortalRecords, State as Condition};
use super::cursor::Cursor;
use super::filter::{Filter, covers};
use super::rules::page_size;
use crate::portal::faults::{Fault, Striking};
use crate::portal::options::Totals;
use crate::portal::shared::Portal;
use crate::portal::sign_in::scope::{Act, Reach, Scopes};

/// One search over the records, at one page.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) striking: &'a Striking,
    pub(crate) records: &'a PortalRecords,
    pub(crate) kind: &'a str,
    pub(crate) filter: &'a Filter,
    pub(crate) reach: &'a Reach,
    pub(crate) walk: &'a Cursor,
    pub(crate) scopes: &'a Scopes,
    pub(crate) includes: bool,
}

/// What a page holds, and the number of the candidate with which the next one begins.
struct Found<'a> {
    matches: Vec<(&'a Chart, &'a Entry)>,
    next: Option<usize>,
}

impl<'a> Search<'a> {
    pub(crate) fn page(&self, charts: &[&'a Chart], patient: &str) -> Vec<u8> {
        let candidates: Vec<(&Chart, usize)> = charts
            .iter()
            .flat_map(|chart| self.candidates(chart).iter().map(|place| (*chart, *place)).collect::<Vec<_>>())
            .collect();
        let found = self.found(&candidates);
        let mut page = PageWriter::new(&self.portal.base());
        let bare = self.striking.has(&Fault::SelfWithoutParameters);
        if !self.striking.has(&Fault::NoSelfLink) {
            page.link(&Link::new("self", self.kind, if bare { &[] } else { &self.filter.honoured }));
        }
        if let Some(address) = self.next(found.next) {
            page.address("next", &address);
        }
        if self.plays(Oddity::TotalOfPage) {
            page.total(found.matches.len());
        } else if self.filter.total || self.portal.options.totals == Totals::Always {
            let all = candidates.iter().filter_map(|(chart, place)| chart.at(*place));
            page.total(all.filter(|entry| self.fits(entry)).count());
        }
        for (number, (chart, entry)) in found.matches.iter().enumerate() {
            if number == 0 && self.striking.has(&Fault::DuplicateKeys) {
                page.doubled(&entry.resource);
            } else {
                page.found(&entry.resource);
            }
            if self.includes {
                include(chart, entry, &mut page);
            }
            if self.filter.references {
                self.referred(chart, entry, &mut page);
            }
        }
        self.strangers(charts, patient, &mut page);
        let warned = self.striking.has(&Fault::OutcomeEntry) || self.plays(Oddity::OutcomeEntries);
        if warned || !self.filter.ignored.is_empty() {
            page.outcome("some of the search was not understood");
        }
        page.finish()
    }

    fn plays(&self, oddity: Oddity) -> bool {
        self.portal.plays(oddity, self.striking)
    }

    fn found(&self, candidates: &[(&'a Chart, usize)]) -> Found<'a> {
        let from = self.walk.from;
        if self.striking.has(&Fault::EmptyPageWithNext) {
            return Found { matches: Vec::new(), next: Some(from) };
        }
        let size = self.size();
        let numbered = candidates.iter().enumerate().skip(from);
        let mut fitting = numbered.filter_map(|(at, (chart, place))| {
            chart.at(*place).filter(|entry| self.fits(entry)).map(|entry| (at, *chart, entry))
        });
        if self.plays(Oddity::ShortPages) {
            // So many candidates are looked at, and what of them does not fit leaves the page short.
            let end = from.saturating_add(size.max(1));
            let page = fitting.take_while(|(at, ..)| *at < end).map(|(_, chart, entry)| (chart, entry));
            return Found { matches: page.collect(), next: (end < candidates.len()).then_some(end) };
        }
        let page = fitting.by_ref().take(size).map(|(_, chart, entry)| (chart, entry));
        let matches = page.collect();
        let next = if size == 0 { None } else { fitting.next().map(|(at, ..)| at) };
        Found { matches, next }
    }

    fn size(&self) -> usize {
        let options = &self.portal.options;
        let largest = page_size(self.portal.dialect(), self.kind).and_then(|size| usize::try_from(size).ok());
        let size = self.filter.count.unwrap_or(options.page_size).min(options.page_limit);
        let size = largest.map_or(size, |largest| size.min(largest));
        if self.walk.from == 0 && self.plays(Oddity::LargeFirstPage) { size.saturating_mul(2) } else { size }
    }

    /// Returns the places to look at: the narrowest index that holds every match.
    fn candidates(&self, chart: &'a Chart) -> Cow<'a, [usize]> {
        if let Some(ids) = &self.filter.ids {
            return ids.iter().filter_map(|id| chart.place(&format!("{}/{id}", self.kind))).collect();
        }
        let narrow = self.kind == "Observation" && !self.plays(Oddity::ShortPages);
        Cow::Borrowed(match self.filter.single_category() {
            Some(category) if narrow => chart.observations(category),
            _ => chart.of_type(self.kind),
        })
    }

    fn fits(&self, entry: &Entry) -> bool {
        entry.state == Condition::Present
            && covers(self.reach, &entry.facets)
            && self.filter.lets_through(&entry.facets)
    }

    fn next(&self, from: Option<usize>) -> Option<String> {
        let to = |from, turn| {
            let cursor = Cursor { query: self.walk.query.clone(), from, turn };
            format!("{}/{}?_cursor={}", self.portal.base(), self.kind, cursor.encode())
        };
        let fault = self.striking.iter().find_map(|fault| match fault {
            Fault::NextToItself => Some(to(self.walk.from, self.walk.turn)),
            Fault::NextToFirst => Some(to(0, 0)),
            Fault::NextEndless => Some(to(self.walk.from, self.walk.turn + 1)),
            Fault::NextElsewhere(address) => Some(address.clone()),
            _ => None,
        });
        let honest = from.map(|from| to(from, 0));
        if self.striking.has(&Fault::NextRelative) {
            return honest.and_then(|next| next.strip_prefix(&self.portal.origin).map(str::to_owned));
        }
        fault.or(honest)
    }

    /// Adds what a record refers to, as far as the grant lets it be read.
    fn referred(&self, chart: &Chart, entry: &Entry, page: &mut PageWriter) {
        let Ok(body) = std::str::from_utf8(&entry.resource.body) else { return };
        let references = body.split("\"reference\":\"").skip(1).filter_map(|rest| rest.split('"').next());
        let found: BTreeSet<usize> = references.filter_map(|reference| chart.place(reference)).collect();
        for other in found.into_iter().filter_map(|place| chart.at(place)) {
            let reach = self.scopes.reach(&other.resource.resource_type, Act::Read);
            if other.state == Condition::Present && covers(&reach, &other.facets) {
                page.included(&other.resource);
            }
        }
    }

    /// Adds what does not belong here: the first record of this type that another person has, one of another type.
    fn strangers(&self, charts: &[&Chart], patient: &str, page: &mut PageWriter) {
        if self.striking.has(&Fault::OtherPerson) {
            let others = self.records.charts().iter().filter(|chart| chart.patient != patient);
            let first = others.filter_map(|chart| chart.at(*chart.of_type(self.kind).first()?)).next();
            first.into_iter().for_each(|entry| page.found(&entry.resource));
        }
        if self.striking.has(&Fault::UnexpectedType) {
            let other = if self.kind == "Goal" { "Immunization" } else { "Goal" };
            let first = charts.iter().find_map(|chart| chart.at(*chart.of_type(other).first()?));
            first.into_iter().for_each(|entry| page.found(&entry.resource));
        }
    }
}

fn include(chart: &Chart, entry: &Entry, page: &mut PageWriter) {
    let places = chart.provenances(&entry.resource.reference()).iter();
    for provenance in places.filter_map(|place| chart.at(*place)) {
        if provenance.state == Condition::Present {
            page.included(&provenance.resource);
        }
    }
}

//! The first page of a search: written as the dialect says, and with less where the portal minds a part of it.

use std::time::Duration;

use backpack_core::Timestamp;
use backpack_record::Bundle;
use http::{HeaderName, HeaderValue};
use url::Url;
use url::form_urlencoded::Serializer;

use super::ask::Question;
use super::{Asking, Error, OPERATION};
use crate::dialect::{Handling, Increment, PatientParameter, Post, Provenance};
use crate::instant;
use crate::memory::Part;
use crate::plan::{Search, is_include};
use crate::status::{is_trouble, trouble};
use crate::wire::Answer;

/// How far before the mark an increment asks, since clocks and indexes of a portal do not quite agree.
pub(super) const OVERLAP: Duration = Duration::from_secs(60);
/// The longest address, in bytes, that goes out as one; servers begin to refuse them at 2,048.
const LONG: usize = 2_000;
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// What a first page is asked with, beside the plan's own parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Whether the search's own includes are asked for.
    includes: bool,
    /// Whether provenance is.
    provenance: bool,
    strict: bool,
    count: Option<u32>,
    pub(super) by_reference: bool,
    pub(super) since: Option<i64>,
}

impl Asking<'_> {
    /// Asks for the first page of a search, and returns the answer with what it was asked with.
    pub(super) async fn first(
        &self,
        search: &Search,
        with: &[(String, String)],
        since: Option<i64>,
        by_reference: bool,
    ) -> Result<(Parts, Answer), Error> {
        let mut parts = self.parts(search, since, by_reference);
        let mut answer = self.ask_with(search, with, &parts).await?;
        if !answer.status.is_success() && !self.is_undeclared(search) {
            for (fewer, minded) in parts.fewer(answer.status.as_u16()) {
                let again = self.ask_with(search, with, &fewer).await?;
                if is_trouble(again.status) {
                    return Err(trouble(self.context, again.status, &again.headers, OPERATION));
                }
                if again.status.is_success() {
                    for part in minded {
                        self.site.memory.note(self.patient, part, &search.resource_type);
                    }
                    (parts, answer) = (fewer, again);
                    break;
                }
            }
        }
        let is_doubtful = since.is_none()
            && !parts.by_reference
            && self.dialect.search.patient == PatientParameter::Id
            // Another search may have found out meanwhile, which makes this blank answer the more doubtful.
            && self.site.memory.by_reference(self.patient) != Some(false);
        if is_doubtful && is_blank(&answer) {
            // Some portals find nothing by the bare id, and say nothing about it.
            let other = Parts { by_reference: true, ..parts };
            let again = self.ask_with(search, with, &other).await?;
            if again.status.is_success() && self.speaks_of_the_patient(&again) {
                (parts, answer) = (other, again);
            }
        }
        Ok((parts, answer))
    }

    /// Says whether a record on a page names the patient: a portal that gives everybody's is no better than one that
    /// gives nothing.
    fn speaks_of_the_patient(&self, answer: &Answer) -> bool {
        let name = format!("Patient/{}\"", self.patient);
        let names = |resource: &[u8]| resource.windows(name.len()).any(|part| part == name.as_bytes());
        let bundle = Bundle::split(&answer.body);
        bundle.is_ok_and(|bundle| bundle.entries.iter().filter_map(|entry| entry.resource).any(names))
    }

    fn parts(&self, search: &Search, since: Option<i64>, by_reference: bool) -> Parts {
        let own = &self.dialect.search;
        let minds = |part| self.site.memory.minds(self.patient, part, &search.resource_type);
        let largest = own.page_sizes.get(&search.resource_type).copied().or(own.page_size);
        let count = largest.unwrap_or(u32::MAX).min(self.context.limits.page_size);
        let known = self.site.memory.by_reference(self.patient).unwrap_or_default();
        let may_include = !minds(Part::Includes);
        Parts {
            includes: may_include && search.includes(),
            provenance: may_include && self.may_have_provenance(search),
            strict: own.handling == Handling::Strict && !minds(Part::Handling),
            count: (!minds(Part::Count)).then_some(count),
            by_reference: by_reference || known,
            since,
        }
    }

    /// Says whether provenance comes with this search.
    pub(super) fn may_have_provenance(&self, search: &Search) -> bool {
        let own = &self.dialect.search;
        let declared = &self.keys.declared;
        own.provenance == Provenance::Included
            && search.may_have_provenance()
            && !own.without_provenance.contains(&search.resource_type)
            && self.granted.reads("Provenance")
            && (declared.is_empty() || declared.iter().any(|name| name == "Provenance"))
    }

    /// Says whether the portal declares the types it has, and this is none of them.
    pub(super) fn is_undeclared(&self, search: &Search) -> bool {
        let declared = &self.keys.declared;
        !declared.is_empty() && !declared.contains(&search.resource_type)
    }

    /// Says whether later pulls of this search ask for what is new alone.
    pub(super) fn has_increments(&self, search: &Search) -> bool {
        let own = &self.dialect.increments;
        let by = own.types.get(&search.resource_type).unwrap_or(&own.by);
        let is_barred = search.with.iter().any(|(name, _)| own.never_with.contains(name));
        *by == Increment::LastUpdated
            && !is_barred
            && !self.site.memory.minds(self.patient, Part::Since, &search.resource_type)
    }

    async fn ask_with(
        &self,
        search: &Search,
        with: &[(String, String)],
        parts: &Parts,
    ) -> Result<Answer, Error> {
        let pairs = self.pairs(with, parts);
        let mut url = self.base.below(&[&search.resource_type]);
        url.query_pairs_mut().extend_pairs(&pairs);
        self.carry(&mut url);
        let is_long = url.as_str().len() > LONG && self.dialect.search.post == Post::WhenLong;
        if is_long && !self.site.memory.minds(self.patient, Part::Form, "") {
            let mut url = self.base.below(&[&search.resource_type, "_search"]);
            self.carry(&mut url);
            let form = Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let answer = self.ask(&strictly(Question::post(url, form), parts)).await?;
            if !matches!(answer.status.as_u16(), 404 | 405 | 501) {
                return Ok(answer);
            }
            self.site.memory.note(self.patient, Part::Form, "");
        }
        self.ask(&strictly(Question::get(without_end(url)), parts)).await
    }

    fn pairs(&self, with: &[(String, String)], parts: &Parts) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        match self.dialect.search.patient {
            PatientParameter::Omitted => {}
            PatientParameter::Id if !parts.by_reference => add("patient", self.patient.to_owned()),
            _ => add("patient", format!("Patient/{}", self.patient)),
        }
        for (name, value) in with.iter().filter(|(name, _)| parts.includes || !is_include(name)) {
            add(name, value.clone());
        }
        if parts.provenance {
            add("_revinclude", "Provenance:target".to_owned());
        }
        if let Some(count) = parts.count {
            add("_count", count.to_string());
        }
        let since = parts.since.map(|since| Timestamp::from_millis(since).saturating_sub(OVERLAP));
        if let Some(since) = since.and_then(instant::for_search) {
            add("_lastUpdated", format!("ge{since}"));
        }
        pairs
    }
}

impl Parts {
    /// Returns what to ask with after a refusal: without each part that may be minded, then without all of them; and
    /// what is then known to be minded.
    fn fewer(self, status: u16) -> Vec<(Self, Vec<Part>)> {
        let is_bad = matches!(status, 400 | 422);
        let mut minded = Vec::new();
        if (is_bad || status == 403) && (self.includes || self.provenance) {
            minded.push(Part::Includes);
        }
        if is_bad && self.strict {
            minded.push(Part::Handling);
        }
        if is_bad && self.count.is_some() {
            minded.push(Part::Count);
        }
        let each = minded.iter().map(|&part| (self.without(part), vec![part])).collect::<Vec<_>>();
        let none = minded.iter().fold(self, |parts, &part| parts.without(part));
        let all = (minded.len() > 1).then_some((none, minded));
        each.into_iter().chain(all).collect()
    }

    fn without(self, part: Part) -> Self {
        match part {
            Part::Includes => Self { includes: false, provenance: false, ..self },
            Part::Handling => Self { strict: false, ..self },
            Part::Count => Self { count: None, ..self },
            _ => self,
        }
    }
}

fn strictly(question: Question, parts: &Parts) -> Question {
    if parts.strict { question.header(PREFER, HeaderValue::from_static("handling=strict")) } else { question }
}

/// An empty query leaves a question mark behind.
fn without_end(mut url: Url) -> Url {
    if url.query() == Some("") {
        url.set_query(None);
    }
    url
}

/// Says whether a page has nothing on it and none after it.
fn is_blank(answer: &Answer) -> bool {
    answer.status.is_success()
        && Bundle::split(&answer.body)
            .is_ok_and(|bundle| bundle.entries.is_empty() && bundle.link("next").is_none())
}

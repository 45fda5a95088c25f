//! What is taken from a page: each entry as it came, with a doubt where it was not asked for.

use backpack_connect::{Item, Put};
use backpack_core::Timestamp;
use backpack_record::{BundleEntry, Header};
use bytes::Bytes;

use super::Peek;
use super::first::OVERLAP;
use super::place::Walk;
use crate::plan::Search;
use crate::wire::FHIR_JSON;
use crate::words;

const ANOTHER_TYPE: &str = "a resource of another type than was asked for";
const NOBODY: &str = "the portal did not look for this patient alone, and this names nobody";
pub(super) const IGNORES_SINCE: &str = "the portal ignored _lastUpdated: everything came again";

/// What was taken from a page.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) items: Vec<Item>,
    /// Who the items are, to notice a page that comes again.
    pub(super) ids: Vec<String>,
    /// Whether any of them is an answer to the question, and not only beside it.
    pub(super) has_match: bool,
    pub(super) warnings: Vec<String>,
}

/// How a page's entries are told apart.
pub(super) struct Sieve<'a> {
    pub(super) search: &'a Search,
    /// What no word that is kept may repeat.
    pub(super) token: &'a str,
    /// Whether provenance may come beside the matches.
    pub(super) provenance: bool,
}

impl Sieve<'_> {
    pub(super) fn take(&self, page: &Bytes, entry: &BundleEntry<'_>, walk: &mut Walk, taken: &mut Taken) {
        let Some(resource) = entry.resource else { return };
        let peek = Peek::read(resource);
        let is_outcome = peek.as_ref().is_some_and(|peek| peek.resource_type == "OperationOutcome");
        if is_outcome || entry.search_mode.as_ref().is_some_and(|mode| *mode == "outcome") {
            let Some(said) = words::outcome(resource) else { return };
            let words = words::without(said.words, self.token);
            if said.failed && walk.complaint.is_none() {
                walk.complaint = Some(words.clone());
            }
            taken.warnings.extend(Some(words).filter(|words| !words.is_empty()));
            return;
        }
        let mut put = Put::new(FHIR_JSON, page.slice_ref(resource));
        put.version = entry.response_etag.as_ref().map(ToString::to_string);
        put.full_url = entry.full_url.as_ref().map(ToString::to_string);
        put.envelope = entry.envelope.clone().map(Bytes::from);
        let is_include = entry.search_mode.as_ref().is_some_and(|mode| *mode == "include");
        if let Some(peek) = peek {
            put.doubt = self.doubt(&peek, resource, is_include, walk).map(ToOwned::to_owned);
            // What comes beside the matches has times of its own.
            if !is_include && peek.resource_type == self.search.resource_type {
                taken.has_match = true;
                if let Some(updated) = peek.updated {
                    see(updated, walk, &mut taken.warnings);
                }
            }
            put.id = peek.id.clone();
            taken.ids.push(format!("{}/{}", peek.resource_type, peek.id.unwrap_or_default()));
        }
        taken.items.push(Item::Put(put));
    }

    fn doubt(&self, peek: &Peek<'_>, resource: &[u8], is_include: bool, walk: &Walk) -> Option<&'static str> {
        let was_asked = peek.resource_type == self.search.resource_type
            || is_include
            || self.provenance && peek.resource_type == "Provenance"
            || self.search.includes();
        if !was_asked {
            return Some(ANOTHER_TYPE);
        }
        let names_somebody = || Header::read(resource).is_ok_and(|header| header.subject_id().is_some());
        (walk.anyone && !is_include && !names_somebody()).then_some(NOBODY)
    }
}

/// Notes when a match was last updated. One from before what was asked for shows that the portal does not look.
fn see(updated: Timestamp, walk: &mut Walk, warnings: &mut Vec<String>) {
    walk.see(updated);
    let since = walk.since.map(|since| Timestamp::from_millis(since).saturating_sub(OVERLAP));
    if since.is_some_and(|since| updated < since) && !walk.ignored {
        walk.ignored = true;
        warnings.push(IGNORES_SINCE.to_owned());
    }
}

//! Terms: what a person may mean after a few letters, and what things are called in their language.

use std::collections::HashSet;

use backpack_keep::{Filter, PageToken};
use backpack_record::{Code, Kind};
use backpack_terms::{Row, Term, Terms};

use super::{Backpack, Record};

/// The most records whose titles are offered again.
const MOST_OWN: usize = 2_000;

impl Backpack {
    /// Returns the terms that fit what was typed for a record of a kind, the best first: what this person's records are
    /// called already, and the lists that ship with the library.
    ///
    /// A hit is what a builder takes; what was typed is taken, too. The language is a BCP 47 tag. Answered from memory; the
    /// first question for a kind reads its lists.
    #[must_use]
    pub fn suggest(&self, kind: Kind, typed: &str, language: &str, limit: usize) -> Vec<Term> {
        self.terms(kind).search(typed, language, limit)
    }

    /// Returns the lists that [`Backpack::suggest`] searches: the person's own, then those that ship with the library.
    ///
    /// To search them at each keystroke, or with lists of the host's own (`and`), ask once for each form.
    #[must_use]
    pub fn terms(&self, kind: Kind) -> Terms {
        let filter = Filter::new().kind(kind);
        let mut rows: Vec<Row> = Vec::new();
        let mut seen = HashSet::new();
        let mut next: Option<PageToken> = None;
        loop {
            let page = match next.take() {
                Some(token) => self.find(&filter.clone().after(token)),
                None => self.find(&filter),
            };
            for record in &page.records {
                if seen.insert(record.title().to_owned()) {
                    rows.push(own(record));
                }
            }
            next = page.next.filter(|_| rows.len() < MOST_OWN);
            if next.is_none() {
                break;
            }
        }
        Terms::from_rows(rows).and(Terms::for_kind(kind))
    }
}

impl Record {
    /// Returns the title in a language, by its BCP 47 tag, where one of its codes is in a list that speaks it; else the
    /// title as it is.
    #[must_use]
    pub fn title_in(&self, language: &str) -> String {
        let codes = self.effective().codes.iter();
        let mut known = codes
            .filter_map(|code| Terms::translate(code.system.as_deref()?, code.code.as_deref()?, language));
        known.next().unwrap_or_else(|| self.title().to_owned())
    }
}

/// A record's title as a term, with its first code.
fn own(record: &Record) -> Row {
    let named = |code: &&Code<'static>| code.system.is_some() && code.code.is_some();
    match record.effective().codes.iter().find(named) {
        Some(Code { system: Some(system), code: Some(code), .. }) => {
            Row::new(system.as_str(), code.as_str(), record.title())
        }
        _ => Row::in_words(record.title()),
    }
}

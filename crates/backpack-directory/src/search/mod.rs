//! Finds portals: by name, by place, by address, in spite of a mistyped letter.

mod board;
mod distance;
mod places;
mod spelling;

use backpack_core::Timestamp;

use crate::address::{looks_like_one, spoken};
use crate::fold::{whole, words};
use crate::index::{Field, Posting, Section, Strings};
use crate::{Directory, Mark, Place, Portal, Support};
use board::{Board, Tier};

/// The most words of a query that are looked at.
const MAX_WORDS: usize = 12;

/// The most names that begin like the query and are ranked as such.
const MAX_BEGINNINGS: usize = 2_000;

/// The most hits of one search.
const MAX_HITS: usize = 1_000;

/// A question to a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Query {
    /// What the person typed: a name, a place, both, or an address.
    pub text: String,
    /// How many hits are wanted, at most 1,000.
    pub limit: usize,
    /// Where the person is: of two portals that fit alike, the nearer one comes first.
    pub near: Option<Place>,
}

impl Query {
    /// Returns a question for the 20 best hits.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), limit: 20, near: None }
    }

    /// Sets how many hits are wanted.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Sets where the person is.
    #[must_use]
    pub fn near(mut self, place: Place) -> Self {
        self.near = Some(place);
        self
    }
}

/// A portal that fits a question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hit {
    /// The portal.
    pub portal: Portal,
    /// How well it fits.
    pub fit: Fit,
    /// Whether it can be connected, as it was marked.
    pub support: Support,
    /// When that was found out, and how long it holds; nothing where nobody has looked yet.
    pub mark: Option<Mark>,
}

impl Hit {
    /// Says whether somebody should look (again) whether the portal can be connected.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.mark.as_ref().is_none_or(|mark| mark.is_due(now))
    }
}

/// How well a portal fits a question. The better, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fit {
    /// Some of the words fit, or all of them if letters are mended.
    Fuzzy,
    /// Each word is there, or the beginning of one that is.
    Words,
    /// A name or an address begins like this.
    Prefix,
    /// A name or an address is this.
    Exact,
}

/// Returns the portals that fit, the best first.
pub(crate) fn search(directory: &Directory, query: &Query) -> Vec<Hit> {
    let layout = &directory.layout;
    let mut board = Board::new(directory.len());
    let folded = whole(&query.text);
    let limit = query.limit.min(MAX_HITS);
    if folded.is_empty() || limit == 0 {
        return Vec::new();
    }
    let mut asked = words(&query.text);
    asked.truncate(MAX_WORDS);
    let last = asked.len().saturating_sub(1);
    for (number, word) in asked.iter().enumerate() {
        let matches = spelling::matches(layout, word, number == last);
        board.word(layout, &matches);
    }
    let names = layout.strings(Section::Names, Section::NameEnds);
    whole_texts(directory, names, Section::NameOwners, &folded, &mut board);
    if looks_like_one(&query.text) {
        address(directory, &spoken(&query.text), &mut board);
    }
    if let Some(place) = &query.near {
        places::near(layout, place, &mut board);
    }
    let lengths = layout.section(Section::Lengths);
    let best = board.best(asked.len(), lengths, limit);
    let hit = |(at, fit)| {
        let portal = directory.at(at)?;
        let mark = directory.mark_of(portal.id).cloned();
        let support = mark.as_ref().map(|mark| mark.support.clone()).unwrap_or_default();
        Some(Hit { portal, fit, support, mark })
    };
    best.into_iter().filter_map(hit).collect()
}

/// Raises the portals that have a name or an address which is the text, or begins with it.
fn whole_texts(directory: &Directory, texts: Strings<'_>, owners: Section, text: &str, board: &mut Board) {
    let owner = |at: usize| directory.layout.number(owners, at).map(Posting);
    for posting in texts.beginning(text).take(MAX_BEGINNINGS).filter_map(owner) {
        let tier = if posting.is_in(Field::Alias) { Tier::AliasPrefix } else { Tier::Prefix };
        board.raise(posting.portal(), tier);
    }
    for posting in texts.equal(text).filter_map(owner) {
        let tier = if posting.is_in(Field::Alias) { Tier::AliasExact } else { Tier::Exact };
        board.raise(posting.portal(), tier);
    }
}

/// Raises the portals at an address, or at the longest beginning of it that is one: people paste the address of the
/// page they are on.
fn address(directory: &Directory, address: &str, board: &mut Board) {
    let texts = directory.layout.strings(Section::Addresses, Section::AddressEnds);
    whole_texts(directory, texts, Section::AddressOwners, address, board);
    let mut rest = address;
    while texts.equal(rest).is_empty() {
        let Some((shorter, _)) = rest.rsplit_once('/') else { return };
        rest = shorter;
    }
    whole_texts(directory, texts, Section::AddressOwners, rest, board);
}

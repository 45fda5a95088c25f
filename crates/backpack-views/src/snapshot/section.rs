//! One section of a snapshot: facts, gaps, and how it stands.

use std::collections::HashMap;

use super::{Fact, Found, Gap};
use crate::Measure;
use crate::measure::place_of;
use crate::seen::{Seen, folded};

/// One section.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Section {
    /// How it stands.
    pub standing: Standing,
    /// The facts.
    pub facts: Vec<Fact>,
    /// What may belong here, and nobody says; also records that say that nothing is known.
    pub unclear: Vec<Fact>,
    /// Records that say that there is nothing, such as "no known allergies". They stand beside the facts, and never hide
    /// one.
    pub said_none: Vec<Fact>,
    /// What may be missing.
    pub gaps: Vec<Gap>,
    /// How many facts there are in all, those that are not shown among them.
    pub total: usize,
}

/// How a section stands. Only [`Standing::SaidNone`] and [`Standing::Empty`] read as "none".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// There are facts.
    Facts,
    /// There are none, and a portal did not give all of it: there may be some.
    Gap,
    /// There are none, and a record says that there is nothing.
    SaidNone,
    /// There are none, and every portal that was asked has nothing.
    Empty,
    /// There are none for certain: there are some of which nobody says whether they hold, or a source says that it does
    /// not know.
    Unclear,
    /// There are none, and nobody was asked.
    #[default]
    NotAsked,
}

impl Standing {
    /// Returns how something stands of which this was found, and of which something may be missing, or which was asked for and
    /// answered in full.
    pub(super) const fn of(found: Found, has_gaps: bool, was_asked: bool) -> Self {
        match found {
            Found::Facts => Self::Facts,
            _ if has_gaps => Self::Gap,
            Found::SaidNone => Self::SaidNone,
            Found::Unclear => Self::Unclear,
            Found::Nothing if was_asked => Self::Empty,
            Found::Nothing | Found::Unsaid => Self::NotAsked,
        }
    }

    /// Every standing.
    pub const ALL: &[Self] =
        &[Self::Facts, Self::Gap, Self::SaidNone, Self::Empty, Self::Unclear, Self::NotAsked];

    /// Returns a stable word for it: lower case with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Gap => "gap",
            Self::SaidNone => "said-none",
            Self::Empty => "empty",
            Self::Unclear => "unclear",
            Self::NotAsked => "not-asked",
        }
    }
}

/// What a record says by saying that there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nothing {
    /// There is nothing of this at all.
    All,
    /// There is nothing of a part of it.
    Part(Part),
    /// Nobody asked, or nobody knows.
    Unknown,
}

/// A part of what a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Medicines, among allergies.
    Medication,
    /// Food, among allergies.
    Food,
    /// What is around, among allergies.
    Environment,
    /// Something narrower: latex among allergies, what is prescribed among medications.
    Other,
}

/// Collects the facts of a section.
#[derive(Debug, Default)]
pub(super) struct Collector {
    facts: Vec<Fact>,
    at: HashMap<String, usize>,
    latest: HashMap<Measure, usize>,
    unclear: Vec<Fact>,
    unclear_at: HashMap<String, usize>,
    said_none: Vec<Fact>,
    said_unknown: Vec<Fact>,
    says_all: bool,
    nearest_first: bool,
    abnormal_first: bool,
}

impl Collector {
    /// Takes something that is so, whenever it began: one fact by its code or title.
    pub(super) fn put_standing(&mut self, seen: &Seen<'_>) {
        put(&mut self.facts, &mut self.at, key_of(seen), seen);
    }

    /// Takes something that happened: one fact by its code or title and its day, if another source told it. What one
    /// source tells twice happened twice.
    pub(super) fn put_event(&mut self, seen: &Seen<'_>) {
        let date = seen.date().map(|date| date.as_str()).unwrap_or_default();
        let key = format!("{} {}", day(date), key_of(seen));
        let known = self.at.get(&key).and_then(|at| self.facts.get(*at));
        if known.is_some_and(|fact| fact.sources.contains(&seen.source)) {
            self.facts.push(Fact::of(seen));
            return;
        }
        put(&mut self.facts, &mut self.at, key, seen);
    }

    pub(super) fn put_unclear(&mut self, seen: &Seen<'_>) {
        put(&mut self.unclear, &mut self.unclear_at, key_of(seen), seen);
    }

    /// Takes a measurement, if it is the latest of its test; the same from another source joins it.
    pub(super) fn put_latest(&mut self, seen: &Seen<'_>) {
        let (measure, line) = place_of(&seen.header);
        let measure = if line.0.is_empty() { measure } else { Measure::from_text(&line.0) };
        let starts = seen.date().map_or(i64::MIN, backpack_record::PartialDate::earliest);
        let Some(fact) = self.latest.get(&measure).and_then(|at| self.facts.get_mut(*at)) else {
            self.latest.insert(measure, self.facts.len());
            self.facts.push(Fact::of(seen));
            return;
        };
        if starts < fact.starts() && !same_day(fact, seen) {
            return;
        }
        let new = Fact::of(seen);
        if same_day(fact, seen) && new.value == fact.value {
            fact.join(new);
        } else if starts >= fact.starts() {
            *fact = new;
        }
    }

    /// Takes a record that says that there is nothing; returns whether it does.
    pub(super) fn put_none(&mut self, seen: &Seen<'_>, none: Option<Nothing>) -> bool {
        let Some(none) = none else { return false };
        self.says_all |= none == Nothing::All;
        let said = if none == Nothing::Unknown { &mut self.said_unknown } else { &mut self.said_none };
        said.push(Fact::of(seen));
        true
    }

    pub(super) const fn nearest_first(mut self) -> Self {
        self.nearest_first = true;
        self
    }

    pub(super) const fn abnormal_first(mut self) -> Self {
        self.abnormal_first = true;
        self
    }

    pub(super) fn section(mut self, gaps: Vec<Gap>, was_asked: bool, most: usize) -> Section {
        let found = if !self.facts.is_empty() {
            Found::Facts
        } else if !self.unclear.is_empty() {
            Found::Unclear
        } else if self.says_all {
            // One source that knows is enough, whoever else does not.
            Found::SaidNone
        } else if self.said_unknown.is_empty() {
            Found::Nothing
        } else {
            Found::Unclear
        };
        self.unclear.append(&mut self.said_unknown);
        let standing = Standing::of(found, !gaps.is_empty(), was_asked);
        // Reading a date takes longer than comparing.
        self.facts.sort_by_cached_key(|fact| {
            let quiet = self.abnormal_first && !fact.flag.is_some_and(crate::Flag::is_abnormal);
            let starts = if self.nearest_first { fact.starts() } else { !fact.starts() };
            (quiet, starts, fact.title.clone())
        });
        self.unclear.sort_by_key(|fact| std::cmp::Reverse(fact.starts()));
        let total = self.facts.len();
        self.facts.truncate(most);
        Section { standing, facts: self.facts, unclear: self.unclear, said_none: self.said_none, gaps, total }
    }
}

fn put(facts: &mut Vec<Fact>, at: &mut HashMap<String, usize>, key: String, seen: &Seen<'_>) {
    match at.get(&key).and_then(|at| facts.get_mut(*at)) {
        Some(fact) => fact.join(Fact::of(seen)),
        None => {
            at.insert(key, facts.len());
            facts.push(Fact::of(seen));
        }
    }
}

/// The first code with a system, else the title: simple on purpose, since nothing is lost by taking two for two.
fn key_of(seen: &Seen<'_>) -> String {
    let mut codes = seen.header.codes.iter();
    let coded = codes.find_map(|code| Some(format!("{}|{}", code.system.as_deref()?, code.code.as_deref()?)));
    coded.unwrap_or_else(|| folded(&seen.header.title))
}

fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

fn same_day(fact: &Fact, seen: &Seen<'_>) -> bool {
    let own = fact.when.as_ref().map(|date| day(date.as_str()));
    own == seen.date().map(|date| day(date.as_str()))
}

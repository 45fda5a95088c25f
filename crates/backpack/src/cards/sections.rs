//! The sections of a card: what is there, that there is none, or what nobody knows.
//!
//! Decision 39: a gap never reads as "none", and tells nothing of what was taken off.

use std::collections::{BTreeMap, BTreeSet};

use backpack_core::ConnectionId;
use backpack_keep::Source;
use backpack_record::{AllergyTo, Card, CardItem, CardSort, Kind};

use super::contents::{CardGap, CardRecord, CardSection, shown};
use crate::Record;
use crate::views::{Asked, Found, Gap, NoFact, Standing, Topic};

/// What a card is put together from.
#[derive(Debug)]
pub(crate) struct Looked<'l> {
    /// Every record, hidden ones too, each with what it is an allergy to.
    pub(crate) records: &'l [(Record, AllergyTo)],
    /// What the portals were asked.
    pub(crate) asked: &'l [Asked],
    /// What the connections are called.
    pub(crate) portals: &'l BTreeMap<ConnectionId, String>,
}

/// What is there of one kind.
#[derive(Default)]
struct Sorted<'l> {
    /// Facts that the card shows.
    facts: Vec<&'l Record>,
    /// Records that say that there is nothing, or that nobody asked.
    none: Vec<(&'l Record, NoFact)>,
    /// Whether the rule asks for something that the card does not show.
    withholds: bool,
}

/// Returns the sections: of every kind that the rule asks for, and of what was put on.
pub(super) fn sections(card: &Card, looked: &Looked<'_>) -> Vec<CardSection> {
    let mut kinds: BTreeMap<Kind, Sorted<'_>> = BTreeMap::new();
    let mut unnamed = BTreeSet::new();
    for (record, allergy) in looked.records.iter().filter(|(record, _)| !is_void(record)) {
        let kind = record.kind();
        let topic = topic(card.sort, kind).unwrap_or(Topic::Kind(kind));
        let no_fact = topic.no_fact(record.effective());
        let is_shown = !record.overlay.hidden && card.shows_record(record.id, kind, *allergy);
        let is_asked_for = card.asks_for(kind, *allergy);
        if is_asked_for
            && !is_shown
            && let Source::Connection(connection) = record.source
        {
            unnamed.insert(connection);
        }
        if !is_asked_for && !is_shown {
            continue;
        }
        let sorted = kinds.entry(kind).or_default();
        match no_fact {
            Some(no_fact) if is_shown => sorted.none.push((record, no_fact)),
            Some(_) => {}
            None if is_shown => sorted.facts.push(record),
            None => sorted.withholds = true,
        }
    }
    let withholds = kinds.values().any(|sorted| sorted.withholds);
    let wanted = Kind::ALL.iter().filter(|kind| topic(card.sort, **kind).is_some());
    for kind in wanted {
        kinds.entry(*kind).or_default();
    }
    let name = |gap: &Gap| CardGap {
        portal: looked.portals.get(&gap.connection).filter(|_| !unnamed.contains(&gap.connection)).cloned(),
        why: gap.why,
    };
    let sections = kinds.into_iter().map(|(kind, sorted)| {
        let Some(topic) = topic(card.sort, kind) else { return put_on(card, kind, &sorted) };
        let (standing, gaps) = topic.standing(found(&sorted, withholds), looked.asked);
        let records = records(card, &sorted, standing, matches!(topic, Topic::Kind(_)));
        let gaps: BTreeSet<CardGap> = gaps.iter().map(name).collect();
        CardSection { kind, records, standing, gaps: gaps.into_iter().collect() }
    });
    sections
        .filter(|section| !section.records.is_empty() || topic(card.sort, section.kind).is_some())
        .collect()
}

/// Returns what the rule of a card asks for among the records of a kind. Of other records than those that have a kind of
/// their own nobody can say that there are none.
fn topic(sort: CardSort, kind: Kind) -> Option<Topic> {
    match (sort, kind) {
        (CardSort::Emergency, Kind::Allergy) => Some(Topic::MedicationAllergies),
        (CardSort::FoodAllergies, Kind::Allergy) => Some(Topic::FoodAllergies),
        (CardSort::HealthHistory, kind) if kind != Kind::Other => Some(Topic::Kind(kind)),
        _ => None,
    }
}

/// Says what was found of a kind. Where anything is left out of the card, a list that is merely empty reads nowhere as "none":
/// otherwise the one list that does not would tell which it is.
fn found(sorted: &Sorted<'_>, withholds: bool) -> Found {
    let says = |what| sorted.none.iter().any(|(_, no_fact)| *no_fact == what);
    match (sorted.facts.is_empty(), sorted.withholds) {
        (false, _) => Found::Facts,
        (true, true) => Found::Unsaid,
        (true, false) if says(NoFact::SaysNone) => Found::SaidNone,
        (true, false) if withholds => Found::Unsaid,
        (true, false) if says(NoFact::SaysUnknown) => Found::Unclear,
        (true, false) => Found::Nothing,
    }
}

/// Returns the records that are shown. One that says "none" stands only where that is how it stands, or was put on: beside an
/// allergy it would contradict it, and in the place of one that was taken off it would be wrong.
fn records(card: &Card, sorted: &Sorted<'_>, standing: Standing, shows_all: bool) -> Vec<CardRecord> {
    let says = |(record, no_fact): &&(&Record, NoFact)| match no_fact {
        NoFact::SaysNone => standing == Standing::SaidNone,
        NoFact::SaysUnknown | NoFact::Aside => shows_all && !sorted.withholds,
    } || card.on.contains(&CardItem::Record(record.id));
    let none = sorted.none.iter().filter(says).map(|(record, _)| *record);
    sorted.facts.iter().copied().chain(none).map(shown).collect()
}

/// Returns a section for which no rule asks: what was put on, and no word of what was not.
fn put_on(card: &Card, kind: Kind, sorted: &Sorted<'_>) -> CardSection {
    let records = records(card, sorted, Standing::Facts, true);
    CardSection { kind, records, standing: Standing::Facts, gaps: Vec::new() }
}

/// Says whether a record is shown to nobody: it counts for nothing, or the person hid it.
pub(crate) fn is_left_out(record: &Record) -> bool {
    is_void(record) || record.overlay.hidden
}

/// Says whether a record counts for nothing: deleted, taken back, found to be none, or never come to be.
fn is_void(record: &Record) -> bool {
    let status = record.effective().status.as_deref();
    let is_void = matches!(status, Some("entered-in-error" | "refuted" | "cancelled" | "not-done"));
    is_void || record.retracted || record.overlay.deleted
}

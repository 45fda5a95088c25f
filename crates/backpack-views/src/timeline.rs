//! A timeline grouped by visits.

use std::collections::{BTreeMap, HashMap};

use backpack_core::RecordId;
use backpack_record::{PartialDate, Precision};

use crate::SourceId;

/// A record to be placed on a timeline.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "plain input, made by hand")]
pub struct Placed {
    /// The record.
    pub id: RecordId,
    /// Where it comes from.
    pub source: SourceId,
    /// When it happened or began.
    pub date: Option<PartialDate<'static>>,
    /// The visit that it names, if it names one that is here; itself, if it is a visit.
    pub visit: Option<RecordId>,
    /// The organisations that it names, as written.
    pub organisations: Vec<String>,
}

/// A visit that records may belong to.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "plain input, made by hand")]
pub struct Span {
    /// The record of the visit.
    pub id: RecordId,
    /// Where it comes from.
    pub source: SourceId,
    /// When it began.
    pub start: PartialDate<'static>,
    /// When it ended, if the source says.
    pub end: Option<PartialDate<'static>>,
    /// The organisations that it names, as written.
    pub organisations: Vec<String>,
}

/// What happened on one day, or in one month or year that its source did not date more precisely.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Day {
    /// The date as far as it is known: `2019`, `2019-03` or `2019-03-07`, in the zone the source wrote it.
    pub date: String,
    /// Visits with what belongs to them, and what belongs to none.
    pub groups: Vec<Group>,
}

/// A visit and what belongs to it, or what belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The visit; `None` for what belongs to none.
    pub visit: Option<RecordId>,
    /// The records in the order in which they came, each with why it is here; the visit itself is not among them.
    pub records: Vec<(RecordId, Joined)>,
}

/// Why a record stands with a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Joined {
    /// It names the visit.
    Named,
    /// It happened within the visit, at the same source.
    Within,
    /// It happened on the day of the visit, at the same source, and no organisation speaks against it.
    SameDay,
    /// It belongs to no visit.
    Alone,
}

/// Groups records by visits, newest day first; returns the days, and what has no date.
///
/// A record belongs to the visit that it names; else to the one visit of its source within whose period it happened, the
/// shortest if they lie in each other; else to the only visit of its source on its day, unless both name organisations
/// and none in common. What the person wrote by hand belongs to a visit only if it names it. A group stands at the day
/// on which its visit began; a visit that records name is there even if it is not among the records.
#[must_use]
pub fn by_visit(records: &[Placed], visits: &[Span]) -> (Vec<Day>, Vec<RecordId>) {
    let visits = Visits::new(visits);
    let mut days: BTreeMap<String, Vec<Group>> = BTreeMap::new();
    let mut undated = Vec::new();
    for record in records {
        let (visit, joined) = visits.of(record);
        let dated = visit.map(|visit| &visit.start).or(record.date.as_ref());
        let Some(date) = dated else {
            undated.push(record.id);
            continue;
        };
        let groups = days.entry(day_of(date).to_owned()).or_default();
        let id = visit.map(|visit| visit.id).or(record.visit.filter(|_| joined == Joined::Named));
        let group = match groups.iter_mut().position(|group| group.visit == id) {
            Some(at) => at,
            None => {
                groups.push(Group { visit: id, records: Vec::new() });
                groups.len() - 1
            }
        };
        if id != Some(record.id)
            && let Some(group) = groups.get_mut(group)
        {
            group.records.push((record.id, joined));
        }
    }
    // Backwards, a month comes after its days and a year after its months, since it may be any of them.
    let days = days.into_iter().rev().map(|(date, groups)| Day { date, groups }).collect();
    (days, undated)
}

/// Visits, found by id and by the days that they touch.
struct Visits<'v> {
    by_id: HashMap<RecordId, &'v Span>,
    by_day: HashMap<(SourceId, i64), Vec<&'v Span>>,
}

impl<'v> Visits<'v> {
    fn new(visits: &'v [Span]) -> Self {
        let mut all = Self { by_id: HashMap::new(), by_day: HashMap::new() };
        for visit in visits {
            all.by_id.insert(visit.id, visit);
            if visit.source.is_none() || visit.start.precision() < Precision::Day {
                continue;
            }
            let first = visit.start.earliest().div_euclid(DAY);
            let end = visit.end.as_ref().map_or(visit.start.latest(), PartialDate::latest);
            let last = end.div_euclid(DAY).clamp(first, first + LONGEST);
            for day in first..=last {
                all.by_day.entry((visit.source, day)).or_default().push(visit);
            }
        }
        all
    }

    fn of(&self, record: &Placed) -> (Option<&'v Span>, Joined) {
        if let Some(named) = record.visit {
            return (self.by_id.get(&named).copied(), Joined::Named);
        }
        let near = record.date.as_ref().filter(|date| date.precision() >= Precision::Day);
        let near = near.and_then(|date| self.by_day.get(&(record.source, date.earliest().div_euclid(DAY))));
        let (Some(date), Some(near)) = (&record.date, near) else { return (None, Joined::Alone) };
        if let Some(visit) = within(date, near) {
            return (Some(visit), Joined::Within);
        }
        let mut same_day = near.iter().filter(|visit| agrees(record, visit));
        match (same_day.next(), same_day.next()) {
            (Some(visit), None) => (Some(visit), Joined::SameDay),
            _ => (None, Joined::Alone),
        }
    }
}

/// Returns the shortest visit within whose period a moment lies; none if two are as short.
fn within<'v>(date: &PartialDate<'_>, visits: &[&'v Span]) -> Option<&'v Span> {
    if date.precision() < Precision::Time {
        return None;
    }
    let mut around: Vec<(i64, &Span)> = Vec::new();
    for visit in visits {
        let Some(end) = &visit.end else { continue };
        let timed = visit.start.precision() == Precision::Time && end.precision() == Precision::Time;
        if timed && visit.start.earliest() <= date.earliest() && date.latest() <= end.latest() {
            around.push((end.latest() - visit.start.earliest(), visit));
        }
    }
    around.sort_by_key(|(length, _)| *length);
    match around.as_slice() {
        [(_, only)] => Some(only),
        [(shortest, one), (next, _), ..] if shortest < next => Some(one),
        _ => None,
    }
}

fn agrees(record: &Placed, visit: &Span) -> bool {
    record.organisations.is_empty()
        || visit.organisations.is_empty()
        || record.organisations.iter().any(|own| visit.organisations.contains(own))
}

fn day_of<'d>(date: &'d PartialDate<'_>) -> &'d str {
    let length = match date.precision() {
        Precision::Year => 4,
        Precision::Month => 7,
        Precision::Day | Precision::Time => 10,
    };
    date.as_str().get(..length).unwrap_or_default()
}

/// Milliseconds.
const DAY: i64 = 86_400_000;
/// The longest visit that is looked through, in days: what lasts longer is no visit that a day belongs to.
const LONGEST: i64 = 400;

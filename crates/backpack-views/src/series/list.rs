//! Which series there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use backpack_record::{Kind, PartialDate, Value};

use super::reading::Titles;
use super::unit::Units;
use crate::seen::{Seen, folded};
use crate::{Measure, SourceId};

/// A measurement that there are values of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurement {
    /// What is measured: ask for its series by this.
    pub measure: Measure,
    /// What it is called, as the newest record says.
    pub title: String,
    /// Whether it is a lab result, a vital sign or something else.
    pub kind: Kind,
    /// The unit that most values have: a code of UCUM, or as written; empty if there is none.
    pub unit: String,
    /// How many records have a number.
    pub numbers: usize,
    /// How many records say it in words, or say nothing.
    pub others: usize,
    /// Where they come from.
    pub sources: Vec<SourceId>,
    /// The latest date.
    pub last: Option<PartialDate<'static>>,
}

/// Returns the measurements that there are values of, those with the most numbers first.
///
/// Of headers it reads no more than [`Extent::Said`](backpack_record::Extent::Said).
#[must_use]
pub fn measurements<'h>(seen: impl IntoIterator<Item = Seen<'h>>) -> Vec<Measurement> {
    let (mut titles, mut units) = (Titles::default(), Units::default());
    let mut tallies: HashMap<Measure, Tally> = HashMap::new();
    for seen in seen {
        if seen.is_void() {
            continue;
        }
        let (measure, _) = crate::measure::place_of(&seen.header);
        titles.note(&measure, &seen.header.title);
        tallies.entry(measure).or_default().count(&seen, &mut units);
    }
    let mut coded: BTreeMap<Measure, Tally> = BTreeMap::new();
    for (measure, tally) in tallies {
        let tally = Tally { is_coded: !measure.is_title(), ..tally };
        let title = measure.is_title().then(|| folded(&tally.title));
        let into = title.and_then(|title| titles.only(&title).cloned()).unwrap_or(measure);
        coded.entry(into).or_default().add(tally);
    }
    let mut listed: Vec<Measurement> =
        coded.into_iter().map(|(measure, tally)| tally.listed(measure)).collect();
    listed.sort_by(|one, other| other.numbers.cmp(&one.numbers).then_with(|| one.title.cmp(&other.title)));
    listed
}

#[derive(Debug, Default)]
struct Tally {
    title: String,
    is_coded: bool,
    kind: Option<Kind>,
    units: BTreeMap<String, usize>,
    numbers: usize,
    others: usize,
    sources: BTreeSet<SourceId>,
    last: Option<PartialDate<'static>>,
}

impl Tally {
    fn count(&mut self, seen: &Seen<'_>, units: &mut Units) {
        let header = &seen.header;
        let values =
            header.value.iter().chain(header.components.iter().filter_map(|part| part.value.as_ref()));
        let mut has_number = false;
        for value in values {
            let unit = match value {
                Value::Quantity(quantity) if quantity.number.is_some() => units.of(quantity),
                Value::Number(_) => "",
                _ => continue,
            };
            has_number = true;
            match self.units.get_mut(unit) {
                Some(count) => *count += 1,
                None => drop(self.units.insert(unit.to_owned(), 1)),
            }
        }
        *(if has_number { &mut self.numbers } else { &mut self.others }) += 1;
        self.sources.insert(seen.source);
        let is_newer = match (seen.date(), &self.last) {
            (Some(date), Some(last)) => date.earliest() > last.earliest(),
            (Some(_), None) => true,
            (None, _) => self.title.is_empty(),
        };
        if is_newer {
            header.title.as_str().clone_into(&mut self.title);
            self.kind = Some(header.kind);
            self.last = seen.date().cloned().map(PartialDate::into_owned);
        }
    }

    fn add(&mut self, other: Self) {
        for (unit, count) in other.units {
            *self.units.entry(unit).or_default() += count;
        }
        self.numbers += other.numbers;
        self.others += other.others;
        self.sources.extend(other.sources);
        let latest = |date: &Option<PartialDate<'static>>| date.as_ref().map(PartialDate::earliest);
        if self.title.is_empty() || (other.is_coded && !self.is_coded) {
            (self.title, self.kind) = (other.title, other.kind);
        }
        self.is_coded |= other.is_coded;
        if latest(&other.last) > latest(&self.last) {
            self.last = other.last;
        }
    }

    fn listed(self, measure: Measure) -> Measurement {
        let usual = self.units.into_iter().max_by_key(|(unit, count)| (!unit.is_empty(), *count));
        Measurement {
            measure,
            title: self.title,
            kind: self.kind.unwrap_or(Kind::Other),
            unit: usual.map(|(unit, _)| unit).unwrap_or_default(),
            numbers: self.numbers,
            others: self.others,
            sources: self.sources.into_iter().collect(),
            last: self.last,
        }
    }
}

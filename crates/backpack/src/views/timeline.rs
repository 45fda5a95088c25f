//! A timeline: records by year and day, newest first, what has no date at the end.

use std::collections::BTreeMap;

use backpack_keep::PageToken;
use backpack_record::Precision;
use backpack_views::Joined;

use crate::Record;

/// Records by day. A record stands where its source dated it, as precisely as it was dated and no more.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Timeline {
    /// The days, months or years with records, newest first.
    pub days: Vec<Day>,
    /// The records whose source gave no date.
    pub undated: Vec<Record>,
}

/// What happened on one day, or in one month or year that its source did not date more precisely.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Day {
    /// The date as far as it is known: `2019`, `2019-03` or `2019-03-07`, in the zone the source wrote it.
    pub date: String,
    /// The records, in the order they were found.
    pub records: Vec<Record>,
}

/// A page of the timeline, grouped by visits.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ByVisit {
    /// The days, months or years with visits or records, newest first.
    pub days: Vec<VisitDay>,
    /// The records whose source gave no date, and that belong to no visit with one.
    pub undated: Vec<Record>,
    /// How many records the filter finds in all.
    pub total: usize,
    /// Where the next page begins; `None` at the end. A visit whose records go on there stands on both.
    pub next: Option<PageToken>,
}

/// What happened on one day, or in one month or year that its source did not date more precisely.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VisitDay {
    /// The date as far as it is known: `2019`, `2019-03` or `2019-03-07`, in the zone the source wrote it.
    pub date: String,
    /// Visits that began then with what belongs to them, and what belongs to none.
    pub groups: Vec<VisitGroup>,
}

/// A visit and what belongs to it, or what belongs to none.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VisitGroup {
    /// The visit, whether the filter finds it or not; `None` for what belongs to none.
    pub visit: Option<Record>,
    /// The records, in the order they were found, each with why it is here.
    pub records: Vec<(Record, Joined)>,
}

pub(crate) fn of(records: Vec<Record>) -> Timeline {
    let mut days: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let mut undated = Vec::new();
    for record in records {
        match day_of(&record) {
            Some(date) => days.entry(date).or_default().push(record),
            None => undated.push(record),
        }
    }
    // Backwards, a month comes after its days and a year after its months, since it may be any of them.
    let days = days.into_iter().rev().map(|(date, records)| Day { date, records }).collect();
    Timeline { days, undated }
}

fn day_of(record: &Record) -> Option<String> {
    let when = record.effective().when.as_ref()?;
    let start = when.start.as_ref().or(when.end.as_ref())?;
    let length = match start.precision() {
        Precision::Year => 4,
        Precision::Month => 7,
        Precision::Day | Precision::Time => 10,
    };
    start.as_str().get(..length).map(str::to_owned)
}

//! A timeline: records by year and day, newest first, what has no date at the end.

use std::collections::BTreeMap;

use backpack_record::Precision;

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

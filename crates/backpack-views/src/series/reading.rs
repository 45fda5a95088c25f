//! Readings: every value that a record says, one for each line.

use std::collections::HashMap;

use backpack_core::RecordId;
use backpack_record::{PartialDate, Quantity, ReferenceRange, Value};
use backpack_units::Decimal;

use super::Reason;
use super::unit::Units;
use crate::measure::{LineKey, line_of, loinc_of};
use crate::seen::{Seen, folded};
use crate::{Flag, Measure, SourceId};

/// How many titles of a measure are remembered as written.
const MOST_NOTED: usize = 8;

/// One value, read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) record: RecordId,
    pub(super) source: SourceId,
    pub(super) when: Option<PartialDate<'static>>,
    /// The title of the record.
    pub(super) title: String,
    pub(super) line: LineKey,
    pub(super) line_title: String,
    pub(super) loinc: Option<String>,
    pub(super) said: Result<Said, Reason>,
    /// The value as written, with its unit.
    pub(super) text: String,
    pub(super) low: Option<Said>,
    pub(super) high: Option<Said>,
    pub(super) flag: Option<Flag>,
    pub(super) preliminary: bool,
}

/// A number with its unit.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) value: Decimal,
    pub(super) comparator: Option<String>,
    /// A code of UCUM, or as written; empty if there is none.
    pub(super) unit: String,
    pub(super) written: (String, String),
}

/// Returns the readings of a record: its own value, and those of its parts.
pub(super) fn readings(seen: &Seen<'_>, line: &LineKey, units: &mut Units) -> Vec<Reading> {
    let header = &seen.header;
    let mut found = Vec::with_capacity(1 + header.components.len());
    if header.value.is_some() || header.components.is_empty() {
        let range = header.reference_range.as_ref();
        let title = if line.0.is_empty() { "" } else { header.title.as_str() };
        let mut own =
            reading(seen, (line.clone(), title), header.value.as_ref(), loinc_of(&header.codes), units);
        (own.low, own.high) = range.map_or((None, None), |range| bounds(range, units));
        own.flag = Flag::of(header);
        found.push(own);
    }
    for part in &header.components {
        let line = line_of(&part.codes, &part.title);
        let loinc = loinc_of(&part.codes);
        found.push(reading(seen, (line, &part.title), part.value.as_ref(), loinc, units));
    }
    found
}

fn reading(
    seen: &Seen<'_>,
    (line, title): (LineKey, &str),
    value: Option<&Value<'_>>,
    loinc: Option<&str>,
    units: &mut Units,
) -> Reading {
    Reading {
        record: seen.id,
        source: seen.source,
        when: seen.date().cloned().map(PartialDate::into_owned),
        title: seen.header.title.to_string(),
        line,
        line_title: title.to_owned(),
        loinc: loinc.map(str::to_owned),
        said: value.map_or(Err(Reason::NoValue), |value| said(value, units)),
        text: value.map(ToString::to_string).unwrap_or_default(),
        low: None,
        high: None,
        flag: None,
        preliminary: matches!(seen.status(), Some("preliminary" | "partial")),
    }
}

fn said(value: &Value<'_>, units: &mut Units) -> Result<Said, Reason> {
    match value {
        Value::Quantity(quantity) => of_quantity(quantity, units),
        Value::Number(number) => {
            let value = Decimal::parse(number).map_err(|_| Reason::Number)?;
            let written = (number.to_string(), String::new());
            Ok(Said { value, comparator: None, unit: String::new(), written })
        }
        Value::Absent(_) => Err(Reason::NoValue),
        _ => Err(Reason::Words),
    }
}

fn of_quantity(quantity: &Quantity<'_>, units: &mut Units) -> Result<Said, Reason> {
    let number = quantity.number.as_deref().ok_or(Reason::NoValue)?;
    let value = Decimal::parse(number).map_err(|_| Reason::Number)?;
    let comparator = quantity.comparator.as_deref();
    let comparator = comparator.filter(|sign| matches!(*sign, "<" | "<=" | ">" | ">=")).map(str::to_owned);
    let written = (number.to_owned(), quantity.unit.as_deref().unwrap_or_default().to_owned());
    Ok(Said { value, comparator, unit: units.of(quantity).to_owned(), written })
}

fn bounds(range: &ReferenceRange<'_>, units: &mut Units) -> (Option<Said>, Option<Said>) {
    let mut end = |end: &Option<Quantity<'_>>| end.as_ref().and_then(|end| of_quantity(end, units).ok());
    (end(&range.low), end(&range.high))
}

/// Which measure is coded under which title.
#[derive(Debug, Default)]
pub(super) struct Titles {
    measures: HashMap<String, Option<Measure>>,
    /// The titles that were noted of each measure, as written: most records say what another said.
    noted: HashMap<Measure, Vec<String>>,
}

impl Titles {
    pub(super) fn note(&mut self, measure: &Measure, title: &str) {
        if measure.is_title() {
            return;
        }
        match self.noted.get_mut(measure) {
            Some(noted) if noted.iter().any(|noted| noted == title) => return,
            Some(noted) if noted.len() >= MOST_NOTED => {}
            Some(noted) => noted.push(title.to_owned()),
            None => drop(self.noted.insert(measure.clone(), vec![title.to_owned()])),
        }
        let title = folded(title);
        match self.measures.get_mut(&title) {
            Some(only) if only.as_ref() == Some(measure) => {}
            Some(only) => *only = None,
            None => {
                self.measures.insert(title, Some(measure.clone()));
            }
        }
    }

    /// Returns the only measure that is coded under a folded title.
    pub(super) fn only(&self, title: &str) -> Option<&Measure> {
        self.measures.get(title)?.as_ref()
    }
}

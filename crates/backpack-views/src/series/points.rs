//! From readings to points: one unit, in order, the same from two sources once.

use std::collections::BTreeMap;

use backpack_record::Precision;

use super::reading::{Reading, Said};
use super::unit::Converter;
use super::{Apart, Bounds, Line, Point, Reason, Series, SeriesRequest};
use crate::Flag;
use crate::measure::LineKey;

/// Returns the title of the newest reading.
pub(super) fn newest_title(readings: &[Reading]) -> Option<String> {
    readings
        .iter()
        .max_by_key(|reading| (starts(reading), reading.record))
        .map(|reading| reading.title.clone())
}

pub(super) fn series(request: &SeriesRequest, mut readings: Vec<Reading>, title: Option<String>) -> Series {
    // Reading a date takes longer than comparing.
    readings.sort_by_cached_key(|reading| (starts(reading), reading.record));
    let title = title.or_else(|| newest_title(&readings)).unwrap_or_default();
    let unit = request.unit.clone().unwrap_or_else(|| usual_unit(&readings));
    let mut converter = Converter::new(&unit);
    let mut lines: BTreeMap<LineKey, Line> = BTreeMap::new();
    let mut apart = Vec::new();
    for reading in readings {
        match point(&reading, &mut converter) {
            Ok(point) => {
                let empty = || Line { title: String::new(), points: Vec::new() };
                let line = lines.entry(reading.line).or_insert_with(empty);
                line.title = reading.line_title;
                line.points.push(point);
            }
            Err(reason) => apart.push(Apart {
                record: reading.record,
                source: reading.source,
                when: reading.when,
                text: reading.text,
                reason,
            }),
        }
    }
    apart.reverse();
    let mut lines: Vec<Line> = lines.into_values().collect();
    for line in &mut lines {
        line.points = merged(std::mem::take(&mut line.points));
    }
    // The upper line first, as people say it: 120 over 80.
    lines.sort_by(|one, other| mean(other).total_cmp(&mean(one)));
    Series { measure: request.measure.clone(), title, unit, lines, apart }
}

fn starts(reading: &Reading) -> i64 {
    reading.when.as_ref().map_or(i64::MIN, |when| when.earliest())
}

/// Returns the unit that most readings have, the newest one's where several do.
fn usual_unit(readings: &[Reading]) -> String {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, reading) in readings.iter().enumerate() {
        let Ok(said) = &reading.said else { continue };
        let (count, last) = counts.entry(said.unit.as_str()).or_default();
        (*count, *last) = (*count + 1, at);
    }
    let usual = counts.into_iter().max_by_key(|(unit, count)| (!unit.is_empty(), *count));
    usual.map(|(unit, _)| unit.to_owned()).unwrap_or_default()
}

fn point(reading: &Reading, converter: &mut Converter) -> Result<Point, Reason> {
    let said = reading.said.as_ref().map_err(|reason| *reason)?;
    let loinc = reading.loinc.as_deref();
    let value = converter.convert(&said.value, &said.unit, loinc)?;
    let when = reading.when.clone().ok_or(Reason::NoDate)?;
    let mut bound = |bound: &Option<Said>| {
        let bound = bound.as_ref()?;
        let unit = if bound.unit.is_empty() { &said.unit } else { &bound.unit };
        converter.convert(&bound.value, unit, loinc).ok()
    };
    let (low, high) = (bound(&reading.low), bound(&reading.high));
    let bounds = (low.is_some() || high.is_some()).then_some(Bounds { low, high });
    let by_bounds = || {
        let bounds = bounds.filter(|_| said.comparator.is_none())?;
        Flag::by_bounds(&value, bounds.low.as_ref(), bounds.high.as_ref())
    };
    Ok(Point {
        records: vec![reading.record],
        sources: vec![reading.source],
        when,
        value,
        comparator: said.comparator.clone(),
        written: said.written.clone(),
        bounds,
        flag: reading.flag.or_else(by_bounds),
        preliminary: reading.preliminary,
    })
}

/// Joins points of different sources that say the same value of the same time, as far as each of them knows it.
fn merged(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        let day = point.when.earliest() - DAY;
        let near = kept.iter().rposition(|other| other.when.earliest() < day).map_or(0, |at| at + 1);
        let same = kept.get_mut(near..).unwrap_or_default().iter_mut().find(|other| is_same(other, &point));
        match same {
            Some(same) => join(same, point),
            None => kept.push(point),
        }
    }
    kept.sort_by_cached_key(|point| point.when.earliest());
    kept
}

fn is_same(one: &Point, other: &Point) -> bool {
    let apart = other.sources.iter().all(|source| !one.sources.contains(source));
    let known = |point: &Point| point.when.precision() >= Precision::Day;
    let overlap = one.when.earliest() <= other.when.latest() && other.when.earliest() <= one.when.latest();
    apart
        && known(one)
        && known(other)
        && overlap
        && one.comparator == other.comparator
        && one.value.is_same_value(&other.value)
}

fn join(one: &mut Point, mut other: Point) {
    // What is shown is the more precise of the two.
    if other.when.precision() > one.when.precision() {
        std::mem::swap(one, &mut other);
    }
    one.records.append(&mut other.records);
    one.sources.append(&mut other.sources);
    one.bounds = one.bounds.or(other.bounds);
    one.flag = one.flag.or(other.flag);
}

#[expect(clippy::cast_precision_loss, reason = "lines are put in order, nothing is said")]
fn mean(line: &Line) -> f64 {
    let sum: f64 = line.points.iter().map(|point| point.value.to_f64()).sum();
    sum / line.points.len().max(1) as f64
}

/// Milliseconds.
const DAY: i64 = 86_400_000;

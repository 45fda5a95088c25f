//! The reference range as it changed over time.

use crate::Point;

/// From when until when which bounds held, as values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// Returns the bands of a line: what came with a point holds from half way after the one before to half way before the
/// next; neighbours with the same bounds are one band.
pub(super) fn bands(points: &[Point], first: i64, last: i64) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let with: Vec<&Point> = points.iter().filter(|point| point.bounds.is_some()).collect();
    for (at, point) in with.iter().enumerate() {
        let middle = |one: &Point, other: &Point| one.when.earliest().midpoint(other.when.earliest());
        let before = at.checked_sub(1).and_then(|at| with.get(at));
        let from = before.map_or(first, |before| middle(before, point));
        let until = with.get(at + 1).map_or(last, |next| middle(point, next));
        let Some(bounds) = point.bounds else { continue };
        let (low, high) = (bounds.low.map(|low| low.to_f64()), bounds.high.map(|high| high.to_f64()));
        match bands.last_mut() {
            Some(band) if band.low == low && band.high == high => band.until = until,
            _ => bands.push(Band { from, until, low, high }),
        }
    }
    bands
}

//! Searching one index: every typed word must begin a word of a row; the fewer letters are left, the better.

use crate::distance::Typed;
use crate::index::{Index, Place, SYNONYM};

/// A row that was found, with what it costs: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    pub(crate) cost: u32,
    pub(crate) row: u32,
}

/// How a row stands while the words are gone through.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// How many of the words it has.
    words: u8,
    /// What the last word costs.
    last: u16,
    cost: u16,
}

/// What a word costs that has a slip in it.
const SLIP: u16 = 40;
/// What a word costs that is only begun.
const BEGUN: u16 = 6;
/// What a word costs that is not of the display itself.
const OTHER_WORD: u16 = 8;

/// Returns the best rows, the best first. Slips are allowed where fewer than three rows are found without.
pub(crate) fn search(index: &Index, typed: &[String], limit: usize) -> Vec<Hit> {
    let found = exact(index, typed, limit);
    if found.len() >= 3.min(limit) || !typed.iter().any(|word| word.chars().count() >= 4) {
        return found;
    }
    let mut seen: Vec<Hit> = found;
    for hit in lenient(index, typed, limit) {
        if seen.iter().all(|known| known.row != hit.row) {
            seen.push(hit);
        }
    }
    seen.truncate(limit);
    seen
}

fn exact(index: &Index, typed: &[String], limit: usize) -> Vec<Hit> {
    let mut standings = vec![Standing::default(); index.rows()];
    for (at, word) in typed.iter().enumerate() {
        for id in index.beginning(word) {
            let left = index.word(id).len() - word.len();
            take(&mut standings, at, index.places(id), begun(left));
        }
    }
    best(index, &standings, typed.len(), limit)
}

fn lenient(index: &Index, typed: &[String], limit: usize) -> Vec<Hit> {
    let mut standings = vec![Standing::default(); index.rows()];
    for (at, word) in typed.iter().enumerate() {
        for id in index.beginning(word) {
            let left = index.word(id).len() - word.len();
            take(&mut standings, at, index.places(id), begun(left));
        }
        let Some(mut likely) = Typed::new(word) else { continue };
        for id in 0..index.word_count() {
            let meant = index.word(id);
            if let Some(slips) = likely.slips(meant).filter(|slips| *slips > 0) {
                let left = meant.len().saturating_sub(word.len());
                let cost = SLIP.saturating_mul(u16::try_from(slips).unwrap_or(u16::MAX));
                take(&mut standings, at, index.places(id), cost.saturating_add(begun(left)));
            }
        }
    }
    best(index, &standings, typed.len(), limit)
}

/// Returns what a word costs of which so many bytes are not typed yet.
fn begun(left: usize) -> u16 {
    if left == 0 { 0 } else { BEGUN + u16::try_from(left.min(10)).unwrap_or(10) }
}

/// Counts a word for the rows that have had all before it.
fn take(standings: &mut [Standing], at: usize, places: &[Place], cost: u16) {
    let (before, now) = (u8::try_from(at).unwrap_or(u8::MAX), u8::try_from(at + 1).unwrap_or(u8::MAX));
    for place in places {
        let Some(standing) = standings.get_mut(place.row as usize) else { continue };
        let where_it_stands = if place.position >= SYNONYM {
            OTHER_WORD + u16::from(place.position - SYNONYM).min(6)
        } else {
            u16::from(place.position).min(8)
        };
        let cost = cost.saturating_add(where_it_stands);
        if standing.words == before {
            *standing = Standing { words: now, last: cost, cost: standing.cost.saturating_add(cost) };
        } else if standing.words == now && cost < standing.last {
            standing.cost -= standing.last - cost;
            standing.last = cost;
        }
    }
}

fn best(index: &Index, standings: &[Standing], words: usize, limit: usize) -> Vec<Hit> {
    let whole = u8::try_from(words).unwrap_or(u8::MAX);
    let rows = standings.iter().zip(0_u32..).filter(|(standing, _)| standing.words == whole);
    let mut hits: Vec<Hit> = rows
        .map(|(standing, row)| {
            // Among equals the shorter display is the more common thing.
            let length = u32::from(index.length(row)).min(30);
            Hit { cost: u32::from(standing.cost) * 2 + length * 3, row }
        })
        .collect();
    if hits.len() > limit {
        hits.select_nth_unstable(limit);
        hits.truncate(limit);
    }
    hits.sort_unstable();
    hits
}

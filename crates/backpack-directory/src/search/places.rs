//! Where the person is.

use super::board::Board;
use crate::Place;
use crate::fold::words;
use crate::index::{Field, Layout, Section};

/// What a place is worth, as much as a rare word at most.
const ZIP: u32 = 2_000;
const CITY: u32 = 1_500;
const STATE: u32 = 500;

/// Favours the portals that are near: in the same postal code, city, state.
pub(super) fn near(layout: &Layout, place: &Place, board: &mut Board) {
    // Four more digits behind a postal code narrow it down to a street, which is too much.
    let zip = place.zip.split('-').next().unwrap_or_default();
    for (part, score) in [(zip, ZIP), (place.city.as_str(), CITY), (place.state.as_str(), STATE)] {
        let words = words(part);
        let each = score / u32::try_from(words.len().max(1)).unwrap_or(1);
        words.iter().take(4).for_each(|word| favour(layout, word, each, board));
    }
}

fn favour(layout: &Layout, word: &str, score: u32, board: &mut Board) {
    let words = layout.strings(Section::Words, Section::WordEnds);
    let Some(at) = words.equal(word).next() else { return };
    for posting in layout.postings(at) {
        if posting.is_in(Field::Place) {
            board.favour(posting.portal(), score);
        }
    }
}

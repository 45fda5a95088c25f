//! Which words of the directory a word of the question may mean.

use std::collections::HashMap;

use super::board::Match;
use super::distance::Distance;
use crate::index::{Layout, Section, Strings, deletes, grams};

/// The most words that begin like a word of the question and are taken.
const MAX_BEGINNINGS: usize = 5_000;

/// The most words that are compared letter by letter.
const MAX_COMPARED: usize = 2_000;

/// The longest list of words with the same three letters that is looked at.
const MAX_SHARED: usize = 20_000;

/// Words with two mistakes must be this long.
const MIN_TWO: usize = 8;

/// Returns the words that `word` may mean, the best first: itself, what begins with it, what is a mistake or two away.
/// A beginning of one letter counts only in the last word, which may still be typed.
pub(super) fn matches(layout: &Layout, word: &str, last: bool) -> Vec<Match> {
    let words = layout.strings(Section::Words, Section::WordEnds);
    let letters: Vec<char> = word.chars().collect();
    let mut quality: HashMap<usize, (u32, bool)> = HashMap::new();
    mended(layout, words, &letters, &mut quality);
    if last || letters.len() > 1 {
        for at in words.beginning(word).take(MAX_BEGINNINGS) {
            let share = 30 * word.len() / words.at(at).len().max(1);
            quality.insert(at, (60 + u32::try_from(share.min(30)).unwrap_or_default(), false));
        }
    }
    if let Some(exact) = words.equal(word).next() {
        quality.insert(exact, (100, false));
    }
    let mut matches: Vec<Match> =
        quality.into_iter().map(|(word, (quality, mended))| Match { word, quality, mended }).collect();
    matches.sort_unstable_by_key(|found| (std::cmp::Reverse(found.quality), found.word));
    matches
}

/// Adds the words that are a mistake away, or two if the word is long. Numbers are never mended.
fn mended(layout: &Layout, words: Strings<'_>, letters: &[char], quality: &mut HashMap<usize, (u32, bool)>) {
    if letters.len() < 2 || letters.iter().all(char::is_ascii_digit) {
        return;
    }
    let mut near: Vec<u32> = Vec::new();
    for hash in deletes(letters) {
        near.extend(layout.paired(Section::Deletes, hash).take(MAX_COMPARED));
    }
    near.sort_unstable();
    near.dedup();
    let (mut distance, mut other) = (Distance::default(), Vec::new());
    let mut check = |at: u32, limit: usize| {
        let at = at as usize;
        let Ok(text) = std::str::from_utf8(words.at(at)) else { return };
        other.clear();
        other.extend(text.chars());
        // Of two words of two letters each, one mistake leaves too little.
        if other.len() + letters.len() < 5 || other.iter().all(char::is_ascii_digit) {
            return;
        }
        if let Some(mistakes) = distance.between(letters, &other, limit) {
            let value = if mistakes < 2 { 50 } else { 35 };
            let known = quality.entry(at).or_insert((value, true));
            known.0 = known.0.max(value);
        }
    };
    near.iter().take(MAX_COMPARED).for_each(|at| check(*at, 1));
    if letters.len() >= MIN_TWO {
        sharing(layout, letters).into_iter().for_each(|at| check(at, 2));
    }
}

/// Returns the words that share enough threes of letters with this one to be two mistakes away: each mistake spoils
/// three of them at most, a swap four.
fn sharing(layout: &Layout, letters: &[char]) -> Vec<u32> {
    let hashes = grams(letters);
    let enough = hashes.len().saturating_sub(7).max(2);
    let mut shared = vec![0_u8; layout.count(Section::WordEnds)];
    let mut runs = Vec::new();
    for hash in &hashes {
        for word in layout.paired(Section::Grams, *hash).take(MAX_SHARED) {
            let Some(count) = shared.get_mut(word as usize) else { continue };
            *count = count.saturating_add(1);
            if usize::from(*count) == enough {
                runs.push(word);
            }
        }
    }
    let count = |word: u32| shared.get(word as usize).copied().unwrap_or_default();
    let mut runs: Vec<(u8, u32)> = runs.into_iter().map(|word| (count(word), word)).collect();
    runs.sort_unstable_by_key(|(count, word)| (std::cmp::Reverse(*count), *word));
    runs.truncate(MAX_COMPARED);
    runs.into_iter().map(|(_, word)| word).collect()
}

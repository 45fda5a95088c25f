//! The words of a segment that fit a word that is looked for.

use std::cmp::Reverse;

use fst::{IntoStreamer as _, Map, Streamer as _};

use crate::typo::Typos;
use crate::word::{Quality, Word};

/// Returns where the postings of every fitting word begin, with how well it fits; each once, at its best.
pub(crate) fn expand(dictionary: &Map<Vec<u8>>, word: &Word) -> Vec<(u64, Quality)> {
    let mut found = Vec::new();
    for term in std::iter::once(&word.term).chain(&word.also) {
        found.extend(dictionary.get(term).map(|at| (at, Quality::Exact)));
    }
    if word.is_prefix {
        let mut longer = dictionary.range().ge(&word.term).into_stream();
        while let Some((term, at)) = longer.next() {
            if !term.starts_with(word.term.as_bytes()) {
                break;
            }
            found.push((at, Quality::Prefix));
        }
    }
    for (edits, is_prefix, quality) in
        [(word.edits(), false, Quality::Typo), (word.prefix_edits(), true, Quality::TypoPrefix)]
    {
        if edits > 0 {
            let mut near = dictionary.search(Typos::new(&word.term, edits, is_prefix)).into_stream();
            while let Some((_, at)) = near.next() {
                found.push((at, quality));
            }
        }
    }
    found.sort_unstable_by_key(|(at, quality)| (*at, Reverse(*quality)));
    found.dedup_by_key(|(at, _)| *at);
    found
}

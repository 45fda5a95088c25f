//! Which piece of a text shows what was found, and where the words stand in it.

use std::ops::Range;

use crate::fold::{Seen, each_token};
use crate::query::{Query, Wanted};
use crate::word::{Fit, Quality};

/// How many bytes before the first word that was found are shown.
const LEAD: usize = 40;

/// A piece of a text in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fragment {
    /// The piece. It never ends within a character, nor within a word unless the word is longer than the piece.
    pub text: String,
    /// The bytes of the piece that were found, ascending, none over another.
    pub matches: Vec<Range<usize>>,
    /// Whether something stands before it.
    pub is_cut_before: bool,
    /// Whether something stands behind it.
    pub is_cut_after: bool,
    /// How much of what was looked for is in it: how many things, and how well they fit.
    pub(crate) worth: (usize, usize),
}

impl Fragment {
    /// Says whether this one shows more of what was looked for than the other.
    #[must_use]
    pub fn is_better_than(&self, other: &Self) -> bool {
        self.worth > other.worth
    }
}

/// Something that was found: which of the wanted things, how well it fits, where it stands.
#[derive(Clone, Debug)]
struct Found {
    wanted: usize,
    quality: Quality,
    bytes: Range<usize>,
}

/// Returns the piece of a text, about `room` bytes long, that shows most of what a query looks for; `None` if nothing of it is there.
#[must_use]
pub fn highlight(query: &Query, text: &str, room: usize) -> Option<Fragment> {
    let found = found_in(query, text);
    let (start, end) = best_window(&found, room)?;
    let window = found.get(start..end)?;
    let worth = worth_of(window);
    let from = window.first()?.bytes.start;
    let reach = window.iter().map(|one| one.bytes.end).max()?;
    let piece = piece(text, from, reach, room);
    let mut matches: Vec<Range<usize>> = Vec::new();
    for one in &found {
        if one.bytes.start < piece.start || one.bytes.end > piece.end {
            continue;
        }
        let own = one.bytes.start - piece.start..one.bytes.end - piece.start;
        match matches.last_mut() {
            Some(last) if own.start < last.end => last.end = last.end.max(own.end),
            _ => matches.push(own),
        }
    }
    Some(Fragment {
        text: text.get(piece.clone())?.to_owned(),
        matches,
        is_cut_before: piece.start > 0,
        is_cut_after: piece.end < text.len(),
        worth,
    })
}

fn found_in(query: &Query, text: &str) -> Vec<Found> {
    let (mut words, mut phrases) = (Vec::new(), Vec::new());
    for (wanted, what) in query.wanted.iter().enumerate() {
        match what {
            Wanted::Word(word) => {
                words.push((wanted, Fit::of(word)));
                phrases.extend(Some((wanted, word.runs.as_slice())).filter(|(_, runs)| runs.len() > 1));
            }
            Wanted::Phrase(words) => phrases.push((wanted, words.as_slice())),
        }
    }
    let mut found = Vec::new();
    // Kept for phrases alone.
    let mut runs: Vec<(String, Range<usize>)> = Vec::new();
    each_token(text, |Seen { term, bytes, is_run, .. }| {
        for (wanted, fit) in &words {
            if let Some(quality) = fit.fits(term) {
                found.push(Found { wanted: *wanted, quality, bytes: bytes.clone() });
            }
        }
        if is_run && !phrases.is_empty() {
            runs.push((term.to_owned(), bytes));
        }
    });
    for (wanted, words) in phrases {
        find_phrase(&runs, words, wanted, &mut found);
    }
    found.sort_by_key(|one| (one.bytes.start, one.bytes.end, one.wanted));
    found
}

fn find_phrase(runs: &[(String, Range<usize>)], words: &[String], wanted: usize, found: &mut Vec<Found>) {
    for window in runs.windows(words.len().max(1)) {
        if window.iter().zip(words).all(|((term, _), word)| term == word)
            && let [(_, first), ..] = window
            && let Some((_, last)) = window.last()
        {
            found.push(Found { wanted, quality: Quality::Exact, bytes: first.start..last.end });
        }
    }
}

/// Returns which of the finds, from where to before where, lie within the room and are worth most.
fn best_window(found: &[Found], room: usize) -> Option<(usize, usize)> {
    let mut best: Option<((usize, usize), (usize, usize))> = None;
    for (start, first) in found.iter().enumerate() {
        let limit = first.bytes.start.saturating_add(room.saturating_sub(LEAD));
        let fitting = found.iter().skip(start).take_while(|one| one.bytes.end <= limit).count().max(1);
        let window = found.get(start..start + fitting)?;
        let worth = worth_of(window);
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, (start, start + fitting)));
        }
        // A long text with the word on every line is not looked at to its end.
        if start > 512 {
            break;
        }
    }
    best.map(|(_, window)| window)
}

fn worth_of(window: &[Found]) -> (usize, usize) {
    let mut best: Vec<Option<Quality>> = Vec::new();
    for one in window {
        if best.len() <= one.wanted {
            best.resize(one.wanted + 1, None);
        }
        if let Some(slot) = best.get_mut(one.wanted) {
            *slot = (*slot).max(Some(one.quality));
        }
    }
    let there = best.iter().flatten();
    (there.clone().count(), there.map(|quality| *quality as usize).sum())
}

/// Returns the bytes that are shown: a little before what was found, and what room there is behind it, in whole words.
fn piece(text: &str, from: usize, reach: usize, room: usize) -> Range<usize> {
    let start = if reach <= room { 0 } else { word_start(text, from.saturating_sub(LEAD), from) };
    let end = start.saturating_add(room).max(reach);
    if end >= text.len() {
        return start..text.len();
    }
    start..word_end(text, end, reach)
}

/// Returns the first place after white space between the two, or the later of them.
fn word_start(text: &str, at: usize, from: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let at = (at..=from).find(|at| text.is_char_boundary(*at)).unwrap_or(from);
    let lead = text.get(at..from).unwrap_or_default();
    let space = lead.char_indices().find(|(_, c)| c.is_whitespace());
    space.map_or(from, |(before, c)| at + before + c.len_utf8())
}

/// Returns the last place before white space between the two, or the earlier of them.
fn word_end(text: &str, at: usize, reach: usize) -> usize {
    let at = (reach..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(reach);
    let tail = text.get(reach..at).unwrap_or_default();
    tail.rfind(char::is_whitespace).map_or(reach, |space| reach + space)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::{Token, tokens};

    /// Every word of the text held against every word of the query, one after the other.
    fn found_slowly(query: &Query, text: &str) -> Vec<Found> {
        let tokens = tokens(text);
        let runs: Vec<&Token> = tokens.iter().filter(|token| token.is_run).collect();
        let mut found = Vec::new();
        for (wanted, what) in query.wanted.iter().enumerate() {
            let phrase = match what {
                Wanted::Word(word) => {
                    for token in &tokens {
                        let quality = word.fits(&token.term);
                        let bytes = token.bytes.clone();
                        found.extend(quality.map(|quality| Found { wanted, quality, bytes }));
                    }
                    Some(&word.runs).filter(|runs| runs.len() > 1)
                }
                Wanted::Phrase(words) => Some(words),
            };
            let Some(words) = phrase else { continue };
            for window in runs.windows(words.len().max(1)) {
                let is_it = window.iter().zip(words).all(|(token, word)| token.term == *word);
                if let ([first, ..], [.., last], true) = (window, window, is_it) {
                    let bytes = first.bytes.start..last.bytes.end;
                    found.push(Found { wanted, quality: Quality::Exact, bytes });
                }
            }
        }
        found.sort_by_key(|one| (one.bytes.start, one.bytes.end));
        found
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![3 => "[abcéß]{1,6}", 2 => "[ab]{7,10}", 1 => "[aB][0-9]{1,2}[.,/-][0-9]", 1 => "[ab]-[ab]{1,3}"]
    }

    fn words(between: &'static str, most: usize) -> impl Strategy<Value = String> {
        prop::collection::vec(word(), 0..most).prop_map(move |words| words.join(between))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_found_is_what_looking_slowly_finds(
            typed in (words(" ", 4), words(" ", 3), any::<bool>()),
            text in words(" ", 30),
            room in 0_usize..120,
        ) {
            let (plain, phrase, is_open) = typed;
            let end = if is_open { "" } else { " " };
            let query = Query::parse(&format!("\"{phrase}\" {plain}{end}"));
            let (found, slowly) = (found_in(&query, &text), found_slowly(&query, &text));
            prop_assert_eq!(format!("{found:?}"), format!("{slowly:?}"));
            let fragment = highlight(&query, &text, room);
            prop_assert_eq!(fragment.is_some(), !slowly.is_empty());
            for own in fragment.iter().flat_map(|fragment| &fragment.matches) {
                prop_assert!(fragment.as_ref().is_some_and(|fragment| fragment.text.get(own.clone()).is_some()));
            }
        }
    }
}

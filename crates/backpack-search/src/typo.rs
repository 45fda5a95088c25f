//! Misspellings: a word left out, put in, changed or exchanged with its neighbour, each an edit (optimal string alignment).

use fst::Automaton;

use crate::word::MAX_TERM;

/// One cell for each letter of the word, and one before them.
type Row = [u8; MAX_TERM + 1];

/// A word, ready to be compared letter by letter.
#[derive(Clone, Debug)]
struct Pattern {
    letters: Vec<char>,
    edits: u8,
}

/// How far the letters seen so far are from every beginning of the word.
#[derive(Clone, Copy)]
struct Rows {
    now: Row,
    before: Row,
    last: char,
}

impl Pattern {
    /// The word must be shorter than [`MAX_TERM`].
    fn new(word: &str, edits: usize) -> Self {
        let letters = word.chars().take(MAX_TERM).collect();
        Self { letters, edits: u8::try_from(edits).unwrap_or(u8::MAX) }
    }

    fn start(&self) -> Rows {
        let mut now = [u8::MAX; MAX_TERM + 1];
        for (cell, cost) in now.iter_mut().zip(0_u8..).take(self.letters.len() + 1) {
            *cell = cost;
        }
        Rows { now, before: [u8::MAX; MAX_TERM + 1], last: '\0' }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "a pattern has at most as many letters as a row has cells less one"
    )]
    fn step(&self, rows: &Rows, letter: char) -> Rows {
        let mut next = [u8::MAX; MAX_TERM + 1];
        next[0] = rows.now[0].saturating_add(1);
        for (at, own) in self.letters.iter().enumerate() {
            let changed = rows.now[at].saturating_add(u8::from(*own != letter));
            let left_out = rows.now[at + 1].min(next[at]).saturating_add(1);
            let mut cost = changed.min(left_out);
            if at > 0 && *own == rows.last && self.letters[at - 1] == letter {
                cost = cost.min(rows.before[at - 1].saturating_add(1));
            }
            next[at + 1] = cost;
        }
        Rows { now: next, before: rows.now, last: letter }
    }

    fn is_within(&self, rows: &Rows) -> bool {
        rows.now.get(self.letters.len()).is_some_and(|cost| *cost <= self.edits)
    }

    fn may_come(&self, rows: &Rows) -> bool {
        rows.now.iter().take(self.letters.len() + 1).any(|cost| *cost <= self.edits)
    }
}

/// Says whether two words are at most so many edits apart. The first must be shorter than [`MAX_TERM`].
pub(crate) fn within(word: &str, other: &str, edits: usize) -> bool {
    let pattern = Pattern::new(word, edits);
    let mut rows = pattern.start();
    for letter in other.chars() {
        rows = pattern.step(&rows, letter);
        if !pattern.may_come(&rows) {
            return false;
        }
    }
    pattern.is_within(&rows)
}

/// Says whether some beginning of the other word is at most so many edits away.
pub(crate) fn begins_within(word: &str, other: &str, edits: usize) -> bool {
    let pattern = Pattern::new(word, edits);
    let mut rows = pattern.start();
    for letter in other.chars() {
        rows = pattern.step(&rows, letter);
        if pattern.is_within(&rows) {
            return true;
        }
        if !pattern.may_come(&rows) {
            return false;
        }
    }
    false
}

/// Walks a dictionary along the words, or their beginnings, that are at most so many edits away.
#[derive(Debug)]
pub(crate) struct Typos {
    pattern: Pattern,
    is_prefix: bool,
}

impl Typos {
    pub(crate) fn new(word: &str, edits: usize, is_prefix: bool) -> Self {
        Self { pattern: Pattern::new(word, edits), is_prefix }
    }
}

/// Where a walk stands: the rows after the last whole letter, and the bytes of the next one so far.
#[derive(Clone, Copy)]
pub(crate) struct Walk {
    rows: Rows,
    bytes: [u8; 4],
    have: u8,
    found: bool,
    dead: bool,
}

impl Automaton for Typos {
    type State = Walk;

    fn start(&self) -> Walk {
        Walk { rows: self.pattern.start(), bytes: [0; 4], have: 0, found: false, dead: false }
    }

    fn is_match(&self, walk: &Walk) -> bool {
        walk.found || (walk.have == 0 && !walk.dead && self.pattern.is_within(&walk.rows))
    }

    fn can_match(&self, walk: &Walk) -> bool {
        !walk.dead
    }

    fn will_always_match(&self, walk: &Walk) -> bool {
        walk.found
    }

    fn accept(&self, walk: &Walk, byte: u8) -> Walk {
        if walk.dead || walk.found {
            return *walk;
        }
        let mut next = *walk;
        if let Some(cell) = next.bytes.get_mut(usize::from(walk.have)) {
            *cell = byte;
        }
        next.have += 1;
        let so_far = next.bytes.get(..usize::from(next.have)).unwrap_or_default();
        match std::str::from_utf8(so_far) {
            Ok(text) => {
                if let Some(letter) = text.chars().next() {
                    next.rows = self.pattern.step(&walk.rows, letter);
                }
                next.have = 0;
                next.found = self.is_prefix && self.pattern.is_within(&next.rows);
                next.dead = !self.pattern.may_come(&next.rows);
            }
            // The rest of the letter comes.
            Err(error) if error.error_len().is_none() && next.have < 4 => {}
            Err(_) => next.dead = true,
        }
        next
    }
}

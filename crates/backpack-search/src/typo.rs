//! Misspellings: a word left out, put in, changed or exchanged with its neighbour, each an edit (optimal string alignment).

use fst::Automaton;

/// The most edits that are told apart.
const MOST: usize = 2;

/// One cell for each place in the word that so many letters may have come to: no path to another costs as little.
type Row = [u8; 2 * MOST + 1];

/// A word, ready to be compared letter by letter.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    letters: Vec<char>,
    edits: u8,
}

/// How far the letters seen so far are from the beginnings of the word that are about as long.
#[derive(Clone, Copy)]
struct Rows {
    /// Of the beginning that has [`MOST`] letters less than were seen, up to the one that has as many more.
    now: Row,
    before: Row,
    last: char,
    /// How many letters were seen.
    seen: usize,
}

impl Pattern {
    /// More than [`MOST`] edits count as so many.
    pub(crate) fn new(word: &str, edits: usize) -> Self {
        Self { letters: word.chars().collect(), edits: u8::try_from(edits.min(MOST)).unwrap_or(u8::MAX) }
    }

    fn start(&self) -> Rows {
        let mut now = [u8::MAX; 2 * MOST + 1];
        for (cell, cost) in now.iter_mut().skip(MOST).zip(0_u8..).take(self.letters.len() + 1) {
            *cell = cost;
        }
        Rows { now, before: [u8::MAX; 2 * MOST + 1], last: '\0', seen: 0 }
    }

    #[inline]
    fn step(&self, rows: &Rows, letter: char) -> Rows {
        let mut next = [u8::MAX; 2 * MOST + 1];
        // What the cell before came to: one letter of the word less.
        let mut left = u8::MAX;
        let above = rows.now.iter().skip(1).chain(&[u8::MAX]);
        let cells = next.iter_mut().zip(&rows.now).zip(above).zip(&rows.before).enumerate();
        for (cell, (((next, same), above), before)) in cells {
            // How long the beginning of the word is.
            let Some(length) = (rows.seen + 1 + cell).checked_sub(MOST) else { continue };
            if length > self.letters.len() {
                break;
            }
            let mut cost = left.min(*above).saturating_add(1);
            if let Some(own) = length.checked_sub(1).and_then(|at| self.letters.get(at)) {
                cost = cost.min(same.saturating_add(u8::from(*own != letter)));
                let earlier = length.checked_sub(2).and_then(|at| self.letters.get(at));
                if *own == rows.last && earlier == Some(&letter) {
                    cost = cost.min(before.saturating_add(1));
                }
            }
            *next = cost;
            left = cost;
        }
        Rows { now: next, before: rows.now, last: letter, seen: rows.seen + 1 }
    }

    fn is_within(&self, rows: &Rows) -> bool {
        let cell = (self.letters.len() + MOST).checked_sub(rows.seen);
        cell.and_then(|cell| rows.now.get(cell)).is_some_and(|cost| *cost <= self.edits)
    }

    fn may_come(&self, rows: &Rows) -> bool {
        rows.now.iter().any(|cost| *cost <= self.edits)
    }

    /// Says whether another word is at most so many edits away.
    pub(crate) fn is_near(&self, other: &str) -> bool {
        let mut rows = self.start();
        for letter in other.chars() {
            rows = self.step(&rows, letter);
            if !self.may_come(&rows) {
                return false;
            }
        }
        self.is_within(&rows)
    }

    /// Says whether some beginning of another word is at most so many edits away.
    pub(crate) fn is_near_a_beginning_of(&self, other: &str) -> bool {
        let mut rows = self.start();
        for letter in other.chars() {
            rows = self.step(&rows, letter);
            if self.is_within(&rows) {
                return true;
            }
            if !self.may_come(&rows) {
                return false;
            }
        }
        false
    }
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

    fn take(&self, walk: &Walk, next: &mut Walk, letter: char) {
        next.rows = self.pattern.step(&walk.rows, letter);
        next.found = self.is_prefix && self.pattern.is_within(&next.rows);
        next.dead = !self.pattern.may_come(&next.rows);
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
        // Most letters are one byte.
        if walk.have == 0 && byte.is_ascii() {
            self.take(walk, &mut next, char::from(byte));
            return next;
        }
        if let Some(cell) = next.bytes.get_mut(usize::from(walk.have)) {
            *cell = byte;
        }
        next.have += 1;
        let so_far = next.bytes.get(..usize::from(next.have)).unwrap_or_default();
        match std::str::from_utf8(so_far) {
            Ok(text) => {
                if let Some(letter) = text.chars().next() {
                    self.take(walk, &mut next, letter);
                }
                next.have = 0;
            }
            // The rest of the letter comes.
            Err(error) if error.error_len().is_none() && next.have < 4 => {}
            Err(_) => next.dead = true,
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The distance with every cell of the table, of every beginning of the other word.
    fn distances(word: &str, other: &str) -> Vec<usize> {
        let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
        let mut table = vec![vec![0; word.len() + 1]; other.len() + 1];
        for at in 0..=other.len() {
            for own in 0..=word.len() {
                if at == 0 || own == 0 {
                    table[at][own] = at + own;
                    continue;
                }
                let is_same = word[own - 1] == other[at - 1];
                let mut cost = (table[at - 1][own - 1] + usize::from(!is_same))
                    .min(table[at - 1][own] + 1)
                    .min(table[at][own - 1] + 1);
                if at > 1 && own > 1 && word[own - 1] == other[at - 2] && word[own - 2] == other[at - 1] {
                    cost = cost.min(table[at - 2][own - 2] + 1);
                }
                table[at][own] = cost;
            }
        }
        table.iter().filter_map(|row| row.last().copied()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_narrow_table_says_what_the_whole_one_says(word in "[abé]{4,12}", other in "[abé]{0,14}") {
            let distances = distances(&word, &other);
            for edits in 1..=MOST {
                let pattern = Pattern::new(&word, edits);
                prop_assert_eq!(pattern.is_near(&other), distances.last().is_some_and(|far| *far <= edits));
                let begins = distances.iter().skip(1).any(|far| *far <= edits);
                prop_assert_eq!(pattern.is_near_a_beginning_of(&other), begins);
                for (is_prefix, expected) in [(false, pattern.is_near(&other)), (true, begins)] {
                    let typos = Typos::new(&word, edits, is_prefix);
                    let walk = other.bytes().fold(typos.start(), |walk, byte| typos.accept(&walk, byte));
                    prop_assert_eq!(typos.is_match(&walk), expected && (is_prefix || !walk.dead), "{}", other);
                }
            }
        }
    }
}

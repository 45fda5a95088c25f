//! Which word stands in which rows: a sorted dictionary with a list of places for each word.

use std::collections::HashMap;

use crate::fold;

/// The index of one list in one language.
#[derive(Debug)]
pub(crate) struct Index {
    /// The words, sorted, one after the other.
    letters: String,
    /// Where each word ends in the letters, and where its places end.
    ends: Vec<(u32, u32)>,
    places: Vec<Place>,
    /// How many words the display of each row has.
    lengths: Vec<u8>,
}

/// One word of one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) row: u32,
    /// Which word of the display it is; from [`SYNONYM`] on it is of another word for the same.
    pub(crate) position: u8,
}

/// The position from which on words are not of the display itself.
pub(crate) const SYNONYM: u8 = 128;

impl Index {
    /// Returns the index of so many rows, of which each has words in the language and in English.
    pub(crate) fn new<'a>(rows: u32, words: impl Fn(u32) -> (&'a str, &'a str)) -> Self {
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut lists: Vec<(String, Vec<Place>)> = Vec::new();
        let mut lengths = Vec::with_capacity(rows as usize);
        for row in 0..rows {
            let (own, english) = words(row);
            let mut length = 0_u8;
            let mut add = |text: &str, from: u8, counts: bool| {
                let mut at = 0_u8;
                fold::words(text, |word| {
                    let id = match ids.get(word) {
                        Some(id) => *id as usize,
                        None => {
                            let id = lists.len();
                            ids.insert(word.to_owned(), u32::try_from(id).unwrap_or(u32::MAX));
                            lists.push((word.to_owned(), Vec::new()));
                            id
                        }
                    };
                    let place = Place { row, position: from.saturating_add(at.min(SYNONYM - 1)) };
                    let list = lists.get_mut(id).map(|(_, places)| places);
                    // The first place of a row is its best.
                    if let Some(list) = list.filter(|list| list.last().is_none_or(|last| last.row != row)) {
                        list.push(place);
                    }
                    at = at.saturating_add(1);
                });
                if counts {
                    length = at;
                }
            };
            let mut own = own.split('|');
            let mut english = english.split('|');
            let display = own.next().filter(|display| !display.is_empty());
            match display {
                Some(display) => add(display, 0, true),
                None => add(english.next().unwrap_or_default(), 0, true),
            }
            own.chain(english).for_each(|synonym| add(synonym, SYNONYM, false));
            lengths.push(length);
        }
        Self::packed(lists, lengths)
    }

    fn packed(mut lists: Vec<(String, Vec<Place>)>, lengths: Vec<u8>) -> Self {
        lists.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut letters = String::new();
        let mut places = Vec::new();
        let mut ends = Vec::with_capacity(lists.len());
        for (word, list) in lists {
            letters.push_str(&word);
            places.extend(list);
            let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            ends.push((end(letters.len()), end(places.len())));
        }
        Self { letters, ends, places, lengths }
    }

    /// Returns how many words the display of a row has.
    pub(crate) fn length(&self, row: u32) -> u8 {
        self.lengths.get(row as usize).copied().unwrap_or(u8::MAX)
    }

    pub(crate) fn rows(&self) -> usize {
        self.lengths.len()
    }

    pub(crate) fn word_count(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn word(&self, id: usize) -> &str {
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end.0);
        let end = self.ends.get(id).map_or(start, |end| end.0);
        self.letters.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(crate) fn places(&self, id: usize) -> &[Place] {
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end.1);
        let end = self.ends.get(id).map_or(start, |end| end.1);
        self.places.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Returns the words that begin so.
    pub(crate) fn beginning(&self, letters: &str) -> std::ops::Range<usize> {
        let bound = |is_before: &dyn Fn(&str) -> bool| {
            let (mut low, mut high) = (0, self.ends.len());
            while low < high {
                let middle = low.midpoint(high);
                if is_before(self.word(middle)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let start = bound(&|word| word < letters);
        let end = bound(&|word| word < letters || word.starts_with(letters));
        start..end
    }
}

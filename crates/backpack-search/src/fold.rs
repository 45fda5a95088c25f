//! Folding and cutting: letters without case and accents, and the words of a text with where they stand.
//!
//! A word is a run of letters and digits, with the marks on them. Runs that a single `.`, `-`, `/`, `_`, `:` or
//! apostrophe joins, or a comma between digits, stand together in a chunk; each run is a word of its own, and a chunk with a
//! digit in it, such as `E11.9`, `4548-4` or `12-lead`, is one word more, as a whole.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::word::MAX_TERM;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// The word, folded, at most [`MAX_TERM`] characters.
    pub term: String,
    /// Its place among the words of the text, from 0. A whole chunk has the place of its first run.
    pub at: u32,
    /// The bytes of the text that it was made of.
    pub bytes: Range<usize>,
    /// Whether it is a run, and not a chunk as a whole.
    pub is_run: bool,
}

/// Returns the words of a text, in order of their places; a chunk as a whole follows its runs.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    each_token(text, |Seen { term, at, bytes, is_run }| {
        all.push(Token { term: term.to_owned(), at, bytes, is_run });
    });
    all
}

/// A word of a text, as it is met.
pub(crate) struct Seen<'t> {
    pub(crate) term: &'t str,
    pub(crate) at: u32,
    pub(crate) bytes: Range<usize>,
    pub(crate) is_run: bool,
}

/// Calls `each` with every word of a text, in the order of [`tokens`], without keeping any.
pub(crate) fn each_token(text: &str, mut each: impl FnMut(Seen<'_>)) {
    let (mut next, mut term) = (0, String::new());
    each_chunk(text, |chunk| {
        let mut at = next;
        for run in &chunk.runs {
            term.clear();
            push_all_folded(text.get(run.clone()).unwrap_or_default(), &mut term);
            if term.is_empty() {
                continue;
            }
            cut(&mut term);
            each(Seen { term: &term, at, bytes: run.clone(), is_run: true });
            at += 1;
        }
        if at == next {
            return;
        }
        for term in [chunk.whole(text), chunk.squeezed(text)].into_iter().flatten() {
            each(Seen { term: &term, at: next, bytes: chunk.bytes(), is_run: false });
        }
        next = at;
    });
}

/// Returns a text folded: letters as NFKD has them, without marks, in lower case, `ß` as `ss`, `œ` as `oe`, `æ` as `ae`, `ø`
/// as `o`. What is neither letter nor digit falls away.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_all_folded(text, &mut out);
    out
}

fn push_all_folded(text: &str, out: &mut String) {
    text.chars().for_each(|c| push_folded(c, out));
}

/// Runs of letters and digits that punctuation joins.
pub(crate) struct Chunk {
    pub(crate) runs: Vec<Range<usize>>,
    has_digit: bool,
}

/// Calls `each` with every chunk of a text, in order.
pub(crate) fn each_chunk(text: &str, mut each: impl FnMut(&Chunk)) {
    let mut chunk = Chunk { runs: Vec::new(), has_digit: false };
    let mut start = None;
    // The joining character after the last run, while nothing but it came since.
    let mut joint: Option<char> = None;
    let mut last_is_digit = false;
    for (at, c) in text.char_indices() {
        if is_of_word(c) {
            if start.is_none() {
                let joins = match joint.take() {
                    Some(',') => last_is_digit && c.is_numeric(),
                    Some(_) => true,
                    None => false,
                };
                if !joins {
                    chunk.end(&mut each);
                }
                start = Some(at);
            }
            last_is_digit = c.is_numeric();
            chunk.has_digit |= last_is_digit;
            continue;
        }
        if let Some(start) = start.take() {
            chunk.runs.push(start..at);
            joint = is_joint(c).then_some(c);
        } else {
            joint = None;
        }
    }
    if let Some(start) = start {
        chunk.runs.push(start..text.len());
    }
    chunk.end(&mut each);
}

impl Chunk {
    fn end(&mut self, each: &mut impl FnMut(&Self)) {
        if !self.runs.is_empty() {
            each(self);
        }
        self.runs.clear();
        self.has_digit = false;
    }

    /// Returns the chunk as one word, if it is more than one run and has a digit.
    pub(crate) fn whole(&self, text: &str) -> Option<String> {
        let [first, .., last] = self.runs.as_slice() else { return None };
        if !self.has_digit {
            return None;
        }
        let mut term = String::new();
        for c in text.get(first.start..last.end)?.chars() {
            match c {
                ',' => term.push('.'),
                '’' => term.push('\''),
                c if is_of_word(c) => push_folded(c, &mut term),
                c => term.push(c),
            }
        }
        cut(&mut term);
        Some(term)
    }

    /// Returns the chunk without what joins it, if it begins with a letter: `E119` for `E11.9`.
    pub(crate) fn squeezed(&self, text: &str) -> Option<String> {
        let whole = self.whole(text)?;
        let begins = whole.chars().next().is_some_and(char::is_alphabetic);
        begins.then(|| whole.chars().filter(|c| c.is_alphanumeric()).collect())
    }

    pub(crate) fn bytes(&self) -> Range<usize> {
        let start = self.runs.first().map_or(0, |run| run.start);
        start..self.runs.last().map_or(start, |run| run.end)
    }
}

fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

const fn is_joint(c: char) -> bool {
    matches!(c, '.' | '-' | '/' | '_' | ':' | '\'' | '’' | ',')
}

fn push_folded(c: char, out: &mut String) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
        return;
    }
    decompose_compatible(c, |part| {
        for lower in part.to_lowercase() {
            match lower {
                'ß' => out.push_str("ss"),
                'œ' => out.push_str("oe"),
                'æ' => out.push_str("ae"),
                'þ' => out.push_str("th"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'ł' => out.push('l'),
                'ı' => out.push('i'),
                'ς' => out.push('σ'),
                mark if is_combining_mark(mark) => {}
                other if other.is_alphanumeric() => out.push(other),
                _ => {}
            }
        }
    });
}

/// Cuts a term to its longest.
pub(crate) fn cut(term: &mut String) {
    if term.len() > MAX_TERM
        && let Some((end, _)) = term.char_indices().nth(MAX_TERM)
    {
        term.truncate(end);
    }
}

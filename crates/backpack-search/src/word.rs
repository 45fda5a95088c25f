//! A word that is looked for, and how well a word of a text fits it.

use crate::typo::Pattern;

/// The most characters of a word that are told apart.
pub const MAX_TERM: usize = 40;

/// How well a word fits, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Quality {
    /// It begins with something that is written a little differently.
    TypoPrefix,
    /// It is written a little differently.
    Typo,
    /// It begins with it.
    Prefix,
    /// It is it.
    Exact,
}

impl Quality {
    pub(crate) const fn weight(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::Prefix => 0.5,
            Self::Typo => 0.15,
            Self::TypoPrefix => 0.08,
        }
    }
}

/// One word that is looked for, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Word {
    /// The word.
    pub term: String,
    /// Whether longer words that begin with it are found too.
    pub is_prefix: bool,
    /// Other ways to write a code: without its punctuation.
    pub also: Option<String>,
    /// The runs of a chunk, which are found where they stand one after the other.
    pub runs: Vec<String>,
}

impl Word {
    /// Returns the most edits that a word of a text may be away.
    ///
    /// A word with a digit has none: another code is not a misspelling of it.
    #[must_use]
    pub fn edits(&self) -> usize {
        let letters = self.term.chars().count();
        match letters {
            _ if self.term.chars().any(char::is_numeric) => 0,
            0..4 => 0,
            4..8 => 1,
            8..MAX_TERM => 2,
            _ => 0,
        }
    }

    /// Returns the most edits that the beginning of a word of a text may be away.
    pub(crate) fn prefix_edits(&self) -> usize {
        let is_long = self.term.chars().count() >= 5;
        if self.is_prefix && is_long { self.edits().min(1) } else { 0 }
    }

    /// Says how well a word of a text, folded, fits; `None` if it does not.
    #[must_use]
    pub fn fits(&self, term: &str) -> Option<Quality> {
        Fit::of(self).fits(term)
    }
}

/// A word that is looked for, ready to be held against many.
pub(crate) struct Fit<'w> {
    pub(crate) word: &'w Word,
    near: Option<Pattern>,
    begins_near: Option<Pattern>,
}

impl<'w> Fit<'w> {
    pub(crate) fn of(word: &'w Word) -> Self {
        let pattern = |edits: usize| (edits > 0).then(|| Pattern::new(&word.term, edits));
        Self { word, near: pattern(word.edits()), begins_near: pattern(word.prefix_edits()) }
    }

    pub(crate) fn fits(&self, term: &str) -> Option<Quality> {
        let Word { term: own, is_prefix, also, .. } = self.word;
        if own == term || also.as_deref() == Some(term) {
            return Some(Quality::Exact);
        }
        if *is_prefix && term.starts_with(own) {
            return Some(Quality::Prefix);
        }
        if self.near.as_ref().is_some_and(|near| near.is_near(term)) {
            return Some(Quality::Typo);
        }
        let begins_near = self.begins_near.as_ref()?;
        begins_near.is_near_a_beginning_of(term).then_some(Quality::TypoPrefix)
    }
}

//! One term, as it was found.

use std::sync::Arc;

use backpack_record::Code;
use backpack_record::entry::{Concept, Frequency, Unit};

use crate::vocabulary::{Vocabulary, column};

/// A term: what it is called, and its code if it has one.
#[derive(Clone, Debug)]
pub struct Term {
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) row: u32,
    pub(crate) column: usize,
}

impl Term {
    /// Returns the code system's URI; `None` for a term that is words alone.
    #[must_use]
    pub fn system(&self) -> Option<&str> {
        self.code()?;
        self.vocabulary.system(self.row)
    }

    /// Returns the code; `None` for a term that is words alone.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.vocabulary.code(self.row)
    }

    /// Returns what it is called, in the language that was searched in; in English where nobody has translated it.
    #[must_use]
    pub fn display(&self) -> &str {
        self.vocabulary.display(self.row, self.column)
    }

    /// Returns what it is called in a language, by its BCP 47 tag; in English where nobody has translated it.
    #[must_use]
    pub fn display_in(&self, language: &str) -> &str {
        self.vocabulary.display(self.row, column(language))
    }

    /// Returns the code to put in an entry, with the code system's own word for it where it is known.
    #[must_use]
    pub fn coding(&self) -> Option<Code<'static>> {
        let coding = Code::new(self.system()?.to_owned(), self.code()?.to_owned());
        if !self.vocabulary.is_official() {
            return Some(coding);
        }
        Some(coding.with_display(self.vocabulary.display(self.row, 0).to_owned()))
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        (self.system(), self.code(), self.display()) == (other.system(), other.code(), other.display())
    }
}

impl Eq for Term {}

/// In the words of the language that was searched in, with the code.
impl From<Term> for Concept {
    fn from(term: Term) -> Self {
        let concept = Self::new(term.display());
        match term.coding() {
            Some(coding) => concept.code(coding),
            None => concept,
        }
    }
}

impl From<Term> for Unit {
    fn from(term: Term) -> Self {
        let words = Self::from(term.display());
        match term.coding() {
            Some(coding) => Self::from(coding.with_display(term.display().to_owned())),
            None => words,
        }
    }
}

/// What the code says in numbers comes with it: twice a day is two times in one day.
impl From<Term> for Frequency {
    fn from(term: Term) -> Self {
        let numbers = term.coding().map(Self::from).unwrap_or_default();
        numbers.words(Concept::from(term))
    }
}

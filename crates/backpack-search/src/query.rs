//! What a person typed, taken apart.

use crate::fold::{cut, each_chunk, fold, tokens};
use crate::word::Word;

/// The most words and phrases of a query; what comes after them is not looked for.
pub const MAX_WORDS: usize = 16;

/// What is looked for: words and phrases, each of which should be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) wanted: Vec<Wanted>,
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Word(Word),
    /// Words that stand one after the other.
    Phrase(Vec<String>),
}

impl Query {
    /// Takes apart what was typed. Text in quotation marks is a phrase; the last word counts as the beginning of one unless
    /// white space follows it.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        let mut is_phrase = false;
        for part in typed.split(is_quote) {
            if is_phrase {
                query.phrase(part);
            } else {
                query.words(part);
            }
            is_phrase = !is_phrase;
        }
        query.wanted.truncate(MAX_WORDS);
        // The part after the last quotation mark has to be there for its word to be under way.
        let is_under_way = typed.ends_with(|c: char| !c.is_whitespace() && !is_quote(c));
        if let Some(Wanted::Word(last)) = query.wanted.last_mut() {
            last.is_prefix = is_under_way;
        }
        query
    }

    /// Says whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    fn words(&mut self, text: &str) {
        each_chunk(text, |chunk| {
            let mut runs: Vec<String> = Vec::new();
            for run in &chunk.runs {
                let mut term = fold(text.get(run.clone()).unwrap_or_default());
                cut(&mut term);
                runs.extend(Some(term).filter(|term| !term.is_empty()));
            }
            if let Some(whole) = chunk.whole(text).filter(|_| !runs.is_empty()) {
                let also = chunk.squeezed(text);
                self.wanted.push(Wanted::Word(Word { term: whole, is_prefix: false, also, runs }));
                return;
            }
            for term in runs {
                self.wanted.push(Wanted::Word(Word { term, is_prefix: false, also: None, runs: Vec::new() }));
            }
        });
    }

    fn phrase(&mut self, text: &str) {
        let runs = tokens(text).into_iter().filter(|token| token.is_run).map(|token| token.term);
        let phrase: Vec<String> = runs.collect();
        if !phrase.is_empty() {
            self.wanted.push(Wanted::Phrase(phrase));
        }
    }
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

//! Finding by words: what to look for, and what was found.
//!
//! [`Backpack::search`](crate::Backpack::search) looks through titles, codes, notes, narratives, all other text of bodies,
//! and the text of files. The index that makes it fast is derived from the records, sealed beside them, and follows them.

mod files;
mod follow;
mod load;
mod look;
mod policy;
mod reading;
mod shown;
mod texts;

use std::ops::Range;

use backpack_core::RecordId;
use backpack_keep::{FileRow, Filter};

use crate::Record;

pub use backpack_search::Field;

pub(crate) use follow::Searcher;
pub(crate) use look::Looked;

/// The version of the way texts are read and cut into words: an index of another version is made anew.
pub(crate) const READING: u32 = 1;
/// How many hits a page has unless the search says otherwise.
const LIMIT: usize = 20;
/// How many bytes of text a highlight shows unless the search says otherwise.
const ROOM: usize = 160;

/// What to look for.
///
/// Words are found in any case, with accents or without, in any language's letters; the last one also as the beginning of
/// one, unless white space follows it. A word of 4 letters or more is found misspelt by one edit, from 8 on by two: a letter
/// more, less or changed, or two exchanged. A word with a digit, such as `E11.9`, is found as it is, with or without its
/// punctuation. Text in quotation marks is a phrase.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// Among which records: kinds, codes, dates, sources, and whether hidden and deleted ones are found. Its order and page
    /// make no difference.
    pub filter: Filter,
    /// The most hits to return.
    pub limit: usize,
    /// Go on after this many hits: [`SearchResults::next`] of the page before.
    pub skip: usize,
    /// About how many bytes of text a highlight shows; 0 for no highlights, which spares reading bodies.
    pub room: usize,
}

impl Search {
    /// Returns a search among everything that is shown, 20 hits at a time.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), filter: Filter::new(), limit: LIMIT, skip: 0, room: ROOM }
    }

    /// Sets among which records to look.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = filter;
        self
    }

    /// Sets the most hits to return.
    #[must_use]
    pub const fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Goes on after this many hits.
    #[must_use]
    pub const fn skip(mut self, hits: usize) -> Self {
        self.skip = hits;
        self
    }

    /// Sets about how many bytes of text a highlight shows.
    #[must_use]
    pub const fn room(mut self, bytes: usize) -> Self {
        self.room = bytes;
        self
    }
}

/// What was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct SearchResults {
    /// The hits of this page, the best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// Whether every word is in each of them. If not, nothing has all of them, and what has more comes first.
    pub has_all_words: bool,
    /// How many hits to skip for the next page; `None` at the end.
    pub next: Option<usize>,
}

/// One thing that was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Hit {
    /// The record or file.
    pub found: Found,
    /// Where the words stand, the most telling place first; at most three.
    pub highlights: Vec<Highlight>,
}

/// What was found.
#[derive(Debug)]
#[non_exhaustive]
pub enum Found {
    /// A record.
    Record(Box<Record>),
    /// A file, by its name or what is written in it.
    File {
        /// The file.
        file: Box<FileRow>,
        /// The records that it belongs to, those that are shown: the person attached it, or their portal sent it with them.
        records: Vec<RecordId>,
        /// The page that fits best, from 1; `None` if it is the name.
        page: Option<u32>,
    },
}

/// A piece of text in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Highlight {
    /// Where the text stands.
    pub field: Field,
    /// The page of a file, from 1.
    pub page: Option<u32>,
    /// The piece, as it is written there. It is text, never HTML.
    pub text: String,
    /// The bytes of the piece that were found, ascending, none over another.
    pub matches: Vec<Range<usize>>,
    /// Whether something stands before the piece.
    pub is_cut_before: bool,
    /// Whether something stands behind it.
    pub is_cut_after: bool,
}

/// How large the search index is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexSize {
    /// How many records and files can be found.
    pub subjects: usize,
    /// How many pieces it is kept in.
    pub pieces: usize,
    /// About how many bytes of memory it takes.
    pub bytes: usize,
}

//! One list: its rows, and an index for each language that somebody searches in.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::index::Index;

/// The languages of the columns, in their order.
pub(crate) const LANGUAGES: [&str; 6] = ["en", "es", "de", "fr", "pt", "it"];

/// Returns the column of a language by its BCP 47 tag: `pt-BR` is Portuguese; English for one that is not here.
pub(crate) fn column(language: &str) -> usize {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().position(|known| known.eq_ignore_ascii_case(primary)).unwrap_or(0)
}

/// One term of a list of your own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The code system's URI.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// What it means, by language: the first of a language is shown, the others are found as well.
    pub displays: Vec<(String, String)>,
}

impl Row {
    /// Returns a term with its display in English.
    #[must_use]
    pub fn new(system: impl Into<String>, code: impl Into<String>, display: impl Into<String>) -> Self {
        Self {
            system: Some(system.into()),
            code: Some(code.into()),
            displays: vec![("en".to_owned(), display.into())],
        }
    }

    /// Returns a term without a code.
    #[must_use]
    pub fn in_words(display: impl Into<String>) -> Self {
        Self { system: None, code: None, displays: vec![("en".to_owned(), display.into())] }
    }

    /// Adds a display in a language (BCP 47), or another word for the same.
    #[must_use]
    pub fn display(mut self, language: impl Into<String>, display: impl Into<String>) -> Self {
        self.displays.push((language.into(), display.into()));
        self
    }

    fn line(&self, out: &mut String) {
        out.push_str(&plain(self.system.as_deref().unwrap_or_default()));
        out.push('\t');
        out.push_str(&plain(self.code.as_deref().unwrap_or_default()));
        for at in 0..LANGUAGES.len() {
            out.push('\t');
            let own = self.displays.iter().filter(|(language, _)| column(language) == at);
            for (index, (_, display)) in own.enumerate() {
                if index > 0 {
                    out.push('|');
                }
                out.push_str(&plain(display).replace('|', "/"));
            }
        }
        out.push('\n');
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '\n', '\r']) { text.replace(['\t', '\n', '\r'], " ").into() } else { text.into() }
}

/// A list, as lines of a code and a cell for each language.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    system: Option<Cow<'static, str>>,
    is_official: bool,
    text: Cow<'static, str>,
    lines: Vec<u32>,
    indexes: [OnceLock<Index>; 6],
}

impl Vocabulary {
    /// Returns a list of one system.
    pub(crate) fn new(system: Option<Cow<'static, str>>, is_official: bool, text: Cow<'static, str>) -> Self {
        let lines = lines(&text);
        Self { system, is_official, text, lines, indexes: Default::default() }
    }

    /// Returns a list of rows that each name their system.
    pub(crate) fn of_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut text = String::new();
        rows.into_iter().for_each(|row| row.line(&mut text));
        Self::new(None, true, text.into())
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Tells whether the English display is the system's own word for its code.
    pub(crate) const fn is_official(&self) -> bool {
        self.is_official
    }

    pub(crate) fn system(&self, row: u32) -> Option<&str> {
        match &self.system {
            Some(system) => Some(system.as_ref()),
            None => self.cells(row).next().filter(|system| !system.is_empty()),
        }
    }

    pub(crate) fn code(&self, row: u32) -> Option<&str> {
        let mut cells = self.cells(row);
        if self.system.is_none() {
            cells.next();
        }
        cells.next().filter(|code| !code.is_empty())
    }

    /// Returns the words in a language, the first of them to be shown; nothing where there are none.
    pub(crate) fn words(&self, row: u32, column: usize) -> &str {
        let before = if self.system.is_none() { 2 } else { 1 };
        self.cells(row).nth(before + column).unwrap_or_default()
    }

    /// Returns what is shown in a language; English where there is nothing in it.
    pub(crate) fn display(&self, row: u32, column: usize) -> &str {
        let own = self.words(row, column);
        let words = if own.is_empty() { self.any(row) } else { own };
        words.split('|').next().unwrap_or_default()
    }

    /// Returns English, else the first language there is.
    fn any(&self, row: u32) -> &str {
        let all = (0..LANGUAGES.len()).map(|column| self.words(row, column));
        all.into_iter().find(|words| !words.is_empty()).unwrap_or_default()
    }

    pub(crate) fn find(&self, system: &str, code: &str) -> Option<u32> {
        (0..self.row_count()).find(|row| self.code(*row) == Some(code) && self.system(*row) == Some(system))
    }

    /// Returns the index of a language, made at the first question.
    pub(crate) fn index(&self, column: usize) -> &Index {
        // Where nothing is translated, one index serves all languages.
        let column = if self.speaks(column) { column } else { 0 };
        let lock = self.indexes.get(column).unwrap_or(&self.indexes[0]);
        lock.get_or_init(|| Index::new(self.row_count(), |row| (self.words(row, column), self.words(row, 0))))
    }

    fn speaks(&self, column: usize) -> bool {
        (0..self.row_count().min(64)).any(|row| !self.words(row, column).is_empty())
    }

    pub(crate) fn row_count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    fn cells(&self, row: u32) -> impl Iterator<Item = &str> {
        let start = self.lines.get(row as usize).map_or(self.text.len(), |start| *start as usize);
        let line = self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
        line.split('\t')
    }
}

/// Returns where each line begins, of the first four gigabytes.
fn lines(text: &str) -> Vec<u32> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty()
            && let Ok(start) = u32::try_from(at)
        {
            starts.push(start);
        }
        at += line.len();
    }
    starts
}

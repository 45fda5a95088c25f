//! The table: every row that is known, and how a portal finds its own.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::Dialect;

/// The format this crate reads. A file of another one is refused by number.
const FORMAT: u32 = 1;
/// The name of the row for every portal that is not known to depart from the standard.
const PLAIN: &str = "plain";
/// The table that comes with this crate.
const BUILT_IN: &str = include_str!("dialects.json");

/// A table of dialects. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialects {
    version: Arc<str>,
    rows: Arc<[Dialect]>,
}

impl Dialects {
    /// Returns the table that comes with this crate.
    #[must_use]
    pub fn built_in() -> Self {
        static TABLE: OnceLock<Dialects> = OnceLock::new();
        // A test reads the file; should it be unreadable after all, the standard itself is still spoken.
        let read = || Self::read(BUILT_IN.as_bytes()).unwrap_or_else(|_| Self::of("", vec![]));
        TABLE.get_or_init(read).clone()
    }

    /// Reads a table: a JSON object with `format` (1), `version` (any text) and `rows`. What a row does not say is as
    /// in the plain row; a member that is not known is refused, so that a typing error does not go unnoticed.
    ///
    /// # Errors
    ///
    /// [`TableError`]: no such table, another format, or rows without a name or with one that comes twice.
    pub fn read(json: &[u8]) -> Result<Self, TableError> {
        let head: Head = serde_json::from_slice(json)?;
        if head.format != FORMAT {
            return Err(TableError::Format(head.format));
        }
        let file: File = serde_json::from_slice(json)?;
        for (place, row) in file.rows.iter().enumerate() {
            let twice = file.rows.iter().take(place).any(|other| other.name == row.name);
            if twice || row.name.is_empty() {
                return Err(TableError::Name(row.name.clone()));
            }
        }
        Ok(Self::of(&file.version, file.rows))
    }

    /// Returns this table with the rows of another one before its own; a row of the same name is replaced.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let kept = self.rows.iter().filter(|row| other.row(&row.name).is_none());
        let rows = other.rows.iter().chain(kept).cloned().collect();
        let version = format!("{} over {}", other.version, self.version);
        Self { version: version.into(), rows }
    }

    /// Returns the table's version, as its file says it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns every row, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &Dialect> {
        self.rows.iter()
    }

    /// Returns the row of this name.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Dialect> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// Returns the row of a portal with this host and path of its FHIR base, if one recognises it.
    #[must_use]
    pub fn at(&self, host: &str, path: &str) -> Option<&Dialect> {
        self.rows.iter().find(|row| row.recognition.is_at(host, path))
    }

    /// Returns the row of a portal whose capability statement names this software, if one recognises it.
    #[must_use]
    pub fn running(&self, software: &str) -> Option<&Dialect> {
        self.rows.iter().find(|row| row.recognition.is_software(software))
    }

    fn of(version: &str, mut rows: Vec<Dialect>) -> Self {
        if !rows.iter().any(|row| row.name == PLAIN) {
            rows.push(Dialect::plain());
        }
        Self { version: version.into(), rows: rows.into() }
    }
}

impl Default for Dialects {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Dialect {
    /// Returns the row of the standard itself, for every portal that is not known to depart from it.
    #[must_use]
    pub fn plain() -> Self {
        Self { name: PLAIN.to_owned(), title: "SMART on FHIR".to_owned(), ..Self::default() }
    }
}

/// Why a table of dialects was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// It is no such table; the place and the member are named.
    #[error("read dialects: no table of dialects")]
    Unreadable(#[from] serde_json::Error),
    /// It is of a format not known here.
    #[error("read dialects: format {0} is not known, only {FORMAT}")]
    Format(u32),
    /// A row has no name, or one that another row has.
    #[error("read dialects: the name {0:?} is missing or comes twice")]
    Name(String),
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: u32,
    version: String,
    rows: Vec<Dialect>,
}

//! The person a Backpack is about.

use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// The person a Backpack is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// The name, as people write it.
    pub name: String,
    /// The birth date, as precise as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// The sex, as portals compare it.
    pub sex: Option<Sex>,
}

/// A person's sex, in the words of FHIR's `administrative-gender`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Other.
    Other,
    /// Not known.
    Unknown,
}

impl Person {
    /// Returns a person of whom only the name is known.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), birth_date: None, sex: None }
    }

    /// Returns somebody of whom nothing is known yet, so that nothing is compared with a portal's patient.
    #[must_use]
    pub fn unnamed() -> Self {
        Self::new("")
    }

    /// Sets the birth date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[must_use]
    pub fn born(mut self, date: impl Into<String>) -> Self {
        self.birth_date = Some(date.into());
        self
    }

    /// Sets the sex.
    #[must_use]
    pub fn with_sex(mut self, sex: Sex) -> Self {
        self.sex = Some(sex);
        self
    }
}

impl Row for Person {
    const TABLE: Table = table::PERSON;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "person";

    fn name(&self) -> Vec<u8> {
        Vec::new()
    }
}

//! Consents: what was agreed to for a person, refused and taken back. Rows are only added.

use backpack_core::Timestamp;
use backpack_record::Actor;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// One answer to one question about one person, never changed: the next answer to the same question is another row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConsentRow {
    /// Its number in this Backpack, from 1, without gaps; 0 while the Backpack is being added.
    pub number: u32,
    /// The stable name of what was asked, the host's.
    pub name: String,
    /// The version of the wording that was shown.
    pub version: String,
    /// What was answered.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// Who answered.
    pub by: Actor,
}

/// What was answered. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Answer {
    /// Consent was given.
    Given,
    /// Consent was refused.
    Refused,
    /// Consent that had been given was taken back.
    Withdrawn,
    /// Somebody affirmed to be the person's legal representative, being this to them.
    Affirmed(Relation),
    /// Nothing yet: what stands under number 0 while a Backpack is being added, which is not there until it is answered.
    Pending,
}

/// What a legal representative is to the person. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Relation {
    /// A parent of a minor.
    Parent,
    /// A guardian or conservator by a court.
    Guardian,
    /// An agent under a health-care proxy or a power of attorney.
    HealthCareAgent,
    /// A spouse or partner whom the law lets act.
    Spouse,
    /// An adult child whom the law lets act.
    Child,
    /// Something else, in words.
    Other(String),
}

impl ConsentRow {
    /// Returns an answer with this number.
    #[must_use]
    pub fn new(number: u32, name: impl Into<String>, answer: Answer, at: Timestamp, by: Actor) -> Self {
        Self { number, name: name.into(), version: String::new(), answer, at, by }
    }

    /// Sets the version of the wording that was shown.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Returns the row that says that a Backpack is still being added.
    #[must_use]
    pub fn pending(at: Timestamp, by: Actor) -> Self {
        Self::new(0, String::new(), Answer::Pending, at, by)
    }

    /// Returns the name of the row with this number.
    #[must_use]
    pub fn name_of(number: u32) -> Vec<u8> {
        number.to_be_bytes().to_vec()
    }
}

impl Row for ConsentRow {
    const TABLE: Table = table::CONSENT;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "consent";

    fn name(&self) -> Vec<u8> {
        Self::name_of(self.number)
    }
}

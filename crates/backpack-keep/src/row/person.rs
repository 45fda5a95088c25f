//! The person a Backpack is about.

use backpack_record::profile::{PatientName, Profile};
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
    /// The administrative gender, as portals compare it.
    pub sex: Option<Sex>,
    /// What else is known of them: parts of the name, where they live, blood type, picture, colour, and so on.
    pub profile: Profile,
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

impl Sex {
    /// Returns the code of FHIR's `administrative-gender`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

impl Person {
    /// Returns a person of whom only the name is known.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), birth_date: None, sex: None, profile: Profile::default() }
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

    /// Sets what else is known of them.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Returns the person as the JSON of a FHIR R4 `Patient` ([`Profile::patient`]): to be given away, without any id or
    /// picture of this Backpack.
    #[must_use]
    pub fn patient(&self) -> Vec<u8> {
        let mut who = PatientName::new(&self.name);
        who.birth_date = self.birth_date.as_deref();
        who.gender = self.sex.map(Sex::code);
        self.profile.patient(who)
    }
}

impl Row for Person {
    const TABLE: Table = table::PERSON;
    const FORMAT: u8 = 2;
    // The profile: fifteen fields, each empty.
    const SINCE_FIRST: &'static [u8] = &[0; 15];
    const WHAT: &'static str = "person";

    fn name(&self) -> Vec<u8> {
        Vec::new()
    }
}

//! People: who an account cares for, what was affirmed and agreed to for them, and which of them is looked at.

use backpack_core::{SpaceId, Timestamp};
use backpack_record::Actor;

use backpack_keep::Member;
pub use backpack_keep::{Answer, ConsentRow, Person, Relation, Sex};
pub use backpack_record::profile::{
    Abo, BirthSex, BloodType, Ethnicity, InvalidProfile, Profile, Race, Rh, UnknownBloodType,
};

pub use crate::account::{Added, Adding};
use crate::{Backpack, Error, ErrorKind};

/// The stable name under which an affirmation is kept and told.
pub const REPRESENTATIVE: &str = "legal-representative";

/// The longest name or version of a consent, in bytes of UTF-8.
const MAX_NAME: usize = 200;

/// What somebody affirms who adds another person: to be their legal representative, and in which way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affirmation {
    /// What they are to the person.
    pub relation: Relation,
    /// The version of the wording that was shown.
    pub version: String,
    /// When it was affirmed; `None` for the moment at which it is handed in.
    pub at: Option<Timestamp>,
}

impl Affirmation {
    /// Returns an affirmation made now.
    #[must_use]
    pub fn new(relation: Relation, version: impl Into<String>) -> Self {
        Self { relation, version: version.into(), at: None }
    }

    /// Sets when it was made.
    #[must_use]
    pub const fn made_at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let relation = match &self.relation {
            Relation::Other(words) => words.as_str(),
            _ => "known",
        };
        check_word(relation, "the relation")?;
        check_word(&self.version, "the version of the wording")
    }
}

/// An answer to one question of the host's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consent {
    /// The stable name of what is asked, the host's.
    pub name: String,
    /// The version of the wording that was shown.
    pub version: String,
    /// Whether consent was given; it was refused if not.
    pub is_given: bool,
    /// When; `None` for the moment at which it is handed in.
    pub at: Option<Timestamp>,
}

impl Consent {
    /// Returns a consent given now.
    #[must_use]
    pub fn given(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), is_given: true, at: None }
    }

    /// Returns a consent refused now.
    #[must_use]
    pub fn refused(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { is_given: false, ..Self::given(name, version) }
    }

    /// Sets when it was answered.
    #[must_use]
    pub const fn answered_at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_word(&self.name, "the name of a consent")?;
        if self.name == REPRESENTATIVE {
            return Err(invalid("the name of a consent is that of the affirmation"));
        }
        check_word(&self.version, "the version of the wording")
    }

    pub(crate) const fn answer(&self) -> Answer {
        if self.is_given { Answer::Given } else { Answer::Refused }
    }
}

/// How one consent stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsentState {
    /// The stable name of what was asked.
    pub name: String,
    /// The version of the wording that was shown last.
    pub version: String,
    /// What was answered last.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// Who answered.
    pub by: Actor,
}

impl ConsentState {
    /// Says whether consent was given, and not taken back.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.answer == Answer::Given
    }

    pub(crate) fn of(row: ConsentRow) -> Self {
        Self { name: row.name, version: row.version, answer: row.answer, at: row.at, by: row.by }
    }
}

/// Whose a Backpack is, seen from whoever looks after it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whose {
    /// One's own.
    Own,
    /// Somebody's whom one represents, being this to them.
    CaredFor(Relation),
    /// Somebody's to whose Backpack another account [gave access](crate::Account::invite).
    Shared,
}

impl Whose {
    /// Returns whose it is, seen by somebody with access.
    pub(crate) fn seen_by(member: Option<&Member>, answers: &[ConsentRow]) -> Self {
        match member {
            Some(member) if member.is_subject => Self::Own,
            Some(member) if member.invited_by.is_some() => Self::Shared,
            _ => Self::of(answers),
        }
    }

    pub(crate) fn of(answers: &[ConsentRow]) -> Self {
        let affirmed = answers.iter().rev().find_map(|row| match &row.answer {
            Answer::Affirmed(relation) => Some(relation.clone()),
            _ => None,
        });
        affirmed.map_or(Self::Own, Self::CaredFor)
    }
}

/// A person whose Backpack was begun, and is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Begun {
    /// The id with which [`Account::resume_person`](crate::Account::resume_person) goes on.
    pub id: SpaceId,
    /// The person.
    pub person: Person,
}

impl Begun {
    pub(crate) const fn new(id: SpaceId, person: Person) -> Self {
        Self { id, person }
    }
}

impl Backpack {
    /// Says whether it is still being added, and so not there for anybody.
    pub(crate) fn check_there(&self) -> Result<(), Error> {
        if self.whole().is_unfinished() {
            return Err(Error::new(ErrorKind::NotFound("backpack"), "open backpack"));
        }
        Ok(())
    }
}

pub(crate) fn invalid(why: &str) -> Error {
    Error::new(ErrorKind::Invalid(why.to_owned()), "add person")
}

fn check_word(word: &str, what: &str) -> Result<(), Error> {
    if word.trim().is_empty() || word.len() > MAX_NAME || word.chars().any(char::is_control) {
        return Err(invalid(&format!("{what} is not a line of 1 to {MAX_NAME} bytes")));
    }
    Ok(())
}

//! Failures in words: for the person what happened and what to do, for the developer the details without secrets.

mod connect;
mod kept;
mod outcome;
mod scrub;
mod state;
mod sync;
mod wait;

use std::error::Error as StdError;
use std::time::Duration;

use scrub::scrub;

use crate::PersonDoubt;

/// Says in words how something stands or why it failed.
pub trait Explain {
    /// Returns the explanation.
    fn explain(&self) -> Explanation;
}

/// Why something failed, or how it stands, in words.
///
/// `what` and `todo` are for the person: short, plain English sentences without a technical word. `case`, `doubts` and
/// `wait` say the same as data, so that it can be said in another language. `detail` is for developers and logs: it holds no
/// token and no query string, and what it quotes of a portal's own words is cleaned and cut.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What sort of trouble it is.
    pub kind: Trouble,
    /// Which case it is: a stable name in lower case with hyphens, such as `portal-timeout`. Empty if an app made the
    /// explanation.
    pub case: &'static str,
    /// What differs between the Backpack's person and the portal's patient, if that is the case.
    pub doubts: Vec<PersonDoubt>,
    /// What happened.
    pub what: String,
    /// What the person can do, and whether to wait.
    pub todo: String,
    /// How long to wait before trying again, if waiting helps and it is known how long.
    pub wait: Option<Duration>,
    /// What a developer wants to know.
    pub detail: String,
}

/// What sort of trouble it is: what an app decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// There is none.
    None,
    /// The person must sign in at the portal, for the first time or again.
    SignIn,
    /// The person or the portal said no.
    Refused,
    /// The portal cannot be reached, failed, or asks for patience: waiting helps.
    Portal,
    /// The portal does not offer this, or is of a sort that is not known: waiting does not help.
    NotOffered,
    /// The portal's patient may be somebody else.
    OtherPerson,
    /// Some of it is missing; the next sync tries to fill the gap.
    Gap,
    /// It is under way already.
    UnderWay,
    /// Somebody cancelled it.
    Cancelled,
    /// What was asked for is not there.
    NotFound,
    /// What was typed or chosen is not valid.
    Invalid,
    /// The Backpack cannot be opened with what was given.
    Locked,
    /// Something is wrong with this device: its disk, its files.
    Device,
    /// What is kept is damaged, or older than it should be.
    Damaged,
    /// The app is at fault, or too old: its makers must act.
    App,
}

impl Trouble {
    /// Every sort of trouble.
    pub const ALL: &[Self] = &[
        Self::None,
        Self::SignIn,
        Self::Refused,
        Self::Portal,
        Self::NotOffered,
        Self::OtherPerson,
        Self::Gap,
        Self::UnderWay,
        Self::Cancelled,
        Self::NotFound,
        Self::Invalid,
        Self::Locked,
        Self::Device,
        Self::Damaged,
        Self::App,
    ];

    /// Returns its stable name, for logs and translations: lower case with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SignIn => "sign-in",
            Self::Refused => "refused",
            Self::Portal => "portal",
            Self::NotOffered => "not-offered",
            Self::OtherPerson => "other-person",
            Self::Gap => "gap",
            Self::UnderWay => "under-way",
            Self::Cancelled => "cancelled",
            Self::NotFound => "not-found",
            Self::Invalid => "invalid",
            Self::Locked => "locked",
            Self::Device => "device",
            Self::Damaged => "damaged",
            Self::App => "app",
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Explanation {
    /// Returns an explanation without details.
    #[must_use]
    pub fn new(kind: Trouble, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self::of_case(kind, "", what, todo)
    }

    /// Returns an explanation of a named case, without details.
    #[must_use]
    pub fn of_case(
        kind: Trouble,
        case: &'static str,
        what: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        let (what, todo) = (what.into(), todo.into());
        Self { kind, case, doubts: Vec::new(), what, todo, wait: None, detail: String::new() }
    }

    /// Sets what differs between two people.
    fn doubting(mut self, doubts: &[PersonDoubt]) -> Self {
        self.doubts = doubts.to_vec();
        self
    }

    /// Sets how long to wait, and says so to the person.
    #[must_use]
    pub fn waiting(mut self, wait: Option<Duration>) -> Self {
        if let Some(wait) = wait {
            self.todo = format!("Please try again in {}.", wait::words(wait));
            self.wait = Some(wait);
        }
        self
    }

    /// Sets the details, without what must not be in them.
    #[must_use]
    pub fn detailed(mut self, detail: &str) -> Self {
        self.detail = scrub(detail);
        self
    }

    /// Sets the details to what an error and its causes say.
    #[must_use]
    pub fn caused_by(self, error: &(dyn StdError + 'static)) -> Self {
        let mut detail = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            // An error that only passes on its cause says nothing new.
            let words = error.to_string();
            if !detail.ends_with(&words) {
                detail.push_str("; cause: ");
                detail.push_str(&words);
            }
            cause = error.source();
        }
        self.detailed(&detail)
    }
}

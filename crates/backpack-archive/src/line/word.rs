//! The words of states: stable, whatever the types that are kept are called.

use backpack_keep::{Authorisation, Counts, InvitationState, QueryOutcome, Role, Sex, Support, SyncState};
use serde::{Deserialize, Serialize};

/// Makes an enum whose variants are the words of what is kept.
macro_rules! words {
    ($(#[$doc:meta])* $word:ident of $kept:ident: $($name:ident),+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $word { $($name),+ }

        impl $word {
            /// Returns the word; `None` if this version has none for it.
            pub(crate) const fn new(kept: $kept) -> Option<Self> {
                match kept {
                    $($kept::$name => Some(Self::$name),)+
                    _ => None,
                }
            }

            pub(crate) const fn kept(self) -> $kept {
                match self {
                    $(Self::$name => $kept::$name,)+
                }
            }
        }
    };
}

words! {
    /// The person's sex, in the words of FHIR's `administrative-gender`.
    SexWord of Sex: Female, Male, Other, Unknown
}
words! {
    /// Whether the portal is supported.
    SupportWord of Support: Checking, Supported, Unsupported
}
words! {
    /// Whether the person's consent holds.
    AuthorisationWord of Authorisation: Ok, NeedsSignIn, Removed
}
words! {
    /// How the last sync went.
    SyncWord of SyncState: Never, Running, Ok, Partial, Failed, Cancelled
}

words! {
    /// What somebody with access is.
    RoleWord of Role: Owner, CoManager, Contributor, Viewer
}
words! {
    /// What became of an invitation.
    InvitationWord of InvitationState: Pending, Accepted, Declined, Withdrawn, Expired
}

/// How somebody's access ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndedWord {
    Left,
    Removed,
    BroughtBack,
}

/// How a query ended: a word, or an object of a word and what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutcomeLine {
    Done,
    Empty,
    Refused(String),
    NotGranted,
    NotSupported,
    Partial(String),
    Failed(String),
}

impl OutcomeLine {
    /// Returns the line of an outcome; `None` if this version has no word for it.
    pub(crate) fn new(kept: QueryOutcome) -> Option<Self> {
        Some(match kept {
            QueryOutcome::Done => Self::Done,
            QueryOutcome::Empty => Self::Empty,
            QueryOutcome::Refused(words) => Self::Refused(words),
            QueryOutcome::NotGranted => Self::NotGranted,
            QueryOutcome::NotSupported => Self::NotSupported,
            QueryOutcome::Partial(reason) => Self::Partial(reason),
            QueryOutcome::Failed(reason) => Self::Failed(reason),
            _ => return None,
        })
    }

    pub(crate) fn kept(self) -> QueryOutcome {
        match self {
            Self::Done => QueryOutcome::Done,
            Self::Empty => QueryOutcome::Empty,
            Self::Refused(words) => QueryOutcome::Refused(words),
            Self::NotGranted => QueryOutcome::NotGranted,
            Self::NotSupported => QueryOutcome::NotSupported,
            Self::Partial(reason) => QueryOutcome::Partial(reason),
            Self::Failed(reason) => QueryOutcome::Failed(reason),
        }
    }
}

/// How many items came, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CountsLine {
    received: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    refused_person: u64,
    quarantined: u64,
    gone: u64,
    bytes: u64,
}

impl CountsLine {
    pub(crate) const fn new(kept: Counts) -> Self {
        let Counts { received, new, changed, unchanged, refused_person, quarantined, gone, bytes } = kept;
        Self { received, new, changed, unchanged, refused_person, quarantined, gone, bytes }
    }

    pub(crate) const fn kept(self) -> Counts {
        let Self { received, new, changed, unchanged, refused_person, quarantined, gone, bytes } = self;
        Counts { received, new, changed, unchanged, refused_person, quarantined, gone, bytes }
    }
}

//! Why something was not read out of a file.

use serde::{Deserialize, Serialize};

/// A part of what may be read out of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Part {
    /// Pages, size, dates, headers.
    Facts,
    /// The text.
    Text,
    /// The small picture.
    Picture,
}

/// Why a part was not read, or not all of it. New variants go at the end.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, thiserror::Error,
)]
#[non_exhaustive]
pub enum Why {
    /// Nothing here reads files of this type.
    #[error("files of this type are not read")]
    NotSupported,
    /// It wants a password.
    #[error("it is encrypted")]
    Encrypted,
    /// It is not what its first bytes say, or not whole.
    #[error("it is damaged")]
    Damaged,
    /// The file is larger than what is read whole.
    #[error("it is too large")]
    TooLarge,
    /// Reading it would take more room than it may: too many pixels, or it unpacks to too much.
    #[error("it would take too much memory")]
    TooMuch,
    /// It has more pages, or more text, than is read: what comes after the limit is missing.
    #[error("it is longer than what is read")]
    TooLong,
    /// The time was over.
    #[error("it took too long")]
    OutOfTime,
    /// What reads it failed over it.
    #[error("what reads it failed over it")]
    Failed,
}

/// A part that is missing, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a part and a reason: there is no more to it")]
pub struct Missing {
    /// The part.
    pub part: Part,
    /// Why.
    pub why: Why,
}

//! Why a portal call failed.

use std::time::Duration;

use backpack_core::Retry;

backpack_core::contract_error! {
    /// Says why a call to a portal failed, and whether to try again.
    ///
    /// Carries no tokens, no query strings and no health data.
    pub struct Error(ErrorKind);
}

/// What kind of failure it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The grant no longer holds: the person must sign in again.
    #[error("the person must sign in again")]
    NeedsSignIn,
    /// The person or the portal refused; the words are the portal's own, cleaned and cut.
    #[error("refused: {0}")]
    Denied(String),
    /// The host app's settings are at fault; says which.
    #[error("the settings are at fault: {0}")]
    Config(&'static str),
    /// The address answers, but it is no such portal; says what was missing.
    #[error("not a portal of this sort: {0}")]
    NotAPortal(&'static str),
    /// The connector does not offer this.
    #[error("not offered by this connector")]
    Unsupported,
    /// There is nothing at that link.
    #[error("nothing there")]
    NotFound,
    /// The page cursor is no longer valid; ask from the start.
    #[error("the page cursor has expired")]
    CursorExpired,
    /// The portal cannot be reached: down, no route, no name, no valid certificate.
    #[error("the portal cannot be reached")]
    Unreachable,
    /// The portal did not answer in time.
    #[error("the portal did not answer in time")]
    Timeout,
    /// The portal asks for patience, for this long if it said so.
    #[error("the portal asks to wait")]
    Busy(Option<Duration>),
    /// The portal failed inside, with this HTTP status.
    #[error("the portal failed with status {0}")]
    Portal(u16),
    /// The answer is larger than the limit.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// The answer cannot be understood; says what was wrong.
    #[error("the answer cannot be understood: {0}")]
    Malformed(&'static str),
    /// The address is not allowed: not https, a private network, another origin.
    #[error("the address is not allowed: {0}")]
    Forbidden(&'static str),
    /// The answer to a sign-in does not belong to this attempt: wrong state, issuer, path or a second use.
    #[error("the answer does not belong to this sign-in: {0}")]
    WrongAnswer(&'static str),
    /// The call was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// Something failed on this machine: a file that cannot be read, no randomness.
    #[error("something failed on this machine")]
    Local,
}

impl ErrorKind {
    fn default_retry(&self) -> Retry {
        match self {
            Self::Unreachable | Self::Timeout | Self::CursorExpired => Retry::Soon,
            Self::Portal(status) if *status >= 500 => Retry::Soon,
            Self::Busy(wait) => wait.map_or(Retry::Soon, Retry::After),
            _ => Retry::Never,
        }
    }
}

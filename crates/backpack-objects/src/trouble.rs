//! What went wrong with a storage, told without an address, a name or a credential.

use std::error::Error as _;
use std::io;

use backpack_core::BoxError;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no such object.
    Missing,
    /// There is such an object already.
    Exists,
    /// The object is not the one that was meant.
    Changed,
    /// The object is larger than what is kept there may be.
    TooLarge,
    /// The storage is full.
    Full,
    /// It may go better next time.
    Passing(Cause),
    /// It will not.
    Lasting(Cause),
}

impl Trouble {
    pub(crate) const LATE: Self = Self::Passing(Cause::Late);

    pub(crate) fn passes(self) -> bool {
        matches!(self, Self::Passing(_))
    }

    /// Returns the error of the blob contract.
    pub(crate) fn of_blob(self, operation: &'static str) -> backpack_files::Error {
        use backpack_files::{Error, ErrorKind};
        let (kind, cause) = match self {
            Self::Missing => (ErrorKind::NotFound, None),
            Self::Exists => (ErrorKind::Exists, None),
            Self::Changed | Self::TooLarge => (ErrorKind::Tampered, None),
            Self::Full => (ErrorKind::Full, None),
            Self::Passing(cause) => (ErrorKind::Unavailable, Some(cause)),
            Self::Lasting(cause) => (ErrorKind::Io, Some(cause)),
        };
        let error = Error::new(kind, operation);
        if let Some(cause) = cause { error.with_source(cause) } else { error }
    }

    /// Returns the error of the store contract, for a call that has no answer to an absent or another object.
    pub(crate) fn of_store(self, operation: &'static str) -> backpack_store::Error {
        use backpack_store::{Error, ErrorKind};
        let (kind, cause) = match self {
            Self::Missing => (ErrorKind::Io, Some(Cause::NoBucket)),
            Self::Exists | Self::Changed => (ErrorKind::Conflict(Vec::new()), None),
            Self::TooLarge => (ErrorKind::Damaged, None),
            Self::Full => (ErrorKind::Full, None),
            Self::Passing(cause) => (ErrorKind::Unavailable, Some(cause)),
            Self::Lasting(cause) => (ErrorKind::Io, Some(cause)),
        };
        let error = Error::new(kind, operation);
        if let Some(cause) = cause { error.with_source(cause) } else { error }
    }
}

/// What is told of a failure: no address, no name, nothing of an answer's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Cause {
    #[error("the storage did not answer in time")]
    Late,
    #[error("the storage answered with status {0}")]
    Status(u16),
    #[error("the connection to the storage failed")]
    Connection,
    #[error("an answer of the storage ended early")]
    CutShort,
    #[error("an answer of the storage could not be read")]
    Answer,
    #[error("another writer was faster again and again")]
    Outrun,
    #[error("the storage refuses these credentials")]
    Credentials,
    #[error("the storage does not offer what is needed")]
    NotOffered,
    #[error("there is no such bucket")]
    NoBucket,
    #[error("the upload took longer than an upload may")]
    Slow,
    #[error("the address or the options do not fit the storage")]
    Config,
    #[error("the operating system failed")]
    System,
}

impl From<object_store::Error> for Trouble {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error;
        match error {
            Error::NotFound { .. } => Self::Missing,
            Error::AlreadyExists { .. } => Self::Exists,
            Error::Precondition { .. } | Error::NotModified { .. } => Self::Changed,
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                Self::Lasting(Cause::Credentials)
            }
            Error::NotSupported { .. } | Error::NotImplemented { .. } => Self::Lasting(Cause::NotOffered),
            Error::InvalidPath { .. } | Error::UnknownConfigurationKey { .. } => Self::Lasting(Cause::Config),
            error => from_chain(&error),
        }
    }
}

/// Looks for what it knows among the causes. An error without any of it may pass, and is tried again so often at most.
fn from_chain(error: &object_store::Error) -> Trouble {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(cause) = cause.downcast_ref::<Cause>() {
            return from_cause(*cause);
        }
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            return from_io(cause);
        }
        next = cause.source();
    }
    Trouble::Passing(Cause::Answer)
}

/// What our own client says of an answer that it did not let pass.
fn from_cause(cause: Cause) -> Trouble {
    match cause {
        Cause::Status(507) => Trouble::Full,
        // The range begins beyond the end: the object is shorter than it was.
        Cause::Status(416) => Trouble::Changed,
        Cause::Status(408 | 429 | 500 | 502..=504) => Trouble::Passing(cause),
        Cause::Late | Cause::Connection | Cause::CutShort => Trouble::Passing(cause),
        cause => Trouble::Lasting(cause),
    }
}

pub(crate) fn from_io(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::Full,
        io::ErrorKind::NotFound => Trouble::Missing,
        io::ErrorKind::Interrupted | io::ErrorKind::TimedOut | io::ErrorKind::UnexpectedEof => {
            Trouble::Passing(Cause::CutShort)
        }
        _ => Trouble::Lasting(Cause::System),
    }
}

/// Wraps a failed stream that was to be stored.
pub(crate) fn of_source(error: impl Into<BoxError>) -> backpack_files::Error {
    backpack_files::Error::new(backpack_files::ErrorKind::Source, "put blob").with_source(error)
}

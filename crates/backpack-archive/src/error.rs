//! Why an archive could not be written or read.

use backpack_core::Retry;

/// Says why an archive could not be written or read. Carries no health data, no secrets and no names of files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no archive of this sort, or no folder or file that could be one.
    #[error("read archive: it is none")]
    NotAnArchive,
    /// The passphrase or the identities do not open it.
    #[error("open backup: wrong passphrase or key")]
    WrongKey,
    /// A part is cut, altered, missing or double, or does not say what the format wants. Says which.
    #[error("read archive: {0} is damaged")]
    Damaged(String),
    /// The archives do not follow each other. Says why.
    #[error("read chain of backups: {0}")]
    IncompleteChain(&'static str),
    /// It was written by a newer version of this library. Says its format.
    #[error("read archive: the newer format {0}")]
    NewerFormat(u32),
    /// Something in it is over its limit. Says what.
    #[error("read archive: {0} over the limit")]
    TooLarge(&'static str),
    /// A recipient or an identity is not one of the age format.
    #[error("seal backup: not an age recipient or identity")]
    NotAKey,
    /// There is something already where it should be written or put back.
    #[error("write archive: there is something already")]
    Exists,
    /// The disk is full. What was there before is as it was.
    #[error("write archive: the disk is full")]
    Full,
    /// Reading or writing failed.
    #[error("use archive: reading or writing failed")]
    Io(#[source] std::io::Error),
    /// The Backpack failed.
    #[error(transparent)]
    Keep(#[from] backpack_keep::Error),
}

impl Error {
    /// Says whether the same call may be tried again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Keep(error) => error.retry(),
            _ => Retry::Never,
        }
    }

    pub(crate) fn damaged(part: &str) -> Self {
        // Below `files/` a path ends with the name that the person knows.
        let told = match part.strip_prefix("files/") {
            Some(rest) => format!("files/{}", rest.split('/').next().unwrap_or_default()),
            None => part.to_owned(),
        };
        Self::Damaged(told.chars().filter(|c| !c.is_control()).take(80).collect())
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Io(source),
        }
    }
}

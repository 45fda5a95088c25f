//! Why a blob operation failed.

use backpack_core::Retry;

backpack_core::contract_error! {
    /// Says why a blob operation failed, and whether to try again. Carries no names of a person's files.
    pub struct Error(ErrorKind);
}

/// What kind of blob failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no blob with this id.
    #[error("no such blob")]
    NotFound,
    /// A blob with this id exists; ids are random and never written twice.
    #[error("the blob exists already")]
    Exists,
    /// The range lies beyond the end.
    #[error("the range lies beyond the end")]
    OutOfRange,
    /// The bytes were altered, cut, reordered or sealed under another key.
    #[error("the bytes were tampered with or damaged")]
    Tampered,
    /// The blob was sealed by a newer version of this library.
    #[error("the file has the newer format {0}")]
    NewerFormat(u32),
    /// The stream that was to be stored failed.
    #[error("the source could not be read")]
    Source,
    /// The content is over the host's limit.
    #[error("the content is too large")]
    TooLarge,
    /// The disk is full; nothing was kept.
    #[error("the disk is full")]
    Full,
    /// The storage cannot be reached right now.
    #[error("the storage cannot be reached")]
    Unavailable,
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io,
}

impl ErrorKind {
    fn default_retry(&self) -> Retry {
        match self {
            Self::Unavailable => Retry::Soon,
            _ => Retry::Never,
        }
    }
}

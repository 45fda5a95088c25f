//! Why a key service did not do what it was asked.

use backpack_core::Retry;

backpack_core::contract_error! {
    /// Says why a key service failed, and whether to try again. Carries no key, no credential and no address.
    pub struct Error(ErrorKind);
}

/// What kind of failure of a key service it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service cannot be reached, did not answer in time, or asks to wait.
    #[error("the key service cannot be reached")]
    Unavailable,
    /// The service does not let this host use the key.
    #[error("the key service refused")]
    Denied,
    /// The service has not the master key that it was wrapped under: it was destroyed, or is another service's.
    #[error("the key service has not this master key")]
    UnknownKey,
    /// The wrapped key was altered, or was wrapped for another context.
    #[error("the wrapped key was altered, or belongs to another context")]
    Tampered,
    /// The wrapped key or the file of master keys was written by a newer version.
    #[error("written by a newer version, format {0}")]
    NewerFormat(u32),
    /// What was handed in is not valid; says what.
    #[error("not valid: {0}")]
    Invalid(&'static str),
    /// There are master keys in this folder already.
    #[error("there are master keys already")]
    Exists,
    /// There are no master keys in this folder.
    #[error("there are no master keys")]
    NotFound,
    /// The file of master keys is damaged. It was left as it is.
    #[error("the file of master keys is damaged")]
    Damaged,
    /// The file of master keys can be read by others than its owner, so that it is no secret any more.
    #[error("the file of master keys can be read by others than its owner")]
    Exposed,
    /// Somebody else is changing the master keys at this moment.
    #[error("the master keys are being changed")]
    InUse,
    /// The master key is the newest, which wraps.
    #[error("it is the newest master key")]
    NewestKey,
    /// So many keys are still wrapped under the master key: destroying it would lose them.
    #[error("{0} keys are still wrapped under it")]
    StillWrapped(u64),
    /// The disk is full. Nothing was changed.
    #[error("the disk is full")]
    Full,
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io,
}

impl ErrorKind {
    fn default_retry(&self) -> Retry {
        match self {
            Self::Unavailable | Self::InUse => Retry::Soon,
            _ => Retry::Never,
        }
    }
}

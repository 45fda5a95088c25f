//! Why a store operation failed.

use std::time::Duration;

use backpack_core::Retry;

use crate::Key;

backpack_core::contract_error! {
    /// Says why a store operation failed, and whether to try again. Carries no values.
    pub struct Error(ErrorKind);
}

/// What kind of store failure it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A precondition did not hold; nothing was written. Names the keys.
    #[error("another writer changed {} key(s)", .0.len())]
    Conflict(Vec<Key>),
    /// The batch's fence is stale: another holder has the lease, or it ran out. Nothing was written.
    #[error("the lease was lost")]
    Fenced,
    /// Another holder has the lease for up to this long.
    #[error("the lease is held by another")]
    Held(Duration),
    /// A key, value or batch is over its limit. Nothing was written.
    #[error("a key, value or batch is too large")]
    TooLarge,
    /// The disk is full. Nothing was written; what was kept can still be read.
    #[error("the disk is full")]
    Full,
    /// Another process has the store open.
    #[error("the store is open in another process")]
    InUse,
    /// A new store was asked for where there is one already.
    #[error("there is a store already")]
    Exists,
    /// The folder holds no store, or something else.
    #[error("not a store")]
    NotAStore,
    /// What is on disk is damaged. It was left as it is.
    #[error("the store is damaged")]
    Damaged,
    /// The store was written by a newer version of this library.
    #[error("the store has the newer format {0}")]
    NewerFormat(u32),
    /// A write could not be made durable; the handle refuses everything until the store is reopened.
    #[error("a write could not be made durable; reopen the store")]
    Poisoned,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The storage cannot be reached right now.
    #[error("the storage cannot be reached")]
    Unavailable,
    /// Reading or writing failed in the operating system or the engine.
    #[error("reading or writing failed")]
    Io,
}

impl ErrorKind {
    fn default_retry(&self) -> Retry {
        match self {
            Self::Conflict(_) | Self::Unavailable => Retry::Soon,
            Self::Held(wait) => Retry::After(*wait),
            _ => Retry::Never,
        }
    }
}

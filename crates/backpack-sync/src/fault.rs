//! Why a step of a sync failed, and whether that ends the query or the sync.

use backpack_connect::ErrorKind;

use crate::{PersonDoubt, SyncError};

/// Why a step of a sync failed.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The portal failed: it ends the query.
    Portal(backpack_connect::Error),
    /// The grant no longer holds: it ends the query, and every other one when it asks.
    NeedsSignIn,
    /// Something that ends the sync.
    Sync(SyncError),
}

impl Fault {
    pub(crate) fn other_person(doubts: Vec<PersonDoubt>) -> Self {
        Self::Sync(SyncError::OtherPerson(doubts))
    }

    pub(crate) fn is_expired_cursor(&self) -> bool {
        matches!(self, Self::Portal(error) if *error.kind() == ErrorKind::CursorExpired)
    }
}

impl From<backpack_connect::Error> for Fault {
    fn from(error: backpack_connect::Error) -> Self {
        match error.kind() {
            ErrorKind::NeedsSignIn => Self::NeedsSignIn,
            ErrorKind::Cancelled => Self::Sync(SyncError::Cancelled),
            _ => Self::Portal(error),
        }
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

impl From<backpack_keep::Error> for Fault {
    fn from(error: backpack_keep::Error) -> Self {
        Self::Sync(error.into())
    }
}

impl From<Fault> for SyncError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Portal(error) => Self::Portal(error),
            Fault::NeedsSignIn => Self::NeedsSignIn,
            Fault::Sync(error) => error,
        }
    }
}

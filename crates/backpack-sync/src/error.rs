//! Why a sign-in, a sync or a disconnection failed.

use std::time::Duration;

use backpack_core::Retry;

use crate::PersonDoubt;

/// Says why a sign-in, a sync or a disconnection failed. Carries no health data and no secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// Another sync of this connection is under way, here or in another process; its lease ends within this time.
    #[error("sync: another sync of this connection is under way")]
    Busy(Duration),
    /// There is no such connection, or it was removed.
    #[error("sync: there is no such connection")]
    NoSuchConnection,
    /// The connector is not the one the connection or the sign-in was made with: another sort, or another portal.
    #[error("sync: the connector is for another portal")]
    WrongConnector,
    /// There is no such sign-in waiting: it was answered before, it waited too long, or it never was.
    #[error("sign in: there is no such attempt waiting")]
    NoSuchAttempt,
    /// The person must sign in again before anything can be asked.
    #[error("sync: the person must sign in again")]
    NeedsSignIn,
    /// The person signed in as another patient than the connection's. Nothing was changed.
    #[error("sign in: the portal names another patient than before")]
    OtherPatient,
    /// The portal's patient does not seem to be the Backpack's person. Nothing about that patient was kept until
    /// [`Engine::confirm_person`](crate::Engine::confirm_person).
    #[error("sync: the portal's patient does not seem to be this person")]
    OtherPerson(Vec<PersonDoubt>),
    /// The work was cancelled.
    #[error("sync: cancelled")]
    Cancelled,
    /// The lease of the connection ran out before a sign of life, and another sync may have begun.
    #[error("sync: the lease was lost")]
    LeaseLost,
    /// The portal could not be asked.
    #[error(transparent)]
    Portal(#[from] backpack_connect::Error),
    /// The Backpack could not be read or written.
    #[error(transparent)]
    Keep(backpack_keep::Error),
}

impl SyncError {
    /// Says whether the same call may be tried again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Busy(wait) => Retry::After(*wait),
            Self::LeaseLost => Retry::Soon,
            Self::Portal(error) => error.retry(),
            Self::Keep(error) => error.retry(),
            _ => Retry::Never,
        }
    }
}

impl From<backpack_keep::Error> for SyncError {
    fn from(error: backpack_keep::Error) -> Self {
        if let backpack_keep::Error::Store(cause) = &error {
            match cause.kind() {
                backpack_store::ErrorKind::Held(remains) => return Self::Busy(*remains),
                backpack_store::ErrorKind::Fenced => return Self::LeaseLost,
                _ => {}
            }
        }
        Self::Keep(error)
    }
}

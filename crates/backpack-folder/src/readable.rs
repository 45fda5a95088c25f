//! What readers and the writer of a store share: whether it can be read, and what it is read through.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{PoisonError, RwLock};

use backpack_store::{Error, ErrorKind};

/// An engine's store as it is read, from any thread, for as long as it can be.
#[derive(Debug)]
pub struct Readable<R>(RwLock<Phase<R>>);

/// Whether the store can be used.
#[derive(Debug)]
enum Phase<R> {
    Open(R),
    /// A write could not be made durable. The engine's store waits here to be closed.
    Poisoned(R),
    Closed,
}

impl<R> Readable<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self(RwLock::new(Phase::Open(reader)))
    }

    /// Uses the store beside others.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Poisoned`] or [`ErrorKind::Closed`], and what `body` says.
    pub fn with<T>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&R) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Phase::Open(reader) => body(reader),
            phase => Err(phase.refusal(operation)),
        }
    }

    /// Uses the store while nobody else does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Poisoned`] or [`ErrorKind::Closed`], and what `body` says.
    pub fn alone<T>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&mut R) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &mut *self.0.write().unwrap_or_else(PoisonError::into_inner) {
            Phase::Open(reader) => body(reader),
            phase => Err(phase.refusal(operation)),
        }
    }

    /// Refuses everything from now on: the store has to be opened again.
    pub fn poison(&self) {
        let mut phase = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Phase::Open(reader) | Phase::Poisoned(reader) = std::mem::replace(&mut *phase, Phase::Closed) {
            *phase = Phase::Poisoned(reader);
        }
    }

    /// Reads, from the reader's thread. An engine that panics met something that it did not expect.
    pub(crate) fn read<T>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&R) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let found = catch_unwind(AssertUnwindSafe(|| self.with(operation, read)));
        found.unwrap_or_else(|_| Err(Error::new(ErrorKind::Damaged, operation)))
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(&*self.0.read().unwrap_or_else(PoisonError::into_inner), Phase::Open(_))
    }

    /// Takes the engine's store away to be closed.
    pub(crate) fn close(&self) -> Option<R> {
        let mut phase = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *phase, Phase::Closed) {
            Phase::Open(reader) | Phase::Poisoned(reader) => Some(reader),
            Phase::Closed => None,
        }
    }

    pub(crate) fn refusal(&self, operation: &'static str) -> Error {
        self.0.read().unwrap_or_else(PoisonError::into_inner).refusal(operation)
    }
}

impl<R> Phase<R> {
    fn refusal(&self, operation: &'static str) -> Error {
        let kind = match self {
            Self::Poisoned(_) => ErrorKind::Poisoned,
            Self::Open(_) | Self::Closed => ErrorKind::Closed,
        };
        Error::new(kind, operation)
    }
}

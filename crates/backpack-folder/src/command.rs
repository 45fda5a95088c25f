//! What a store is asked, on its way to the thread that writes.

use std::time::Duration;

use backpack_store::{Batch, Error, ErrorKind, Fence, LeaseName, Reclaimed, Version};
use tokio::sync::oneshot;

/// What the store asks of the worker.
pub(crate) enum Command {
    Commit(Batch, Reply<Version>),
    Lease(LeaseName, Duration, Option<Fence>, Reply<Fence>),
    Release(Fence, Reply<()>),
    Reclaim(Reply<Reclaimed>),
    Close(Reply<()>),
}

/// Where the answer goes. Whoever asked may be gone.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, Error>>;

impl Command {
    /// Returns about how many bytes it writes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Commit(batch, _) => batch.bytes(),
            _ => 128,
        }
    }

    /// Says whether it waits until the group before it has landed.
    pub(crate) fn stands_alone(&self) -> bool {
        matches!(self, Self::Reclaim(_) | Self::Close(_))
    }

    pub(crate) fn refuse(self, kind: ErrorKind) {
        match self {
            Self::Commit(_, reply) => drop(reply.send(Err(Error::new(kind, "commit")))),
            Self::Lease(.., reply) => drop(reply.send(Err(Error::new(kind, "lease")))),
            Self::Release(_, reply) => drop(reply.send(Err(Error::new(kind, "release")))),
            Self::Reclaim(reply) => drop(reply.send(Err(Error::new(kind, "reclaim")))),
            Self::Close(reply) => drop(reply.send(Err(Error::new(kind, "close")))),
        }
    }
}

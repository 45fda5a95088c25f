//! What changes from now on, as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use backpack_keep::Change;
use futures_core::Stream;
use futures_util::stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// A stream of what changes in a Backpack, made by [`Backpack::changes`](crate::Backpack::changes). It ends when the
/// Backpack is closed and every handle is gone.
pub struct Changes(Pin<Box<dyn Stream<Item = Result<Change, Missed>> + Send>>);

/// The listener was too slow, and this many changes were dropped: read anew what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("listen to changes: {0} missed")]
#[expect(clippy::exhaustive_structs, reason = "a number of changes is all there is to say")]
pub struct Missed(pub u64);

impl Changes {
    pub(super) fn new(receiver: Receiver<Change>) -> Self {
        Self(Box::pin(stream::unfold(receiver, |mut receiver| async move {
            match receiver.recv().await {
                Ok(change) => Some((Ok(change), receiver)),
                Err(RecvError::Lagged(missed)) => Some((Err(Missed(missed)), receiver)),
                Err(RecvError::Closed) => None,
            }
        })))
    }
}

impl Stream for Changes {
    type Item = Result<Change, Missed>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Changes")
    }
}

//! What happens to the connections of all Backpacks, as one stream.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use backpack_sync::{ConnectionEvent, ConnectionEvents, MissedEvents};
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::SelectAll;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Account;
use crate::{Backpack, Error};

/// A stream of what happens to the connections of all Backpacks of an account, made by
/// [`Account::connection_events`]. It ends when the account is gone.
pub struct AccountEvents {
    opened: UnboundedReceiver<ConnectionEvents>,
    streams: SelectAll<ConnectionEvents>,
}

/// Who listens to a whole account.
#[derive(Debug, Default)]
pub(super) struct Listeners(Mutex<Vec<UnboundedSender<ConnectionEvents>>>);

impl Account {
    /// Returns a stream of what happens from now on to the connections of all Backpacks, those added later among them.
    /// What happens to one connection is told in order.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`], for every Backpack.
    pub async fn connection_events(&self) -> Result<AccountEvents, Error> {
        self.all().await?;
        let (sender, opened) = unbounded_channel();
        // Nothing is opened meanwhile, so that nobody is left out or told twice.
        let open = self.0.open.lock().await;
        let mut streams = SelectAll::new();
        for backpack in self.found_in(&open) {
            streams.push(backpack.connection_events().await?);
        }
        self.0.listeners.add(sender);
        Ok(AccountEvents { opened, streams })
    }
}

impl Listeners {
    fn add(&self, listener: UnboundedSender<ConnectionEvents>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// Lets everybody who listens hear a Backpack that was opened, before anything can happen in it.
    pub(super) async fn opened(&self, backpack: &Backpack) {
        let listening = {
            let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            listeners.retain(|listener| !listener.is_closed());
            listeners.clone()
        };
        for listener in listening {
            match backpack.connection_events().await {
                // Whoever stopped listening in between needs nothing.
                Ok(events) => drop(listener.send(events)),
                Err(error) => tracing::warn!(%error, "a Backpack's connections could not be read"),
            }
        }
    }
}

impl Stream for AccountEvents {
    type Item = Result<ConnectionEvent, MissedEvents>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_over = loop {
            match self.opened.poll_recv(context) {
                Poll::Ready(Some(events)) => self.streams.push(events),
                Poll::Ready(None) => break true,
                Poll::Pending => break false,
            }
        };
        match self.streams.poll_next_unpin(context) {
            // None is open now, but one may be later.
            Poll::Ready(None) if !is_over => Poll::Pending,
            polled => polled,
        }
    }
}

impl fmt::Debug for AccountEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountEvents")
    }
}

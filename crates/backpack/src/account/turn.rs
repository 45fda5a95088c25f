//! One who restores or deletes at a time: in this process by a mutex, over all processes by a lease.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use backpack_core::Clock;
use backpack_keys::BackpackKeys;
use backpack_store::{ErrorKind as StoreError, Fence, LeaseName, Store, Table};
use bytes::Bytes;
use futures_util::future::{Either, select};
use tokio::sync::{Mutex, MutexGuard};

use super::Account;
use crate::{Error, ErrorKind};

/// What names of leases lie in: as those of a Backpack's connections.
const LEASES: Table = Table(14);
/// How long a lease outlives a process that died with it.
const TTL: Duration = Duration::from_mins(5);
/// How long somebody else's turn is waited for, and how often it is asked for.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(500);

/// The turn of whoever puts a Backpack back or deletes one.
pub(super) struct Turn<'a> {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    name: LeaseName,
    /// `None` where no other process can have the store open.
    fence: Mutex<Option<Fence>>,
    _here: MutexGuard<'a, ()>,
}

impl Account {
    /// Waits for a turn.
    pub(super) async fn take_turn(&self, own: &BackpackKeys) -> Result<Turn<'_>, Error> {
        let here = self.0.unfinished.lock().await;
        let (store, clock) = (Arc::clone(&self.0.storage.store), Arc::clone(&self.0.options.clock));
        let id = own.row_id(LEASES.0, b"restore or delete");
        let name = LeaseName::new(own.space(), Bytes::copy_from_slice(&id));
        let turn = Turn { store, clock, name, fence: Mutex::default(), _here: here };
        if turn.store.is_shared() {
            let fence = turn.wait().await?;
            *turn.fence.lock().await = Some(fence);
        }
        Ok(turn)
    }
}

impl Turn<'_> {
    async fn wait(&self) -> Result<Fence, Error> {
        let mut waited = Duration::ZERO;
        loop {
            match self.store.lease(&self.name, TTL, None).await {
                Err(error) if matches!(error.kind(), StoreError::Held(_)) && waited < PATIENCE => {
                    self.clock.sleep(PAUSE).await;
                    waited += PAUSE;
                }
                taken => return Ok(taken?),
            }
        }
    }

    /// Says that the turn is still ours, and extends it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] if another process took it meanwhile.
    pub(super) async fn hold(&self) -> Result<(), Error> {
        let mut fence = self.fence.lock().await;
        if let Some(held) = &*fence {
            let extended = self.store.lease(&self.name, TTL, Some(held)).await;
            *fence = Some(extended.map_err(|source| match source.kind() {
                StoreError::Held(_) | StoreError::Fenced => {
                    Error::new(ErrorKind::Busy, "hold turn").with_source(source)
                }
                _ => source.into(),
            })?);
        }
        Ok(())
    }

    /// Does something that may take longer than a lease lasts. It ends early if the turn is lost.
    pub(super) async fn during<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut work = std::pin::pin!(work);
        loop {
            if self.fence.lock().await.is_none() {
                return work.await;
            }
            match select(work.as_mut(), self.clock.sleep(TTL / 3)).await {
                Either::Left((done, _)) => return done,
                Either::Right(_) => self.hold().await?,
            }
        }
    }

    /// Gives the turn to the next.
    pub(super) async fn end(self) {
        if let Some(fence) = self.fence.lock().await.take()
            && let Err(error) = self.store.release(&fence).await
        {
            // It runs out by itself.
            tracing::debug!(%error, "a turn could not be given back");
        }
    }
}

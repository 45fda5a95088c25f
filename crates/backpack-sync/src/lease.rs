//! One sync of a connection at a time, over all processes.

use std::sync::Arc;
use std::time::Duration;

use backpack_core::{Clock, ConnectionId, Timestamp};
use backpack_keep::Keep;
use backpack_store::Fence;
use tokio::sync::Mutex;

use crate::SyncError;

/// The lease of a connection. Given back when dropped; a process that dies lets it run out.
pub(crate) struct Lease {
    keep: Keep,
    clock: Arc<dyn Clock>,
    name: String,
    ttl: Duration,
    held: Mutex<Option<Held>>,
}

struct Held {
    fence: Fence,
    since: Timestamp,
}

impl Lease {
    /// Takes the lease, or fails with [`SyncError::Busy`].
    pub(crate) async fn take(
        keep: &Keep,
        clock: &Arc<dyn Clock>,
        connection: ConnectionId,
        ttl: Duration,
    ) -> Result<Self, SyncError> {
        let name = format!("sync {connection}");
        let since = clock.now();
        let fence = keep.lease(&name, ttl, None).await?;
        let held = Mutex::new(Some(Held { fence, since }));
        Ok(Self { keep: keep.clone(), clock: Arc::clone(clock), name, ttl, held })
    }

    /// Returns the fence to write under, and extends the lease once a third of its time is over.
    pub(crate) async fn fence(&self) -> Result<Fence, SyncError> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        let Some(held) = held.as_mut() else { return Err(SyncError::LeaseLost) };
        if now.saturating_since(held.since) >= self.ttl / 3 {
            held.fence = self.keep.lease(&self.name, self.ttl, Some(&held.fence)).await?;
            held.since = now;
        }
        Ok(held.fence.clone())
    }

    /// Extends the lease by all of its time: for what must end while it lasts.
    pub(crate) async fn extend(&self) -> Result<(), SyncError> {
        let mut held = self.held.lock().await;
        let Some(held) = held.as_mut() else { return Err(SyncError::LeaseLost) };
        let now = self.clock.now();
        held.fence = self.keep.lease(&self.name, self.ttl, Some(&held.fence)).await?;
        held.since = now;
        Ok(())
    }

    /// Waits, with signs of life in between.
    pub(crate) async fn sleep(&self, wait: Duration) -> Result<(), SyncError> {
        let mut remains = wait;
        while !remains.is_zero() {
            let part = remains.min(self.ttl / 3);
            self.clock.sleep(part).await;
            remains -= part;
            self.fence().await?;
        }
        Ok(())
    }

    /// Gives the lease back and waits until that is done.
    pub(crate) async fn release(mut self) {
        if let Some(held) = self.held.get_mut().take() {
            // If this fails the lease runs out by itself.
            drop(self.keep.release(&held.fence).await);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let held = self.held.get_mut().take();
        if let (Some(held), Ok(runtime)) = (held, tokio::runtime::Handle::try_current()) {
            let keep = self.keep.clone();
            drop(runtime.spawn(async move { keep.release(&held.fence).await }));
        }
    }
}

//! A store under test.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backpack_store::Store;

use crate::VirtualClock;

/// A store under test, its clock, and what must live as long as it does.
pub struct Subject {
    pub(super) store: Arc<dyn Store>,
    clock: Option<VirtualClock>,
    _kept: Option<Box<dyn Any + Send + Sync>>,
}

impl Subject {
    /// Returns a store to be tested: fresh, and empty in every space that the checks make up.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, clock: None, _kept: None }
    }

    /// Sets the clock by which the store's leases run out. Without it the checks wait in real time, under a second.
    #[must_use]
    pub fn with_clock(mut self, clock: VirtualClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Keeps a temporary folder, a server or the like until the check has ended.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self._kept = Some(Box::new(kept));
        self
    }

    /// Lets `duration` pass for the store.
    pub(super) async fn pass(&self, duration: Duration) {
        match &self.clock {
            Some(clock) => clock.advance(duration),
            None => tokio::time::sleep(duration).await,
        }
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("store", &self.store).finish_non_exhaustive()
    }
}

//! A store that passes every call on and lets somebody look: the one wrapper of this crate.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version};

/// A call that is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Call {
    /// One value is read.
    Get,
    /// A page of values is read.
    Scan,
    /// A batch is written.
    Commit,
    /// A lease is taken, kept or given back.
    Lease,
}

/// Whoever looks at the calls of a store.
#[async_trait]
pub trait Watch: Send + Sync + 'static {
    /// Is told of a call before it is passed on.
    fn note(&self, _call: Call) {}

    /// Passes a batch on, as `inner` takes it unless something else is wanted.
    ///
    /// # Errors
    ///
    /// Those of `inner`.
    async fn commit(&self, inner: &dyn Store, batch: Batch) -> Result<Version, Error> {
        inner.commit(batch).await
    }
}

/// A store that does what another one does, under somebody's eyes.
pub struct Watched<W> {
    inner: Arc<dyn Store>,
    watch: Arc<W>,
}

impl<W: Watch> Watched<W> {
    /// Returns a store that does what `inner` does.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>, watch: Arc<W>) -> Self {
        Self { inner, watch }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<W: Watch> Store for Watched<W> {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.watch.note(Call::Get);
        self.inner.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.watch.note(Call::Scan);
        self.inner.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.watch.note(Call::Commit);
        self.watch.commit(&*self.inner, batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.watch.note(Call::Lease);
        self.inner.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.watch.note(Call::Lease);
        self.inner.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.inner.close().await
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.inner.reclaim().await
    }
}

impl<W> fmt::Debug for Watched<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched")
    }
}

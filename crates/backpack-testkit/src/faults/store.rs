//! A store that fails when told to.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{
    Batch, Error, ErrorKind, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version,
};

use super::plan::{Call, Lasting, Plan, When, steered};

/// A store that passes every call on to another, and fails the calls it was told to.
#[derive(Debug)]
pub struct FaultyStore {
    inner: Arc<dyn Store>,
    plan: Plan<StoreCall, ErrorKind>,
}

/// A call of the store contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreCall {
    /// Any call at all.
    Any,
    /// `get`.
    Get,
    /// `scan`.
    Scan,
    /// `commit`.
    Commit,
    /// `lease`.
    Lease,
    /// `release`.
    Release,
    /// `close`.
    Close,
    /// `reclaim`.
    Reclaim,
}

impl Call for StoreCall {
    const ANY: Self = Self::Any;
}

impl FaultyStore {
    /// Returns a store that does what `inner` does, until told to fail.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, plan: Plan::new() }
    }
}

steered!(FaultyStore, StoreCall);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for FaultyStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.pass(StoreCall::Get, "get", self.inner.get(key)).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.pass(StoreCall::Scan, "scan", self.inner.scan(scan)).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.pass(StoreCall::Commit, "commit", self.inner.commit(batch)).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.pass(StoreCall::Lease, "lease", self.inner.lease(name, ttl, held)).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.pass(StoreCall::Release, "release", self.inner.release(fence)).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.pass(StoreCall::Close, "close", self.inner.close()).await
    }

    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.pass(StoreCall::Reclaim, "reclaim", self.inner.reclaim()).await
    }
}

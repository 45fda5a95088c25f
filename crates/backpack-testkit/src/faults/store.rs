//! A store that fails when told to.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{Batch, Error, ErrorKind, Fence, Key, LeaseName, Scan, ScanPage, Store, Value, Version};

use super::plan::{Call, Lasting, Plan, When};

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

    /// Makes the `nth` call from now on fail, once; 1 is the next.
    ///
    /// With [`When::After`] a commit lands and is said to have failed: the torn answer every caller must stand.
    pub fn fail(&self, call: StoreCall, nth: u64, when: When, kind: ErrorKind) {
        self.plan.arm(call, nth, when, kind, Lasting::Once);
    }

    /// Makes the `nth` call from now on and all later ones of its sort fail before they do anything; 1 is the next.
    pub fn break_down(&self, call: StoreCall, nth: u64, kind: ErrorKind) {
        self.plan.arm(call, nth, When::Before, kind, Lasting::FromThenOn);
    }

    /// Forgets every fault.
    pub fn mend(&self) {
        self.plan.disarm();
    }

    /// Returns how many calls of this sort were made so far, failed ones included.
    #[must_use]
    pub fn calls(&self, call: StoreCall) -> usize {
        self.plan.made(call)
    }

    async fn pass<T>(
        &self,
        call: StoreCall,
        operation: &'static str,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        self.plan.pass(call, work, |kind| Error::new(kind, operation)).await
    }
}

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
}

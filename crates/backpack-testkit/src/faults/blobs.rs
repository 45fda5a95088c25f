//! A blob store that fails when told to.

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error, ErrorKind};
use futures_util::{StreamExt as _, stream};

use super::plan::{Call, Lasting, Plan, When};

/// A blob store that passes every call on to another, and fails the calls it was told to.
#[derive(Debug)]
pub struct FaultyBlobs {
    inner: Arc<dyn BlobStore>,
    plan: Plan<BlobCall, ErrorKind>,
}

/// A call of the blob contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlobCall {
    /// Any call at all.
    Any,
    /// `put`.
    Put,
    /// `get`. Failing after its work, it returns the first chunk, and the error instead of the others.
    Get,
    /// `size`.
    Size,
    /// `delete`.
    Delete,
    /// `list`.
    List,
}

impl Call for BlobCall {
    const ANY: Self = Self::Any;
}

impl FaultyBlobs {
    /// Returns a blob store that does what `inner` does, until told to fail.
    #[must_use]
    pub fn new(inner: Arc<dyn BlobStore>) -> Self {
        Self { inner, plan: Plan::new() }
    }

    /// Makes the `nth` call from now on fail, once; 1 is the next.
    pub fn fail(&self, call: BlobCall, nth: u64, when: When, kind: ErrorKind) {
        self.plan.arm(call, nth, when, kind, Lasting::Once);
    }

    /// Makes the `nth` call from now on and all later ones of its sort fail before they do anything; 1 is the next.
    pub fn break_down(&self, call: BlobCall, nth: u64, kind: ErrorKind) {
        self.plan.arm(call, nth, When::Before, kind, Lasting::FromThenOn);
    }

    /// Forgets every fault.
    pub fn mend(&self) {
        self.plan.disarm();
    }

    /// Returns how many calls of this sort were made so far, failed ones included.
    #[must_use]
    pub fn calls(&self, call: BlobCall) -> usize {
        self.plan.made(call)
    }

    async fn pass<T>(
        &self,
        call: BlobCall,
        operation: &'static str,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        self.plan.pass(call, work, |kind| Error::new(kind, operation)).await
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl BlobStore for FaultyBlobs {
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, Error> {
        self.pass(BlobCall::Put, "put", self.inner.put(id, stream)).await
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        match self.plan.meet(BlobCall::Get) {
            None => self.inner.get(id, range).await,
            Some((When::Before, kind)) => Err(Error::new(kind, "get")),
            Some((When::After, kind)) => {
                let first = self.inner.get(id, range).await?.take(1);
                let broken = stream::once(async move { Err(Error::new(kind, "get")) });
                Ok(ByteStream::new(first.chain(broken)))
            }
        }
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        self.pass(BlobCall::Size, "size", self.inner.size(id)).await
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        self.pass(BlobCall::Delete, "delete", self.inner.delete(id)).await
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        self.pass(BlobCall::List, "list", self.inner.list(after)).await
    }
}

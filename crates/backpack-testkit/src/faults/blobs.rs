//! A blob store that fails when told to.

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error, ErrorKind};
use futures_util::{StreamExt as _, stream};

use super::plan::{Call, Lasting, Plan, When, steered};

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
    /// `sweep_leftovers`.
    SweepLeftovers,
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
}

steered!(FaultyBlobs, BlobCall);

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

    async fn sweep_leftovers(&self) -> Result<u64, Error> {
        self.pass(BlobCall::SweepLeftovers, "sweep leftovers", self.inner.sweep_leftovers()).await
    }
}

//! A place for the key file that fails when told to.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;

use super::plan::{Call, Lasting, Plan, When, steered};

/// A place for the key file that passes every call on to another, and fails the calls it was told to.
#[derive(Debug)]
pub struct FaultyKeyFile {
    inner: Arc<dyn KeyFileStore>,
    plan: Plan<KeyFileCall, ErrorKind>,
}

/// A call of the key file's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFileCall {
    /// Any call at all.
    Any,
    /// `load`.
    Load,
    /// `replace`.
    Replace,
}

impl Call for KeyFileCall {
    const ANY: Self = Self::Any;
}

impl FaultyKeyFile {
    /// Returns a place that does what `inner` does, until told to fail.
    #[must_use]
    pub fn new(inner: Arc<dyn KeyFileStore>) -> Self {
        Self { inner, plan: Plan::new() }
    }
}

steered!(FaultyKeyFile, KeyFileCall);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl KeyFileStore for FaultyKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        self.pass(KeyFileCall::Load, "load", self.inner.load()).await
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        self.pass(KeyFileCall::Replace, "replace", self.inner.replace(before, bytes)).await
    }
}

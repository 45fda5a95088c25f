//! A key service that fails when told to.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::SecretBytes;
use backpack_key_service::{Error, ErrorKind, KeyService, Wrapped};

use super::plan::{Call, Lasting, Plan, When, steered};

/// A key service that passes every call on to another, and fails the calls it was told to.
#[derive(Debug)]
pub struct FaultyKeyService {
    inner: Arc<dyn KeyService>,
    plan: Plan<KeyServiceCall, ErrorKind>,
}

/// A call of the key service's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyServiceCall {
    /// Any call at all.
    Any,
    /// `wrap`.
    Wrap,
    /// `unwrap`.
    Unwrap,
    /// `is_current`.
    IsCurrent,
}

impl Call for KeyServiceCall {
    const ANY: Self = Self::Any;
}

impl FaultyKeyService {
    /// Returns a service that does what `inner` does, until told to fail.
    #[must_use]
    pub fn new(inner: Arc<dyn KeyService>) -> Self {
        Self { inner, plan: Plan::new() }
    }
}

steered!(FaultyKeyService, KeyServiceCall);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl KeyService for FaultyKeyService {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, Error> {
        self.pass(KeyServiceCall::Wrap, "wrap", self.inner.wrap(context, key)).await
    }

    async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error> {
        self.pass(KeyServiceCall::Unwrap, "unwrap", self.inner.unwrap(context, wrapped)).await
    }

    async fn is_current(&self, context: &[u8], wrapped: &Wrapped) -> Result<bool, Error> {
        self.pass(KeyServiceCall::IsCurrent, "is current", self.inner.is_current(context, wrapped)).await
    }
}

//! What a connector is given to work with.

use std::sync::Arc;
use std::time::Duration;

use backpack_core::{Cancellation, Clock};

use crate::{Error, ErrorKind, Transport};

/// The required company of a connector: transport, clock, limits, cancellation. Cheap to clone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context {
    /// Sends requests. A connector opens no sockets of its own.
    pub transport: Arc<dyn Transport>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What may be asked at most.
    pub limits: Limits,
    /// Thrown when the work should end.
    pub cancel: Cancellation,
}

impl Context {
    /// Returns a context with default limits and a fresh cancellation.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        Self { transport, clock, limits: Limits::default(), cancel: Cancellation::new() }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the cancellation.
    #[must_use]
    pub fn with_cancel(mut self, cancel: Cancellation) -> Self {
        self.cancel = cancel;
        self
    }

    /// Fails with [`ErrorKind::Cancelled`] once the cancellation is thrown.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`].
    pub fn check(&self, operation: &'static str) -> Result<(), Error> {
        if self.cancel.is_cancelled() { Err(Error::new(ErrorKind::Cancelled, operation)) } else { Ok(()) }
    }
}

/// What one call may cost. The host may lower each freely, and raise it up to the transport's hard caps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest JSON answer, decoded, in bytes. 64 MiB by default.
    pub body_bytes: u64,
    /// The largest attachment in bytes. 512 MiB by default.
    pub attachment_bytes: u64,
    /// The time for one request with its body. 120 s by default.
    pub request_time: Duration,
    /// The items one page asks for. 100 by default.
    pub page_size: u32,
    /// The most pages of one query in one sync. 10,000 by default.
    pub pages: u32,
    /// The most items of one query in one sync. 2,000,000 by default.
    pub items: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 << 20,
            attachment_bytes: 512 << 20,
            request_time: Duration::from_secs(120),
            page_size: 100,
            pages: 10_000,
            items: 2_000_000,
        }
    }
}

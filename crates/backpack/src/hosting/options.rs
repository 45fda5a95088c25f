//! What a host of many accounts may set.

use std::time::Duration;

use crate::Options;

/// What a host may set; everything has a default that suits a server of some gigabytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HostingOptions {
    /// What every account is opened with.
    pub account: Options,
    /// How many bytes open accounts and Backpacks may take together, as they [weigh](crate::keep::Keep::weight): 512 MiB,
    /// unless set. What is in use may go over it.
    pub memory_bytes: usize,
    /// How long what nobody uses stays in memory, if there is room; for ever, unless set. [`Hosting::tidy`] sees to it.
    ///
    /// [`Hosting::tidy`]: super::Hosting::tidy
    pub idle: Option<Duration>,
}

impl HostingOptions {
    /// Returns the defaults, with what every account is opened with.
    #[must_use]
    pub fn new(account: Options) -> Self {
        Self { account, memory_bytes: 512 << 20, idle: None }
    }

    /// Sets how many bytes open accounts and Backpacks may take.
    #[must_use]
    pub fn with_memory_bytes(mut self, bytes: usize) -> Self {
        self.memory_bytes = bytes;
        self
    }

    /// Sets how long what nobody uses stays in memory.
    #[must_use]
    pub fn with_idle(mut self, idle: Duration) -> Self {
        self.idle = Some(idle);
        self
    }
}

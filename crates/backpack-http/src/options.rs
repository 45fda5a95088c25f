//! What a host app may change about the transport.

use std::time::Duration;

/// What a host app may change about the transport. The defaults are the safe ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpOptions {
    /// The `User-Agent` header; should name the app. `backpack/` and this crate's version by default.
    pub user_agent: String,
    /// The time to connect, TLS included. 10 s by default.
    pub connect_time: Duration,
    /// The longest silence of a server, before its head or in the middle of a body. 30 s by default.
    pub idle_time: Duration,
    /// Whether plain http, and addresses of this machine, are allowed for `127.0.0.0/8`, `[::1]` and `localhost`.
    /// For tests and demonstrations: everything a portal sends is readable by whatever else runs on this machine.
    pub insecure_loopback: bool,
    /// Whether https to private networks (RFC 1918, RFC 6598, RFC 4193) is allowed, for a portal inside a hospital.
    /// Link-local and cloud metadata addresses stay refused.
    pub private_networks: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("backpack/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            insecure_loopback: false,
            private_networks: false,
        }
    }
}

impl HttpOptions {
    /// Returns the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the `User-Agent` header.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets the time to connect and the longest silence.
    #[must_use]
    pub fn with_times(mut self, connect: Duration, idle: Duration) -> Self {
        self.connect_time = connect;
        self.idle_time = idle;
        self
    }

    /// Allows plain http to this machine. For tests and demonstrations only.
    #[must_use]
    pub fn allow_insecure_loopback(mut self) -> Self {
        self.insecure_loopback = true;
        self
    }

    /// Allows https to private networks.
    #[must_use]
    pub fn allow_private_networks(mut self) -> Self {
        self.private_networks = true;
        self
    }
}

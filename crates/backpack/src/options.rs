//! What a host may set; everything has a good default.

pub(crate) mod clock;

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::{Limits, Transport};
use backpack_core::Clock;
use backpack_http::{HttpOptions, HttpTransport};
use backpack_keys::Argon2Params;
use backpack_record::Actor;

use crate::Error;
use crate::engine::Engine;
use clock::SystemClock;

/// What a host may set. [`Options::new`] is a good default for a desktop app.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The clock: the system's, unless set.
    pub clock: Arc<dyn Clock>,
    /// The transport: the hardened one on reqwest, unless set.
    pub transport: Arc<dyn Transport>,
    /// What one call to a portal may cost.
    pub limits: Limits,
    /// What stretching a passphrase costs: 64 MiB and 3 passes, unless set. Used when a slot is made.
    pub passphrase_cost: Argon2Params,
    /// The embedded database that a new account in a folder lies on: sled, unless set.
    pub engine: Engine,
    /// The bytes that the embedded store keeps back for the day the disk is full: 16 MiB, unless set.
    pub ballast_bytes: u64,
    /// How long a blob that nothing names stays where several processes have the store open: a day, unless set.
    pub blob_grace: Duration,
    /// Who acts, as the activity journals tell it: the person, unless set.
    pub actor: Actor,
    /// The most bytes that the files of an account's Backpacks may take together: 50 GB, unless set.
    pub file_bytes: u64,
    /// The consents, by their stable names, without which no other person is added: none, unless set.
    pub required_consents: Vec<String>,
}

impl Options {
    /// Returns the defaults: the system's clock, and https alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the system's TLS trust cannot be set up.
    pub fn new() -> Result<Self, Error> {
        let transport = HttpTransport::new(HttpOptions::default())?;
        Ok(Self {
            clock: Arc::new(SystemClock::new()),
            transport: Arc::new(transport),
            limits: Limits::default(),
            passphrase_cost: Argon2Params::default(),
            engine: Engine::default(),
            ballast_bytes: 16 << 20,
            blob_grace: Duration::from_hours(24),
            actor: Actor::Person,
            file_bytes: 50_000_000_000,
            required_consents: Vec::new(),
        })
    }

    /// Sets the clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the transport.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = transport;
        self
    }

    /// Sets what one call to a portal may cost.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets what stretching a passphrase costs.
    #[must_use]
    pub fn with_passphrase_cost(mut self, cost: Argon2Params) -> Self {
        self.passphrase_cost = cost;
        self
    }

    /// Sets the embedded database that a new account in a folder lies on.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets how long a blob that nothing names stays where several processes have the store open. It must be longer than
    /// the longest backup that another process makes of a Backpack, which may still read what nothing names any more.
    #[must_use]
    pub fn with_blob_grace(mut self, grace: Duration) -> Self {
        self.blob_grace = grace;
        self
    }

    /// Sets the most bytes that the files of an account's Backpacks may take together. The same content twice in one Backpack
    /// counts once; what portals send counts, and is kept all the same.
    #[must_use]
    pub fn with_file_bytes(mut self, most: u64) -> Self {
        self.file_bytes = most;
        self
    }

    /// Sets who acts, as the activity journals tell it. Others may act through
    /// [`Account::acting_as`](crate::Account::acting_as).
    #[must_use]
    pub fn acting_as(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Demands a consent for every person who is added beside the first Backpack, by its stable name. Once there is one,
    /// [`Account::add_backpack`](crate::Account::add_backpack) adds the first Backpack alone.
    #[must_use]
    pub fn requiring_consent(mut self, name: impl Into<String>) -> Self {
        self.required_consents.push(name.into());
        self
    }

    /// Sets the bytes that the embedded store keeps back for the day the disk is full; 0 for none.
    #[must_use]
    pub fn with_ballast_bytes(mut self, bytes: u64) -> Self {
        self.ballast_bytes = bytes;
        self
    }
}

//! How a demo portal behaves.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use backpack_core::{Clock, Timestamp};

use crate::people::{PeopleOptions, Person};

/// How a [`DemoPortal`](super::DemoPortal) behaves; every field has a default that suits a first test.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PortalOptions {
    /// The people who have a log-in.
    pub people: Vec<Person>,
    /// The one client that is registered.
    pub client_id: String,
    /// The registered redirect addresses. One on loopback fits at any port (RFC 8252, 7.3); if it ends in `/*`, with
    /// any path too, which no real portal allows.
    pub redirects: Vec<String>,
    /// Who says yes to a sign-in.
    pub approval: Approval,
    /// Which of the requested scopes are granted.
    pub scopes: ScopePolicy,
    /// How long an access token lives.
    pub access_lifetime: Duration,
    /// How many resources a page holds if `_count` does not say.
    pub page_size: usize,
    /// The most resources a page holds, whatever `_count` says.
    pub page_limit: usize,
    /// Whether `Bundle.total` is there.
    pub totals: Totals,
    /// Whether an Observation search needs a category or a code.
    pub observations: ObservationSearch,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The clock that token lifetimes, `lastUpdated` and the `Date` header go by.
    pub clock: Arc<dyn Clock>,
}

/// Who says yes to a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Approval {
    /// The person, on a log-in page.
    Asked,
    /// Nobody: the redirect comes at once, for the person at this place in [`PortalOptions::people`].
    Automatic(usize),
    /// Nobody: every sign-in is refused with `access_denied`.
    Denied,
}

/// Which of the requested scopes are granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopePolicy {
    /// All that can be read as SMART scopes.
    AsRequested,
    /// Those of the requested that are also in this list.
    Only(Vec<String>),
    /// Exactly these, whatever was requested.
    Exactly(Vec<String>),
}

/// Whether `Bundle.total` is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Totals {
    /// Only if `_total=accurate` asks for it.
    OnRequest,
    /// Always.
    Always,
}

/// Whether an Observation search needs a category or a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObservationSearch {
    /// No: a plain search is answered.
    Plain,
    /// Yes: a plain search is refused with 400, as several vendors do.
    NeedsCategory,
}

impl PortalOptions {
    /// Returns the defaults with these people.
    #[must_use]
    pub fn people(people: Vec<Person>) -> Self {
        Self { people, ..Self::default() }
    }

    /// Returns the same options with every sign-in approved at once, for the first person.
    #[must_use]
    pub fn approved(self) -> Self {
        Self { approval: Approval::Automatic(0), ..self }
    }

    /// Returns the same options with this clock.
    #[must_use]
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }
}

impl Default for PortalOptions {
    fn default() -> Self {
        let redirects = ["http://127.0.0.1/*", "http://[::1]/*", "http://localhost/*"];
        Self {
            people: vec![Person::from_seed(1, PeopleOptions::small())],
            client_id: "backpack-demo".to_owned(),
            redirects: redirects.map(str::to_owned).to_vec(),
            approval: Approval::Asked,
            scopes: ScopePolicy::AsRequested,
            access_lifetime: Duration::from_secs(3_600),
            page_size: 50,
            page_limit: 500,
            totals: Totals::OnRequest,
            observations: ObservationSearch::Plain,
            port: 0,
            clock: Arc::new(WallClock),
        }
    }
}

/// The operating system's clock, on tokio.
#[derive(Debug)]
struct WallClock;

#[async_trait]
impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

//! How a demo portal behaves.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use backpack_core::{Clock, Timestamp};
use backpack_dialect::{Dialect, PatientSource};
use serde_json::Value;

use crate::people::{PeopleOptions, Person};

/// How a [`DemoPortal`](super::DemoPortal) behaves; every field has a default that suits a first test.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PortalOptions {
    /// The people who have a log-in.
    pub people: Vec<Person>,
    /// The row that this portal speaks, from the server's side: see [`PortalOptions::speaking`].
    pub dialect: Dialect,
    /// The id of the one client that is registered from the start.
    pub client_id: String,
    /// How that client proves itself.
    pub client: Client,
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
    /// What becomes of a `_count` above the dialect's page size.
    pub oversize: Oversize,
    /// Who may register an app.
    pub registration: AppRegistration,
    /// Where the patient's id is, in place of where the row says: one portal of a vendor has it where another has not.
    pub patient_in: Option<PatientSource>,
    /// How id tokens are signed.
    pub id_tokens: IdTokenAlgorithm,
    /// How an id token names the person.
    pub fhir_user: FhirUserForm,
    /// Whether the redirect names the issuer (RFC 9207), and discovery promises it.
    pub issuer: IssuerParameter,
    /// `CapabilityStatement.software.name`.
    pub software: String,
    /// The path of the FHIR base, with or without a slash at its end, which is then part of the base.
    pub path: String,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The clock that token lifetimes, `lastUpdated` and the `Date` header go by.
    pub clock: Arc<dyn Clock>,
}

/// How the registered client proves itself.
///
/// What the dialect does not allow is refused: a public client at a portal for confidential ones cannot get tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Client {
    /// It does not, and may not try to.
    Public,
    /// By this secret, in the header or in the body.
    Secret(String),
    /// By assertions, RS384 or ES384, that fit one of these public keys: a JSON Web Key Set.
    Keys(Value),
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

/// What becomes of a `_count` above the dialect's page size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oversize {
    /// It is refused with 400, which proves that a client keeps to the row.
    Refused,
    /// The page holds as many as the row says.
    Capped,
}

/// Who may register an app.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppRegistration {
    /// Anybody, as RFC 7591 says; in a dialect with protected registration, whoever signed in for it.
    Open,
    /// Whoever shows this initial access token (RFC 7591, 3).
    WithToken(String),
    /// Nobody: there is no endpoint, and asking for it is 404.
    Closed,
}

/// How id tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdTokenAlgorithm {
    /// RS256, by a key that comes with this crate and is for tests alone.
    Rs256,
    /// ES256, by a fresh key.
    Es256,
    /// ES384, by a fresh key.
    Es384,
}

/// How an id token names the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FhirUserForm {
    /// As an absolute address below the FHIR base.
    Absolute,
    /// As `Patient/ID`.
    Relative,
}

/// Whether the redirect names the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerParameter {
    /// It does.
    Sent,
    /// It does not, and discovery says nothing of it.
    NotSent,
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

    /// Returns the same options with a portal that speaks this dialect: what a row tells a client to do, such a portal
    /// insists on, and the row's oddities are played. The row's lifetime of access tokens is taken over.
    #[must_use]
    pub fn speaking(self, dialect: Dialect) -> Self {
        let lifetime = dialect.tokens.access_seconds.map_or(self.access_lifetime, Duration::from_secs);
        Self { dialect, access_lifetime: lifetime, ..self }
    }

    /// Returns the same options with a registered client that proves itself in this way.
    #[must_use]
    pub fn client(self, client: Client) -> Self {
        Self { client, ..self }
    }

    /// Returns the same options with one more registered redirect address.
    #[must_use]
    pub fn returning_to(mut self, redirect: impl Into<String>) -> Self {
        self.redirects.push(redirect.into());
        self
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
            dialect: Dialect::plain(),
            client_id: "backpack-demo".to_owned(),
            client: Client::Public,
            redirects: redirects.map(str::to_owned).to_vec(),
            approval: Approval::Asked,
            scopes: ScopePolicy::AsRequested,
            access_lifetime: Duration::from_secs(3_600),
            page_size: 50,
            page_limit: 500,
            totals: Totals::OnRequest,
            observations: ObservationSearch::Plain,
            oversize: Oversize::Refused,
            registration: AppRegistration::Open,
            patient_in: None,
            id_tokens: IdTokenAlgorithm::Rs256,
            fhir_user: FhirUserForm::Absolute,
            issuer: IssuerParameter::Sent,
            software: "Backpack demo portal".to_owned(),
            path: "/fhir".to_owned(),
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

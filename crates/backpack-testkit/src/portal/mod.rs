//! The demo portal: a SMART on FHIR R4 server on loopback, for examples and tests.
//!
//! It does what a real portal does (discovery, a log-in page, PKCE, client authentication, id tokens, registration,
//! rotating refresh tokens, scopes, searches with next links, reads with entity tags, Binary), speaks any dialect from
//! the server's side (see [`PortalOptions::speaking`]), and misbehaves on demand (see [`Fault`]).
//! It speaks plain http, and one of its keys is public: it is for synthetic people only.

mod demo;
mod discovery;
mod faults;
mod fhir;
mod limits;
mod log;
mod options;
mod routes;
mod shared;
mod sign_in;
mod wire;

pub use demo::DemoPortal;
pub use faults::{
    AnswerFault, DiscoveryFault, EtagForm, Fault, IdTokenFault, RateReset, RedirectTo, RetryAfter,
    TokenFault, When, Witness, Witnessed,
};
pub use fhir::chart::{EditError, PortalRecords};
pub use log::Request;
pub use options::{
    AppRegistration, Approval, Client, FhirUserForm, IdTokenAlgorithm, IssuerParameter, ObservationSearch,
    Oversize, PortalOptions, ScopePolicy, Totals,
};

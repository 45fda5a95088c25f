//! The demo portal: a SMART on FHIR R4 server on loopback, for examples and tests.
//!
//! It does what a real portal does (discovery, a log-in page, PKCE, rotating refresh tokens, scopes, searches with
//! next links, reads with entity tags, Binary), and misbehaves on demand: see [`Fault`].
//! It issues no `id_token`, knows no client secrets and speaks plain http: it is for synthetic people only.

mod authorize;
mod bundle;
mod chart;
mod consent;
mod cursor;
mod demo;
mod discovery;
mod facets;
mod fault;
mod fault_response;
mod filter;
mod log;
mod options;
mod outcome;
mod read;
mod redirect;
mod scope;
mod search;
mod shared;
mod stamp;
mod token;
mod tokens;
mod wire;

pub use chart::{EditError, PortalRecords};
pub use demo::DemoPortal;
pub use fault::{Fault, RetryAfter, When};
pub use log::Request;
pub use options::{Approval, ObservationSearch, PortalOptions, ScopePolicy, Totals};

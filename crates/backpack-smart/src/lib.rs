#![doc = include_str!("../README.md")]

mod address;
mod base;
mod client;
mod connector;
mod discovery;
mod form;
mod instant;
mod introspect;
mod jose;
mod keys;
mod memory;
mod oauth;
mod open;
mod options;
mod pace;
mod plan;
pub mod probe;
mod pull;
mod registration;
mod renew;
mod revoke;
mod scope;
mod sign_in;
mod site;
mod status;
mod wire;
mod words;

/// The rows that say how vendors' portals depart from the standard.
pub use backpack_dialect as dialect;
pub use backpack_dialect::{Dialect, Dialects};
pub use connector::SmartConnector;
pub use introspect::Introspection;
pub use jose::{ClientKey, KeyAlgorithm};
pub use options::{Access, ForeignLinks, SmartOptions};
pub use registration::{Registered, RegistrationError, RegistrationRequest, register, unregister};

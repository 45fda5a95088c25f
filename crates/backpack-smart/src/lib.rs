#![doc = include_str!("../README.md")]

mod base;
mod connector;
mod discovery;
mod instant;
mod keys;
mod oauth;
mod open;
mod options;
mod plan;
pub mod probe;
mod pull;
mod renew;
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
pub use options::{ForeignLinks, SmartOptions};

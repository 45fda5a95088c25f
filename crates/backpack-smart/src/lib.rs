#![doc = include_str!("../README.md")]

mod base;
mod connector;
mod dialect;
mod discovery;
mod instant;
mod keys;
mod oauth;
mod open;
mod options;
mod plan;
mod pull;
mod renew;
mod scope;
mod sign_in;
mod status;
mod wire;
mod words;

pub use connector::SmartConnector;
pub use dialect::{Audience, Dialect, Increments, PatientParameter, Revocation};
pub use options::{ForeignLinks, SmartOptions};

//! What the contract itself promises: where a credential goes, how a body ends, what never shows.
#![expect(clippy::unwrap_used, reason = "the addresses are written here")]

mod credential;
mod hidden;
mod transport;

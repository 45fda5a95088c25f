//! What the contract itself promises: where a credential goes, how a body ends, what never shows.

mod credential;
mod hidden;
mod transport;

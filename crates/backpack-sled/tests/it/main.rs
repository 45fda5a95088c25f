//! The store on sled: the contract's checks, those of an embedded store, and what only sled has to stand.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

mod compact;
mod conformance;
mod damage;
mod embedded;
mod log;
mod room;
mod support;

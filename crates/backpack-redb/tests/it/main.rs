//! The store on redb: the contract's checks, those of an embedded store, and what only redb has to stand.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

mod conformance;
mod embedded;
mod header;
mod room;
mod support;

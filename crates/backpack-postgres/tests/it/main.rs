//! The store on PostgreSQL: the contract's checks, and what only a store on a server has to stand.
//!
//! They need a server: `tests/servers/run` starts one. Without it each says that it was left out.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

mod cluster;
mod conformance;
mod doubt;
mod kill;
mod places;
mod proxy;
mod races;
mod schema;
mod support;
mod trouble;
mod wall;

//! The store on sled: the contract's checks, and what only a store on disk has to stand.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

mod churn;
mod compact;
mod conformance;
mod damage;
mod folder;
mod full_disk;
mod kill;
mod log;
mod support;

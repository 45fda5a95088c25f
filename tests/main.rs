//! Tests over the whole workspace: one binary, one module a topic.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says what went wrong by failing, and what it skipped by printing"
)]

mod archive;
mod conformance;
mod corpora;
mod durability;
mod format;
mod history;
mod hostile;
mod independent;
mod journeys;
mod privacy;
mod product;
mod rotation;
mod rules;
#[path = "../crates/backpack-record/tests/it/samples.rs"]
mod samples;
mod secrets;
mod servers;
mod world;

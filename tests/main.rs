//! Tests over the whole workspace: one binary, one module a topic.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod conformance;
mod corpora;
mod format;
mod journeys;
mod privacy;
mod rules;
mod world;

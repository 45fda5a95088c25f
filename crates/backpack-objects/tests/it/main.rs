//! What the blobs, the key file and the anchors in an object storage promise, seen from outside.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so, and one that measures says what")]

mod child;
mod conformance;
mod failing;
mod faulty;
mod kill;
mod large;
mod leftovers;
mod listing;
mod notes;
mod opening;
mod proxy;
mod races;
mod support;
mod wire;

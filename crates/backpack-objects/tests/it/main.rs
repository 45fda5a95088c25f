//! What the blobs, the key file and the anchors in an object storage promise, seen from outside.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod conformance;
mod support;

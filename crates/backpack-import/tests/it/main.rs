//! Tests of the file connector.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod conformance;
mod files;
mod lines;
mod people;
mod support;

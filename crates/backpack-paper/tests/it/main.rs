//! The whole crate: what is laid out is all there, stays together, and is read by an independent look at the file.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod code;
mod layout;
mod reader;
mod tags;

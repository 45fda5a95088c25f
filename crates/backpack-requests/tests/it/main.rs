//! The course of requests, their dates, and their letters.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod dates;
mod letters;
mod model;
mod replay;
mod rules;
mod sample;

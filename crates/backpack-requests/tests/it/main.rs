//! The course of requests, their dates, and their letters.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dates;
mod letters;
mod model;
mod replay;
mod rules;
mod sample;

//! The course of requests, their dates, and their letters.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amending;
mod dates;
mod disputes;
mod letters;
mod model;
mod model_amending;
mod replay;
mod rules;
mod sample;

//! What holds of words.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod files;
mod news;
mod said;

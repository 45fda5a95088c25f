//! A Backpack goes out and comes back: whole, in steps, broken off anywhere, and not at all if somebody meddled.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod chain;
mod golden;
mod hostile;
mod kills;
mod open;
mod people;
mod random;
mod round;
mod world;

//! Making things safe to show, from the outside.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what went wrong by failing")]

mod anything;
mod attacks;
mod cda;
mod cost;
mod faithful;
mod parser;
mod pictures;
mod xml;

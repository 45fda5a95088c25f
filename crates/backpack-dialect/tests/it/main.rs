//! The table of dialects: what is read, what is refused, and who is recognised.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected can only stop")]

mod document;
mod table;

//! What holds of units, beside what is inline.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conversion;
mod oracle;
mod parsing;
mod spelling;

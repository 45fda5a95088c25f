//! The connector against a scripted portal: every rule, and every request it leads to.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected can only stop")]
#![expect(clippy::indexing_slicing, reason = "a test that meets the unexpected can only stop")]
#![expect(clippy::needless_pass_by_value, reason = "what a test makes on the spot is handed over")]
#![expect(clippy::panic, reason = "a test that meets the unexpected can only stop")]

mod anything;
mod discovery;
mod fake;
mod open;
mod paging;
mod probe;
mod queries;
mod references;
mod renew;
mod secrets;
mod sign_in;
mod token;

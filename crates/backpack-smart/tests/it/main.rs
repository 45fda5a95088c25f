//! The connector against a scripted portal: every rule, and every request it leads to.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected can only stop")]
#![expect(clippy::indexing_slicing, reason = "a test that meets the unexpected can only stop")]
#![expect(clippy::needless_pass_by_value, reason = "what a test makes on the spot is handed over")]
#![expect(clippy::panic, reason = "a test that meets the unexpected can only stop")]

mod anything;
mod attacks;
mod authentication;
mod discovery;
mod fake;
mod first;
mod grants;
mod honoured;
mod id_token;
mod increments;
mod known;
mod open;
mod pace;
mod paging;
mod probe;
mod protected;
mod queries;
mod references;
mod registration;
mod renew;
mod request;
mod rest;
mod scopes;
mod secrets;
mod sign_in;
mod signer;
mod token;
mod visit;

//! The engine against a scripted portal, over a store in memory.
#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that does not hold")]
#![expect(clippy::indexing_slicing, reason = "a test ends at the first thing that is not there")]
#![expect(clippy::tests_outside_test_module, reason = "the whole binary is tests")]

mod again;
mod attachments;
mod chance;
mod converge;
mod disconnect;
mod explain;
mod files;
mod follow;
mod grants;
mod kill;
mod life;
mod news;
mod outcomes;
mod person;
mod quarantine;
mod retries;
mod sign_in;
mod together;
mod vanished;
mod world;

//! What a Backpack keeps, over restarts, kills and other processes.
#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that does not hold")]
#![expect(clippy::tests_outside_test_module, reason = "the whole binary is tests")]

mod activity;
mod compact;
mod corrections;
mod cuts;
mod forged;
mod handles;
mod journey;
mod kills;
mod life;
mod opening;
mod privacy;
mod quarantine;
mod query;
mod readings;
mod repair;
mod room;
mod rotation;
mod sizes;
mod swaps;
mod tamper;
mod two;
mod undo;
mod uploads;
mod vanished;
mod verify;
mod weight;
mod world;

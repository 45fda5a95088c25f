//! What was acknowledged survives: kills, power cuts, full disks, failing disks, damaged files; for every engine.
//!
//! How often each is tried comes from the environment, so that `tests/durability/run` can ask for more than a plain
//! `cargo test` does. What needs root or tools says that it was skipped, and why.

mod chance;
mod child;
mod damage;
mod disk;
mod engine;
mod failing;
mod full;
mod golden;
mod kills;
mod power;
mod work;

use std::env;

/// Returns how often a harness runs: what `variable` says, else `usual`.
fn times(variable: &str, usual: u32) -> u32 {
    env::var(variable).map_or(usual, |times| times.parse().unwrap())
}

/// Says what a harness did, and how it can be done again.
fn report(line: &str) {
    println!("durability: {line}");
}

//! Chance that can be repeated: a seed, printed, and what follows from it.

use std::env;
use std::hash::{BuildHasher as _, RandomState};

const SEED: &str = "BACKPACK_DURABILITY_SEED";

/// Numbers that follow from a seed.
pub(super) struct Chance(u64);

impl Chance {
    /// Returns chance from the seed in the environment, else from a new one; the seed with it, to be printed.
    pub(super) fn new() -> (Self, u64) {
        let fresh = || RandomState::new().hash_one(0_u8);
        let seed = env::var(SEED).map_or_else(|_| fresh(), |seed| seed.parse().unwrap());
        (Self(seed | 1), seed)
    }

    /// Returns a number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end.max(1)
    }
}

//! A small generator of numbers: the same seed gives the same numbers on every machine and in every release.

/// `SplitMix64`: 64 bits of state, good enough for invented lives and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Prng(u64);

impl Prng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from `low` up to and including `high`.
    pub(crate) const fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low + 1).unsigned_abs();
        low + (self.next() % width).cast_signed()
    }

    /// Returns whether an event of this many chances in a hundred happens.
    pub(crate) const fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the remainder is below the length, and an empty list does not compile"
    )]
    pub(crate) const fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0, "an empty list has nothing to pick") };
        items[(self.next() % N as u64) as usize]
    }
}

//! Randomness, handed in, so that the format can be pinned by tests with fixed bytes.

/// Fills buffers with random bytes.
pub(crate) trait Random {
    /// Fills all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);

    /// Returns an array of random bytes. For what is no secret: nonces and salts.
    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

/// The operating system's randomness.
pub(crate) struct Os;

impl Random for Os {
    #[expect(clippy::expect_used, reason = "without randomness no key and no nonce is safe")]
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

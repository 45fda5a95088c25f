//! Content addresses: the same bytes meet themselves, and nobody outside can confirm what they are.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::derive::Key32;

/// Computes the content address of bytes that arrive piece by piece: HMAC-SHA256 under a Backpack's own key.
pub struct ContentAddress(Hmac<Sha256>);

impl ContentAddress {
    pub(crate) fn new(key: &Key32) -> Self {
        Self(hmac(key))
    }

    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the address of all that was taken in. How it was cut into pieces does not matter.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into_bytes().into()
    }
}

impl fmt::Debug for ContentAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentAddress([redacted])")
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
pub(crate) fn hmac(key: &Key32) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.bytes()).expect("HMAC takes a key of any length")
}

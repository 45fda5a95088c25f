//! Keys of 32 bytes, and how one is derived from another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::random::Random;

/// A key of 32 bytes: boxed, so that moving it leaves no copy behind, and wiped when dropped.
pub(crate) struct Key32(Box<[u8; 32]>);

impl Key32 {
    pub(crate) fn zero() -> Self {
        Self(Box::new([0; 32]))
    }

    pub(crate) fn random(random: &mut impl Random) -> Self {
        let mut key = Self::zero();
        random.fill(key.0.as_mut_slice());
        key
    }

    /// Returns the key with these bytes, or `None` if they are not 32.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::zero();
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl Drop for Key32 {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Derives keys from one key by HKDF-SHA256 (RFC 5869), told apart by their labels.
pub(crate) struct Deriver(Hkdf<Sha256>);

impl Deriver {
    /// Extracts from `key` with `salt`, which is no secret.
    pub(crate) fn new(salt: &[u8], key: &[u8]) -> Self {
        Self(Hkdf::new(Some(salt), key))
    }

    /// Returns the key for `label`.
    #[expect(clippy::expect_used, reason = "the only failure is an output beyond 255 blocks")]
    pub(crate) fn key(&self, label: &[u8]) -> Key32 {
        let mut key = Key32::zero();
        self.0.expand(label, key.bytes_mut()).expect("32 bytes are within HKDF's reach");
        key
    }
}

/// Returns the passphrase as bytes in Unicode normalisation form C: the same however it was typed.
pub(crate) fn normalise(passphrase: &str) -> Zeroizing<Vec<u8>> {
    use unicode_normalization::UnicodeNormalization as _;
    // NFC makes a text at most three times as long in UTF-8, so the buffer never moves and leaves no copy.
    let mut bytes = Zeroizing::new(Vec::with_capacity(passphrase.len() * 3));
    let mut buffer = Zeroizing::new([0; 4]);
    for character in passphrase.nfc() {
        bytes.extend_from_slice(character.encode_utf8(buffer.as_mut_slice()).as_bytes());
    }
    bytes
}

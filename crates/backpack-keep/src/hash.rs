//! Hashing of ids that are random or keyed already: their first bytes are hash enough.

use std::hash::{BuildHasher, Hasher};

/// Builds hashers for opaque ids, which nobody outside can choose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OpaqueIds;

/// Mixes what it is given by addition: enough for bytes that are random already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OpaqueHasher(u64);

impl BuildHasher for OpaqueIds {
    type Hasher = OpaqueHasher;

    fn build_hasher(&self) -> OpaqueHasher {
        OpaqueHasher::default()
    }
}

impl Hasher for OpaqueHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        match bytes.first_chunk() {
            Some(eight) => self.0 = self.0.wrapping_add(u64::from_le_bytes(*eight)),
            None => bytes.iter().for_each(|byte| self.write_u8(*byte)),
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.wrapping_add(u64::from(byte));
    }

    // The length of an array is the same for all ids.
    fn write_usize(&mut self, _: usize) {}
}

//! Stretching of passphrases: Argon2id (RFC 9106) with a floor and a cap.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroize as _;

use crate::Error;
use crate::derive::Key32;

/// The cost of one guess at a passphrase: Argon2id's memory, passes and lanes.
///
/// Between [`Argon2Params::FLOOR`] (19 MiB, 2 passes, 1 lane: the OWASP minimum) and the cap
/// (1 GiB, 16 passes, 8 lanes). The default is 64 MiB, 3 passes, 1 lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Params {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Params {
    /// The weakest parameters allowed: 19 MiB, 2 passes, 1 lane.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The costliest parameters allowed: 1 GiB, 16 passes, 8 lanes.
    pub const CAP: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

    /// Returns parameters: memory in KiB, passes over it, lanes.
    ///
    /// # Errors
    ///
    /// [`Error::WeakSlot`] if any is below the floor, [`Error::CostlySlot`] if any is above the cap.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Error> {
        let floor = Self::FLOOR;
        let cap = Self::CAP;
        if memory_kib < floor.memory_kib || passes < floor.passes || lanes < floor.lanes {
            return Err(Error::WeakSlot);
        }
        if memory_kib > cap.memory_kib || passes > cap.passes || lanes > cap.lanes {
            return Err(Error::CostlySlot);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// Returns the memory in KiB.
    #[must_use]
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Returns the number of passes over the memory.
    #[must_use]
    pub const fn passes(&self) -> u32 {
        self.passes
    }

    /// Returns the number of lanes.
    #[must_use]
    pub const fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Derives 32 bytes from a normalised passphrase. The working memory is wiped before it is given back.
    pub(crate) fn stretch(&self, passphrase: &[u8], salt: &[u8; 16]) -> Result<Key32, Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        let params = params.map_err(|_| Error::KeyFileDamaged)?;
        let count = params.block_count();
        let mut memory = Vec::new();
        memory.try_reserve_exact(count).map_err(|_| Error::NoMemory)?;
        memory.resize(count, Block::default());
        let mut key = Key32::zero();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let done = argon.hash_password_into_with_memory(passphrase, salt, key.bytes_mut(), &mut memory);
        memory.iter_mut().for_each(|block| block.zeroize());
        // What is left to fail is a passphrase of 4 GiB and more.
        done.map(|()| key).map_err(|_| Error::WrongPassphrase)
    }
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 }
    }
}

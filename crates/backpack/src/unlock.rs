//! What opens an account, owned so that it can cross threads.

use backpack_core::{SecretBytes, SecretText};
use backpack_keys::NewSlot;

/// What opens an account: a passphrase, or a key that the host keeps. Never printed, wiped when dropped.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unlock {
    /// A passphrase of at least one character, stretched by Argon2id.
    Passphrase(SecretText),
    /// A key of exactly 32 random bytes, kept in the system's keyring or a key service.
    HostKey(SecretBytes),
}

impl Unlock {
    /// Returns the passphrase as a way in.
    #[must_use]
    pub fn passphrase(passphrase: impl Into<SecretText>) -> Self {
        Self::Passphrase(passphrase.into())
    }

    /// Returns a key of the host as a way in. It must be 32 bytes of full randomness, since it is not stretched.
    #[must_use]
    pub fn host_key(key: impl Into<SecretBytes>) -> Self {
        Self::HostKey(key.into())
    }

    pub(crate) fn borrowed(&self) -> backpack_keys::Unlock<'_> {
        match self {
            Self::Passphrase(passphrase) => backpack_keys::Unlock::Passphrase(passphrase),
            Self::HostKey(key) => backpack_keys::Unlock::HostKey(key),
        }
    }

    pub(crate) fn new_slot(&self, cost: backpack_keys::Argon2Params) -> NewSlot<'_> {
        match self {
            Self::Passphrase(passphrase) => NewSlot::passphrase(passphrase).with_params(cost),
            Self::HostKey(key) => NewSlot::host_key(key),
        }
    }
}

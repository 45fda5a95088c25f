//! Unlock slots, seen from outside: what opens an account, and what can be said of it.

mod service;
mod stored;

use std::fmt;

use backpack_core::{SecretBytes, SecretText};

use crate::{Argon2Params, Error, RecoveryCode};

pub use service::{MAX_SERVICE_NAME_BYTES, MAX_WRAPPED_KEY_BYTES, WrappedKey, service_context, service_key};
pub(crate) use stored::StoredSlot;

/// Names a slot of one key file. Never used twice in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub(crate) u32);

impl SlotId {
    /// Returns the id as a number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What opens a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotKind {
    /// A passphrase, stretched at this cost.
    Passphrase(Argon2Params),
    /// A key of 32 bytes that the host keeps, in the system's keyring for one.
    HostKey,
    /// A code of 160 random bits that the person wrote down.
    RecoveryCode,
    /// A key of 32 bytes that lies in the slot, wrapped by a key service.
    KeyService,
    /// A passphrase, stretched at this cost, and a key of 32 bytes: neither opens it alone.
    TwoFactors(Argon2Params),
}

/// What can be said of a slot without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Slot {
    /// Its id, for removing it.
    pub id: SlotId,
    /// What opens it.
    pub kind: SlotKind,
    /// The name it was given; empty if none. It stands readable in the key file.
    pub label: String,
    /// The name of the key service that unwraps its key; none for slots of other kinds. It stands readable in the key file.
    pub service: Option<String>,
}

/// What opens an account.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unlock<'a> {
    /// The passphrase of any passphrase slot. Unicode spellings of the same text are the same passphrase.
    Passphrase(&'a SecretText),
    /// The key of any host-key slot: exactly 32 bytes of full randomness.
    HostKey(&'a SecretBytes),
    /// The recovery code.
    RecoveryCode(&'a RecoveryCode),
    /// The key of any key-service slot, as its service unwrapped it: exactly 32 bytes. See
    /// [`KeyFile::wrapped_keys`](crate::KeyFile::wrapped_keys).
    Unwrapped(&'a SecretBytes),
    /// The passphrase and the key of any slot that takes both: what the person knows, and exactly 32 bytes of full randomness
    /// that they have, on a device or a security key.
    TwoFactors(&'a SecretText, &'a SecretBytes),
}

impl Unlock<'_> {
    /// Returns what is said of it if no slot of its kind opens.
    pub(crate) const fn refusal(&self) -> Error {
        match self {
            // Which of two is wrong is nobody's to know.
            Self::Passphrase(_) | Self::TwoFactors(..) => Error::WrongPassphrase,
            Self::HostKey(_) => Error::WrongHostKey,
            Self::RecoveryCode(_) => Error::WrongRecoveryCode,
            Self::Unwrapped(_) => Error::WrongServiceKey,
        }
    }
}

/// A slot to be made.
#[derive(Debug)]
pub struct NewSlot<'a> {
    unlock: Unlock<'a>,
    params: Argon2Params,
    label: &'a str,
    /// Of a key service's slot: the service's name, and the key as the service wrapped it.
    service: Option<(&'a str, &'a [u8])>,
}

impl<'a> NewSlot<'a> {
    /// Returns a slot that opens with `passphrase`, stretched at the default cost.
    #[must_use]
    pub fn passphrase(passphrase: &'a SecretText) -> Self {
        Self::of(Unlock::Passphrase(passphrase))
    }

    /// Returns a slot that opens with `key`: exactly 32 bytes of full randomness, since it is not stretched.
    #[must_use]
    pub fn host_key(key: &'a SecretBytes) -> Self {
        Self::of(Unlock::HostKey(key))
    }

    /// Returns a slot that opens with `passphrase` and `key` together, and with neither alone; the key is exactly 32 bytes of
    /// full randomness.
    #[must_use]
    pub fn two_factors(passphrase: &'a SecretText, key: &'a SecretBytes) -> Self {
        Self::of(Unlock::TwoFactors(passphrase, key))
    }

    /// Returns a slot that opens with `key`: exactly 32 bytes of full randomness, which the key service `name` wrapped for
    /// this account ([`service_context`]). The slot keeps `wrapped`, in 1 to 4096 bytes, and never the key.
    ///
    /// The name, 1 to 64 bytes of UTF-8, stands readable in the key file.
    #[must_use]
    pub fn key_service(name: &'a str, key: &'a SecretBytes, wrapped: &'a [u8]) -> Self {
        Self { service: Some((name, wrapped)), ..Self::of(Unlock::Unwrapped(key)) }
    }

    /// Returns a slot that opens with `code`. Only a key file makes one, so that a code is never older than its slot.
    pub(crate) fn recovery_code(code: &'a RecoveryCode) -> Self {
        Self::of(Unlock::RecoveryCode(code))
    }

    pub(crate) fn of(unlock: Unlock<'a>) -> Self {
        Self { unlock, params: Argon2Params::default(), label: "", service: None }
    }

    /// Sets the cost of a slot with a passphrase. Other slots have none.
    #[must_use]
    pub fn with_params(mut self, params: Argon2Params) -> Self {
        self.params = params;
        self
    }

    /// Names the slot, in at most 64 bytes of UTF-8. The name stands readable in the key file.
    #[must_use]
    pub fn with_label(mut self, label: &'a str) -> Self {
        self.label = label;
        self
    }
}

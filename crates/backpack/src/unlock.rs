//! What opens an account, owned so that it can cross threads.

use backpack_core::{SecretBytes, SecretText};
use backpack_keys::{NewSlot, RecoveryCode};

use crate::{Error, ErrorKind};

/// What opens an account: a passphrase, a key that the host keeps, or the recovery code. Never printed, wiped when dropped.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unlock {
    /// A passphrase of at least one character, stretched by Argon2id.
    Passphrase(SecretText),
    /// A key of exactly 32 random bytes, kept in the system's keyring or a key service.
    HostKey(SecretBytes),
    /// The code of [`Account::make_recovery_code`](crate::Account::make_recovery_code). It opens; no slot is made with it.
    RecoveryCode(RecoveryCode),
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

    /// Returns a recovery code as a way in, as the person typed it: in any case, with any spaces and dashes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it was mistyped. A code that is sound and not this account's shows when it is used: as
    /// [`ErrorKind::WrongPassphrase`].
    pub fn recovery_code(typed: &str) -> Result<Self, Error> {
        Ok(Self::RecoveryCode(RecoveryCode::parse(typed)?))
    }

    pub(crate) fn borrowed(&self) -> backpack_keys::Unlock<'_> {
        match self {
            Self::Passphrase(passphrase) => backpack_keys::Unlock::Passphrase(passphrase),
            Self::HostKey(key) => backpack_keys::Unlock::HostKey(key),
            Self::RecoveryCode(code) => backpack_keys::Unlock::RecoveryCode(code),
        }
    }

    /// Returns a slot to be made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for what no slot can be made with.
    pub(crate) fn new_slot(&self, cost: backpack_keys::Argon2Params) -> Result<NewSlot<'_>, Error> {
        let wrong = match self {
            Self::Passphrase(passphrase) if passphrase.expose().is_empty() => "the passphrase is empty",
            Self::Passphrase(passphrase) => return Ok(NewSlot::passphrase(passphrase).with_params(cost)),
            Self::HostKey(key) if key.expose().len() != 32 => "the host key is not 32 bytes",
            Self::HostKey(key) => return Ok(NewSlot::host_key(key)),
            Self::RecoveryCode(_) => "a recovery code is made by the account, not for it",
        };
        Err(Error::new(ErrorKind::Invalid(wrong.to_owned()), "make slot"))
    }
}

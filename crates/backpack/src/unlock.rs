//! What opens an account, owned so that it can cross threads.

pub(crate) mod way;

use std::sync::Arc;

use backpack_core::{SecretBytes, SecretText};
use backpack_key_service::KeyService;
use backpack_keys::RecoveryCode;

use crate::Error;

/// What opens an account: a passphrase, a key that the host keeps, both together, the recovery code, or a key service. Never printed, wiped
/// when dropped.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unlock {
    /// A passphrase of at least one character, stretched by Argon2id.
    Passphrase(SecretText),
    /// A key of exactly 32 random bytes, kept in the system's keyring for one.
    HostKey(SecretBytes),
    /// The code of [`Account::make_recovery_code`](crate::Account::make_recovery_code). It opens; no slot is made with it.
    RecoveryCode(RecoveryCode),
    /// A key service of the host, which unwraps a key that lies in the account's key file.
    KeyService(Arc<dyn KeyService>),
    /// A passphrase and a key of exactly 32 random bytes, neither of which opens anything alone: what the person knows and what
    /// they have. On a new device both are asked for.
    TwoFactors(SecretText, SecretBytes),
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

    /// Returns a passphrase together with a second factor as a way in: 32 bytes of full randomness on a device, a security key or
    /// a card. Whoever learns one of the two opens nothing.
    #[must_use]
    pub fn two_factors(passphrase: impl Into<SecretText>, key: impl Into<SecretBytes>) -> Self {
        Self::TwoFactors(passphrase.into(), key.into())
    }

    /// Returns a recovery code as a way in, as the person typed it: in any case, with any spaces and dashes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if it was mistyped. A code that is sound and not this account's shows
    /// when it is used: as [`ErrorKind::WrongPassphrase`](crate::ErrorKind::WrongPassphrase).
    pub fn recovery_code(typed: &str) -> Result<Self, Error> {
        Ok(Self::RecoveryCode(RecoveryCode::parse(typed)?))
    }

    /// Returns a key service as a way in: a cloud's key management, a vault, or one of
    /// [`key_service`](crate::key_service).
    #[must_use]
    pub fn key_service(service: Arc<dyn KeyService>) -> Self {
        Self::KeyService(service)
    }
}

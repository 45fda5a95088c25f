//! What opens an account, owned so that it can cross threads.

use std::sync::Arc;

use backpack_core::{SecretBytes, SecretText};
use backpack_key_service::KeyService;
use backpack_keys::RecoveryCode;

use crate::Error;

/// What opens an account: a passphrase, a key that the host keeps, the recovery code, or a key service. Never printed, wiped
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

//! An account's key pair: what others seal keys to, and what proves who sealed them.
//!
//! X25519 (RFC 7748). The private half is derived by HKDF-SHA256 from the stable key of the account's own space, with that
//! space as salt and the label `backpack/1/identity/x25519`: it lies nowhere of its own, every account has one, whenever it
//! was made, and it stays the same under a new root key and in every copy of the account.

use std::fmt;

use backpack_core::{AccountId, SecretBytes};
use hpke::{Deserializable as _, Kem as _, Serializable as _};

use crate::derive::{Deriver, Key32};
use crate::{Error, KeyFile, RootKey};

pub(crate) type Kem = hpke::kem::X25519HkdfSha256;
pub(crate) type KemSecret = <Kem as hpke::Kem>::PrivateKey;
pub(crate) type KemPublic = <Kem as hpke::Kem>::PublicKey;

const LABEL: &[u8] = b"backpack/1/identity/x25519";

/// The public half of an account's key pair, 32 bytes. No secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// An account's key pair. Wiped when dropped, never cloned, never printed.
pub struct Identity {
    account: AccountId,
    secret: Key32,
    public: PublicKey,
}

impl PublicKey {
    /// Returns the public key with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn kem(&self) -> Result<KemPublic, Error> {
        KemPublic::from_bytes(&self.0).map_err(|_| Error::Tampered)
    }
}

impl Identity {
    pub(crate) fn from_secret(account: AccountId, secret: Key32) -> Result<Self, Error> {
        let private = KemSecret::from_bytes(secret.bytes()).map_err(|_| Error::Tampered)?;
        let public = PublicKey(Kem::sk_to_pk(&private).to_bytes().into());
        Ok(Self { account, secret, public })
    }

    /// Returns whose it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the public half.
    #[must_use]
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// Returns the private half, 32 bytes: whoever has it opens what is sealed to this account.
    #[must_use]
    pub fn secret(&self) -> SecretBytes {
        SecretBytes::new(self.secret.bytes().to_vec())
    }

    pub(crate) fn kem(&self) -> Result<KemSecret, Error> {
        KemSecret::from_bytes(self.secret.bytes()).map_err(|_| Error::Tampered)
    }
}

impl KeyFile {
    /// Returns the account's key pair.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignRootKey`]; [`Error::KeyFileDamaged`] if a wrap was altered.
    pub fn identity(&self, root: &RootKey) -> Result<Identity, Error> {
        self.check(root)?;
        let stable = self.own()?.stable(root)?;
        let secret = Deriver::new(self.own_space().as_bytes(), stable.bytes()).key(LABEL);
        Identity::from_secret(self.account(), secret)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("account", &self.account).finish_non_exhaustive()
    }
}

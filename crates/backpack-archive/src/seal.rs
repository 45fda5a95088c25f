//! Sealing and opening in the age format, version 1: <https://age-encryption.org/v1>.

use std::fmt;
use std::io::{Read, Write};
use std::str::FromStr as _;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, EncryptError, Encryptor, Identity, Recipient, scrypt, x25519};
use backpack_core::{SecretBytes, SecretText};

use crate::Error;

/// The least work that a passphrase's scrypt takes, as a power of two.
const LEAST_WORK: u8 = 10;
/// The most work that is done for a file of somebody else's: 2^22 takes 4 GiB of memory and some seconds.
const MOST_WORK: u8 = 22;

/// What a backup is sealed to.
pub struct Lock(LockSort);

enum LockSort {
    Passphrase(SecretText, Option<u8>),
    Recipients(Vec<x25519::Recipient>),
}

/// What opens a backup.
pub struct Key(KeySort);

enum KeySort {
    Passphrase(SecretText),
    Identities(Vec<x25519::Identity>),
}

impl Lock {
    /// Seals to a passphrase: scrypt, with as much work as takes about a second here.
    #[must_use]
    pub const fn passphrase(passphrase: SecretText) -> Self {
        Self(LockSort::Passphrase(passphrase, None))
    }

    /// Sets the work of scrypt: 2 to this power, at least 10 and at most 22. Only for passphrases that are keys, and tests.
    #[must_use]
    pub fn with_work(mut self, power: u8) -> Self {
        if let LockSort::Passphrase(_, work) = &mut self.0 {
            *work = Some(power.clamp(LEAST_WORK, MOST_WORK));
        }
        self
    }

    /// Seals to X25519 recipients, as `age-keygen` prints them (`age1…`): whoever holds one of their identities opens it,
    /// and the device that makes the backup need not.
    ///
    /// # Errors
    ///
    /// [`Error::NotAKey`], also if there are none.
    pub fn recipients<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let read = |text: &str| x25519::Recipient::from_str(text.trim()).map_err(|_| Error::NotAKey);
        let recipients = recipients.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if recipients.is_empty() { Err(Error::NotAKey) } else { Ok(Self(LockSort::Recipients(recipients))) }
    }

    /// Seals to the X25519 public key of an account, 32 bytes.
    ///
    /// # Errors
    ///
    /// [`Error::NotAKey`].
    pub fn public_key(key: &[u8; 32]) -> Result<Self, Error> {
        let text = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse_unchecked("age"), key);
        Self::recipients([text.map_err(|_| Error::NotAKey)?.as_str()])
    }

    /// Returns a writer that seals what is written to it, until it is finished.
    pub(crate) fn seal<W: Write>(&self, out: W) -> Result<age::stream::StreamWriter<W>, Error> {
        let encryptor = match &self.0 {
            LockSort::Passphrase(passphrase, work) => {
                let mut recipient =
                    scrypt::Recipient::new(SecretString::from(passphrase.expose().to_owned()));
                if let Some(work) = work {
                    recipient.set_work_factor(*work);
                }
                Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            }
            LockSort::Recipients(recipients) => {
                Encryptor::with_recipients(recipients.iter().map(|recipient| recipient as &dyn Recipient))
            }
        };
        let encryptor = encryptor.map_err(|error| match error {
            EncryptError::Io(source) => source.into(),
            _ => Error::NotAKey,
        })?;
        Ok(encryptor.wrap_output(out)?)
    }
}

impl Key {
    /// Opens with a passphrase.
    #[must_use]
    pub const fn passphrase(passphrase: SecretText) -> Self {
        Self(KeySort::Passphrase(passphrase))
    }

    /// Opens with X25519 identities, as `age-keygen` prints them (`AGE-SECRET-KEY-1…`).
    ///
    /// # Errors
    ///
    /// [`Error::NotAKey`], also if there are none.
    pub fn identities<'a>(identities: impl IntoIterator<Item = &'a SecretText>) -> Result<Self, Error> {
        let read =
            |text: &SecretText| x25519::Identity::from_str(text.expose().trim()).map_err(|_| Error::NotAKey);
        let identities = identities.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if identities.is_empty() { Err(Error::NotAKey) } else { Ok(Self(KeySort::Identities(identities))) }
    }

    /// Opens with the X25519 secret key of an account, 32 bytes.
    ///
    /// # Errors
    ///
    /// [`Error::NotAKey`].
    pub fn secret_key(key: &SecretBytes) -> Result<Self, Error> {
        let hrp = bech32::Hrp::parse_unchecked("AGE-SECRET-KEY-");
        let text = bech32::encode_upper::<bech32::Bech32>(hrp, key.expose());
        Self::identities([&SecretText::from(text.map_err(|_| Error::NotAKey)?)])
    }

    /// Returns a reader of what was sealed.
    pub(crate) fn open<R: Read>(&self, sealed: R) -> Result<age::stream::StreamReader<R>, Error> {
        let decryptor = Decryptor::new(sealed).map_err(refused)?;
        match &self.0 {
            KeySort::Passphrase(passphrase) => {
                let mut identity = scrypt::Identity::new(SecretString::from(passphrase.expose().to_owned()));
                identity.set_max_work_factor(MOST_WORK);
                decryptor.decrypt(std::iter::once(&identity as &dyn Identity)).map_err(refused)
            }
            KeySort::Identities(identities) => decryptor
                .decrypt(identities.iter().map(|identity| identity as &dyn Identity))
                .map_err(refused),
        }
    }
}

fn refused(error: DecryptError) -> Error {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            Error::WrongKey
        }
        DecryptError::ExcessiveWork { .. } => Error::TooLarge("the work of the passphrase"),
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => Error::NotAnArchive,
        DecryptError::InvalidMac => Error::Damaged("the header".to_owned()),
        DecryptError::Io(source)
            if matches!(
                source.kind(),
                std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::IsADirectory
            ) =>
        {
            Error::NotAnArchive
        }
        DecryptError::Io(source) => source.into(),
        _ => Error::NotAnArchive,
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            LockSort::Passphrase(..) => "Lock(passphrase)",
            LockSort::Recipients(_) => "Lock(recipients)",
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            KeySort::Passphrase(_) => "Key(passphrase)",
            KeySort::Identities(_) => "Key(identities)",
        })
    }
}

//! What a key service's slot holds beside the root key: the service's name, and a key as that service wrapped it.

use backpack_core::{AccountId, SecretBytes};

use super::SlotId;
use crate::Error;
use crate::codec::Reader;
use crate::derive::Key32;
use crate::random::Os;

/// The longest name of a key service, in bytes of UTF-8. It has at least one.
pub const MAX_SERVICE_NAME_BYTES: usize = 64;
/// The longest wrapped key that a slot holds, in bytes. It has at least one.
pub const MAX_WRAPPED_KEY_BYTES: usize = 4096;

const CONTEXT: &str = "backpack/1/slot/key-service/";

/// A key of 32 bytes as a key service wrapped it. It opens nothing before that service has unwrapped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrappedKey<'a> {
    /// The slot that it opens once it is unwrapped.
    pub slot: SlotId,
    /// The name of the service that wrapped it, as the key file says.
    pub service: &'a str,
    /// What the service made of it, 1 to 4096 bytes.
    pub wrapped: &'a [u8],
}

/// Returns what a key service binds the wrapped key of an account to, so that it unwraps for no other account.
///
/// Printable ASCII without a secret: `backpack/1/slot/key-service/` and the account's id in hexadecimal digits. A service
/// may write it into its audit log.
#[must_use]
pub fn service_context(account: AccountId) -> Vec<u8> {
    format!("{CONTEXT}{account}").into_bytes()
}

/// Returns a new random key of 32 bytes, for a key service to wrap.
///
/// # Panics
///
/// If the operating system has no randomness to give; nothing safe can be done then.
#[must_use]
pub fn service_key() -> SecretBytes {
    SecretBytes::new(Key32::random(&mut Os).bytes().to_vec())
}

/// Returns the name and the wrapped key of a slot to be made, if they are within their bounds.
pub(super) fn checked(service: Option<(&str, &[u8])>) -> Result<(Option<String>, Vec<u8>), Error> {
    let Some((name, wrapped)) = service else { return Ok((None, Vec::new())) };
    if !(1..=MAX_SERVICE_NAME_BYTES).contains(&name.len()) {
        return Err(Error::ServiceNameLength);
    }
    if !(1..=MAX_WRAPPED_KEY_BYTES).contains(&wrapped.len()) {
        return Err(Error::WrappedKeyLength);
    }
    Ok((Some(name.to_owned()), wrapped.to_vec()))
}

pub(super) fn write(name: &str, wrapped: &[u8], out: &mut Vec<u8>) {
    // Both lengths are bounded where a slot is made and where it is read.
    out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(&u16::try_from(wrapped.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(wrapped);
}

pub(super) fn read(reader: &mut Reader<'_>) -> Option<(Option<String>, Vec<u8>)> {
    let length = usize::from(reader.u8()?);
    let name = String::from_utf8(reader.take(length)?.to_vec()).ok()?;
    let length = usize::from(reader.u16()?);
    let wrapped = reader.take(length)?;
    let fits = (1..=MAX_SERVICE_NAME_BYTES).contains(&name.len())
        && (1..=MAX_WRAPPED_KEY_BYTES).contains(&wrapped.len());
    fits.then(|| (Some(name), wrapped.to_vec()))
}

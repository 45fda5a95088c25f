//! The contract of a key service.

use std::fmt;

use async_trait::async_trait;
use backpack_core::SecretBytes;

use crate::{Error, Wrapped};

/// The longest name of a key service, in bytes of UTF-8. It has at least one.
pub const MAX_NAME_BYTES: usize = 64;
/// The longest context, in bytes. It has at least one.
pub const MAX_CONTEXT_BYTES: usize = 256;

/// Wraps keys of 32 bytes under a master key that never leaves it: a cloud's key management, a vault, a module of hardware.
///
/// Each line of the contract names the check of `backpack_testkit::key_service_conformance!` that proves it:
///
/// - What was wrapped unwraps to the same 32 bytes, for the same context, through this handle and through every other of
///   the same service, also after a restart (`unwraps_what_it_wrapped`, `another_handle_unwraps`).
/// - The context is bound to the key, byte for byte: 1 to 256 bytes of any value, none of them a secret
///   (`takes_any_context`). For any other context it never unwraps (`refuses_another_context`).
/// - Bytes that were altered never unwrap to another key (`refuses_what_was_altered`).
/// - The wrapped key shows nothing of the key, in 1 to 4096 bytes (`shows_nothing_of_the_key`).
/// - A new master key wraps from then on, and what older ones wrapped still unwraps until they are destroyed;
///   [`is_current`](KeyService::is_current) tells the two apart (`a_new_master_key_leaves_the_old_readable`).
/// - Calls may run at once, and a call that is dropped harms nothing (`serves_many_at_once`,
///   `dropped_calls_harm_nothing`).
/// - The name is 1 to 64 bytes and never changes: it stands readable in every key file (`has_a_name_that_stays`).
/// - A service that cannot be reached says [`Unavailable`](crate::ErrorKind::Unavailable), within a time of its own, and one
///   that may be tried again says when (`an_outage_is_passing`); one that refuses says
///   [`Denied`](crate::ErrorKind::Denied), which is final (`a_refusal_is_final`).
/// - Neither errors nor `Debug` show a key or a credential (`shows_nothing_of_the_key`).
///
/// # What callers must not assume
///
/// That a call is quick, free or sure to succeed: it may go over a network, be throttled, or be refused. That the same key
/// wraps to the same bytes, or to so many. That it can be asked without a tokio runtime.
///
/// # How services of the field map on it
///
/// | service | wrap, unwrap | context | is it current? |
/// |---|---|---|---|
/// | AWS KMS | `Encrypt`, `Decrypt` with the key's id | an entry of `EncryptionContext`, its value in hexadecimal digits; it stands in CloudTrail | put the key's id before the ciphertext, and compare it with the configured one; the yearly rotation of one id needs no rewrapping |
/// | Google Cloud KMS | `encrypt`, `decrypt` | `additionalAuthenticatedData`, as it is | `decrypt` answers `usedPrimary` |
/// | Azure Key Vault | `wrapKey`, `unwrapKey` of a key of your own making, under which you seal the key with an AEAD | the AEAD's additional data, since `wrapKey` takes none; Managed HSM's `encrypt` with `A256GCM` takes it itself | put the key's version before the ciphertext, and compare it with the newest |
/// | Vault, OpenBao: transit | `encrypt`, `decrypt` | `associated_data` in base64, with an AEAD key type; with `derived` keys `context` | compare the number in `vault:vN:` with `latest_version` |
///
/// Their errors map so: a timeout, a lost connection, a status 429 or 5xx is `Unavailable` (with
/// [`with_retry`](Error::with_retry) if they say how long); 401 and 403, a disabled key, or a credential that ran out is
/// `Denied`; a destroyed or unknown key is `UnknownKey`; "invalid ciphertext" is `Tampered`. A wait of 10 seconds or less
/// keeps an app that opens accounts alive.
#[async_trait]
pub trait KeyService: Send + Sync + fmt::Debug {
    /// Returns the service's name, such as `kms eu-central-1`: 1 to 64 bytes without a secret. A key file says by it which
    /// service to ask, so it must stay.
    fn name(&self) -> &str;

    /// Wraps a key of 32 bytes under the newest master key, bound to `context`.
    ///
    /// Cancel-safe: nothing is kept.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::ErrorKind::Unavailable), [`Denied`](crate::ErrorKind::Denied);
    /// [`Invalid`](crate::ErrorKind::Invalid) if key or context are out of their bounds.
    async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, Error>;

    /// Unwraps a key that was wrapped for the same context, under any master key that was not destroyed.
    ///
    /// Cancel-safe: it changes nothing.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::ErrorKind::Unavailable), [`Denied`](crate::ErrorKind::Denied);
    /// [`Tampered`](crate::ErrorKind::Tampered) for another context or altered bytes;
    /// [`UnknownKey`](crate::ErrorKind::UnknownKey) if its master key is gone or another service's;
    /// [`NewerFormat`](crate::ErrorKind::NewerFormat).
    async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error>;

    /// Says whether the newest master key wrapped it. What another one wrapped wants wrapping anew.
    ///
    /// Cancel-safe: it changes nothing.
    ///
    /// # Errors
    ///
    /// As [`KeyService::unwrap`]. It need not notice what `unwrap` would.
    async fn is_current(&self, context: &[u8], wrapped: &Wrapped) -> Result<bool, Error>;
}

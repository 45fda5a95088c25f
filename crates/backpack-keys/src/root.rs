//! The root key: what every unlock slot opens, and what wraps every other key.

use std::fmt;

use backpack_core::AccountId;

use crate::SlotId;
use crate::derive::{Deriver, Key32};

/// The key at the root of an account. It wraps the keys of Backpacks and seals nothing else.
///
/// Wiped when dropped, never cloned, never printed.
pub struct RootKey {
    account: AccountId,
    slot: SlotId,
    secret: Key32,
    wrap: Key32,
}

impl RootKey {
    pub(crate) fn new(account: AccountId, slot: SlotId, secret: Key32) -> Self {
        let wrap = Deriver::new(account.as_bytes(), secret.bytes()).key(b"backpack/1/space/wrap");
        Self { account, slot, secret, wrap }
    }

    /// Returns the account it is the root of.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the slot that was opened to get it: the one whose passphrase the person just gave.
    #[must_use]
    pub const fn slot(&self) -> SlotId {
        self.slot
    }

    pub(crate) const fn secret(&self) -> &Key32 {
        &self.secret
    }

    /// The key that wraps the keys of spaces.
    pub(crate) const fn wrap(&self) -> &Key32 {
        &self.wrap
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey([redacted])")
    }
}

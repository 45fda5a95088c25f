//! Opaque ids: 16 bytes that say nothing about what they name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not an id: not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read id: not 32 hexadecimal digits")]
#[non_exhaustive]
pub struct ParseIdError;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        ///
        /// Written as 32 lower-case hexadecimal digits.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Returns the id with these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Returns a random id (122 bits or more of the operating system's randomness).
            ///
            /// # Panics
            ///
            /// If the operating system has no randomness to give; nothing safe can be done then.
            #[must_use]
            pub fn random() -> Self {
                Self(random_bytes())
            }

            /// Returns the bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// Names an account: one sign-in.
    AccountId;
    /// Names what a key range belongs to: an account or a Backpack.
    SpaceId;
    /// Names a record: an HMAC of its connection, type and source id, or random for an entry.
    RecordId;
    /// Names a connection: a Backpack's tie to one portal and one patient there.
    ConnectionId;
    /// Names a sign-in attempt that waits for the person.
    AttemptId;
    /// Names a block: the bodies of one page, compressed and sealed together.
    BlockId;
    /// Names a blob in a blob store. Always random.
    BlobId;
    /// Names a file: an attachment.
    FileId;
    /// Names an event of the overlay or the journal.
    EventId;
    /// Names a contact: a provider, or a person close to whom the Backpack is about.
    ContactId;
    /// Names a share card.
    CardId;
    /// Names an invitation into a Backpack.
    InvitationId;
    /// Names a request for a copy of records.
    RequestId;
    /// Names an upload that has not ended.
    UploadId;
}

fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ParseIdError);
    }
    u128::from_str_radix(text, 16).map(u128::to_be_bytes).map_err(|_| ParseIdError)
}

/// Without randomness no id and no nonce is safe, so there is nothing to return.
#[expect(clippy::expect_used, reason = "no safe way to go on without randomness")]
fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

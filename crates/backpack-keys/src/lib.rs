#![doc = include_str!("../README.md")]

mod aad;
mod backpack_keys;
mod codec;
mod content;
mod derive;
mod envelope;
mod error;
#[cfg(test)]
mod golden;
mod identity;
mod key_file;
mod random;
mod recovery;
mod root;
mod shared;
mod slot;
mod space;
mod stretch;

pub use aad::{Aad, Purpose};
pub use backpack_keys::BackpackKeys;
pub use content::ContentAddress;
pub use envelope::{ENVELOPE_HEAD, ENVELOPE_OVERHEAD, sealed_epoch};
pub use error::Error;
pub use identity::{Identity, PublicKey};
pub use key_file::{KeyFile, MAX_KEY_FILE_BYTES, MAX_SLOTS, RootRotation};
pub use recovery::RecoveryCode;
pub use root::RootKey;
pub use shared::{Sender, SharedKeys, SharedWith, open_answer, seal_answer};
pub use slot::{
    MAX_SERVICE_NAME_BYTES, MAX_WRAPPED_KEY_BYTES, NewSlot, Slot, SlotId, SlotKind, Unlock, WrappedKey,
    service_context, service_key,
};
pub use space::MAX_EPOCHS;
pub use stretch::Argon2Params;

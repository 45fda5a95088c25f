//! What the keys promise, seen from outside.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod damage;
mod envelopes;
mod key_files;
mod key_services;
mod known_answers;
mod memory;
mod nonces;
mod recovery;
mod root_rotation;
mod sharing;
mod slots;
mod two_factors;
mod unlocking;

use backpack_core::{AccountId, SecretBytes, SecretText, SpaceId};
use backpack_keys::{Argon2Params, BackpackKeys, KeyFile, NewSlot, RootKey};

/// Returns a key file that a host key opens: nothing is stretched, so tests are quick.
fn host_key_file() -> (KeyFile, RootKey) {
    KeyFile::create(AccountId::random(), &NewSlot::host_key(&host_key(1))).unwrap()
}

fn passphrase_file(passphrase: &SecretText) -> (KeyFile, RootKey) {
    let slot = NewSlot::passphrase(passphrase).with_params(Argon2Params::FLOOR);
    KeyFile::create(AccountId::random(), &slot).unwrap()
}

fn backpack_keys() -> BackpackKeys {
    let (mut file, root) = host_key_file();
    let space = SpaceId::random();
    file.add_backpack(&root, space).unwrap();
    file.backpack_keys(&root, space).unwrap()
}

fn host_key(seed: u8) -> SecretBytes {
    SecretBytes::new(vec![seed; 32])
}

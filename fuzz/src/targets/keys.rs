//! The key file and the envelope.

use std::hint::black_box;

use backpack_core::{AccountId, SecretBytes, SpaceId};
use backpack_keys::{Aad, BackpackKeys, KeyFile, NewSlot, Purpose, RecoveryCode, Unlock, sealed_epoch};
use sha2::{Digest as _, Sha256};

/// A key file without its checksum, which is put on.
pub(crate) fn key_file(data: &[u8]) {
    drop(KeyFile::parse(data));
    let whole = [data, Sha256::digest(data).as_slice()].concat();
    let Ok(file) = KeyFile::parse(&whole) else { return };
    let written = file.to_bytes();
    let again = KeyFile::parse(&written).expect("what was written is read");
    assert!(again.to_bytes() == written, "a key file that is read is written as it was");
    black_box((file.slots(), file.backpacks()));
    let services = file.slots().into_iter().filter_map(|slot| slot.service);
    assert!(services.eq(file.wrapped_keys().iter().map(|one| one.service)), "each service has a wrapped key");
    drop(file.unlock(&Unlock::HostKey(&host_key())));
    drop(file.unlock(&Unlock::Unwrapped(&host_key())));
}

/// An envelope is opened where it lies or refused; nothing that was not sealed is ever opened.
pub(crate) fn envelope(data: &[u8]) {
    drop(sealed_epoch(data));
    let keys = fixed_keys();
    let place = Aad::new(5, b"id");
    assert!(keys.open(Purpose::Row, &place, data).is_err(), "nobody sealed this");
    let sealed = keys.seal(Purpose::Row, &place, data);
    assert!(keys.open(Purpose::Row, &place, &sealed).is_ok_and(|plain| plain == data));
}

/// A recovery code that a person typed.
pub(crate) fn recovery_code(data: &[u8]) {
    let Ok(code) = RecoveryCode::parse(&String::from_utf8_lossy(data)) else { return };
    let text = code.as_text();
    let again = RecoveryCode::parse(text.expose()).expect("what is shown can be typed");
    assert!(again.as_text().expose() == text.expose(), "a code is shown in one way alone");
}

pub(crate) fn recovery_code_seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        "0000-0000-0000-0000-0000-0000-0000-0000-0000",
        "abcd efgh jkmn pqrs tvwx yz01 2345 6789 OIL0",
    ])
}

pub(crate) fn host_key() -> SecretBytes {
    SecretBytes::new(vec![7; 32])
}

/// Returns the keys of a Backpack, the same throughout one process.
pub(crate) fn fixed_keys() -> BackpackKeys {
    static FILE: std::sync::OnceLock<(Vec<u8>, SpaceId)> = std::sync::OnceLock::new();
    let (bytes, space) = FILE.get_or_init(|| {
        let (mut file, root) =
            KeyFile::create(AccountId::random(), &NewSlot::host_key(&host_key())).expect("a key file");
        let space = SpaceId::from_bytes([9; 16]);
        file.add_backpack(&root, space).expect("a Backpack's keys");
        (file.to_bytes(), space)
    });
    let file = KeyFile::parse(bytes).expect("our own key file");
    let root = file.unlock(&Unlock::HostKey(&host_key())).expect("our own key");
    file.backpack_keys(&root, *space).expect("our own Backpack")
}

pub(crate) fn key_file_seeds() -> Vec<Vec<u8>> {
    let (key, passphrase) = (host_key(), "a passphrase".into());
    let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key).with_label("phone"))
        .expect("a key file");
    file.add_backpack(&root, SpaceId::random()).expect("a Backpack's keys");
    let small = file.to_bytes();
    let slot = NewSlot::passphrase(&passphrase).with_params(backpack_keys::Argon2Params::FLOOR);
    file.add_slot(&root, &slot).expect("a second slot");
    let two = file.to_bytes();
    file.add_slot(&root, &NewSlot::key_service("vault", &key, b"wrapped")).expect("a third slot");
    [small, two, file.to_bytes()].map(|bytes| bytes[..bytes.len() - 32].to_vec()).into()
}

pub(crate) fn envelope_seeds() -> Vec<Vec<u8>> {
    vec![fixed_keys().seal(Purpose::Row, &Aad::new(6, b"elsewhere"), b"sealed for another place")]
}

//! Pins the format: fixed inputs and fixed randomness give fixed bytes, and bytes written once stay readable.

use backpack_core::{AccountId, SecretBytes, SecretText, SpaceId};

use crate::random::Random;
use crate::{
    Aad, Argon2Params, BackpackKeys, KeyFile, NewSlot, Purpose, RecoveryCode, RootKey, SlotId, Unlock,
    service_context,
};

const PASSPHRASE_FILE: &str = include_str!("golden/key-file-1-passphrase.hex");
const HOST_KEY_FILE: &str = include_str!("golden/key-file-1-host-key.hex");
const RECOVERY_CODE_FILE: &str = include_str!("golden/key-file-2-recovery-code.hex");
const KEY_SERVICE_FILE: &str = include_str!("golden/key-file-3-key-service.hex");
const TWO_FACTORS_FILE: &str = include_str!("golden/key-file-4-two-factors.hex");
/// What the person wrote down.
const CODE: &str = "S34W-NJYC-SQ7C-ZM6H-TB9X-9NEP-TZCD-KPPV-9N4W";
const ENVELOPES: &str = include_str!("golden/envelope-1.hex");

const PURPOSES: [Purpose; 7] = Purpose::ALL;

#[test]
fn a_key_file_with_a_passphrase_is_written_as_ever() {
    let (passphrase, _) = secrets();
    let slot =
        NewSlot::passphrase(&passphrase).with_params(Argon2Params::FLOOR).with_label("the family's own");
    let (file, _) = KeyFile::create_with(account(), &slot, &mut Counting(0)).unwrap();
    assert_eq!(hex(&file.to_bytes()), PASSPHRASE_FILE);
}

#[test]
fn a_key_file_with_a_host_key_is_written_as_ever() {
    assert_eq!(hex(&host_key_file().0.to_bytes()), HOST_KEY_FILE);
}

#[test]
fn a_key_file_with_a_recovery_code_is_written_as_ever() {
    let (file, code) = recovery_code_file();
    assert_eq!((hex(&file.to_bytes()).as_str(), code.as_text().expose()), (RECOVERY_CODE_FILE, CODE));
}

#[test]
fn a_key_file_with_a_key_service_is_written_as_ever() {
    assert_eq!(hex(&key_service_file().to_bytes()), KEY_SERVICE_FILE);
    let context = service_context(account());
    assert_eq!(context, b"backpack/1/slot/key-service/acacacacacacacacacacacacacacacac");
}

#[test]
fn a_key_file_with_two_factors_is_written_as_ever() {
    let (passphrase, key) = secrets();
    let slot = NewSlot::two_factors(&passphrase, &key).with_params(Argon2Params::FLOOR).with_label("phone");
    let (file, _) = KeyFile::create_with(account(), &slot, &mut Counting(0)).unwrap();
    assert_eq!(hex(&file.to_bytes()), TWO_FACTORS_FILE);
    let written = KeyFile::parse(&unhex(TWO_FACTORS_FILE)).unwrap();
    written.unlock(&Unlock::TwoFactors(&passphrase, &key)).unwrap();
}

#[test]
fn a_file_without_a_key_service_keeps_its_format() {
    let file = key_service_file();
    let last = file.slots().last().unwrap().id;
    for (without, format) in [(vec![last], 2), (vec![SlotId(2)], 3), (vec![SlotId(2), last], 1)] {
        let mut file = file.clone();
        without.into_iter().for_each(|slot| file.remove_slot(slot).unwrap());
        assert_eq!(file.to_bytes()[4..8], u32::to_be_bytes(format));
    }
}

#[test]
fn key_files_written_once_open_for_ever() {
    let (passphrase, key) = secrets();
    let by_service = KeyFile::parse(&unhex(KEY_SERVICE_FILE)).unwrap();
    by_service.unlock(&Unlock::Unwrapped(&service_key())).unwrap();
    by_service.unlock(&Unlock::HostKey(&key)).unwrap();
    by_service.unlock(&Unlock::RecoveryCode(&RecoveryCode::parse(CODE).unwrap())).unwrap();
    assert_eq!(by_service, key_service_file());
    let by_code = KeyFile::parse(&unhex(RECOVERY_CODE_FILE)).unwrap();
    let code = RecoveryCode::parse(CODE).unwrap();
    by_code.unlock(&Unlock::RecoveryCode(&code)).unwrap();
    by_code.unlock(&Unlock::HostKey(&key)).unwrap();
    assert_eq!(by_code, recovery_code_file().0);
    let by_passphrase = KeyFile::parse(&unhex(PASSPHRASE_FILE)).unwrap();
    let by_key = KeyFile::parse(&unhex(HOST_KEY_FILE)).unwrap();
    by_passphrase.unlock(&Unlock::Passphrase(&passphrase)).unwrap();
    by_key.unlock(&Unlock::HostKey(&key)).unwrap();
    assert_eq!(by_key, host_key_file().0);
}

#[test]
fn envelopes_are_written_and_read_as_ever() {
    let keys = golden_keys();
    let aad = Aad::new(9, b"row").with_context(&[1, 2]);
    let sealed: String = PURPOSES
        .iter()
        .map(|purpose| hex(&keys.seal_with(*purpose, &aad, b"penicillin V", &mut Counting(100))))
        .collect();
    assert_eq!(sealed, ENVELOPES);
    for (line, purpose) in ENVELOPES.lines().zip(PURPOSES) {
        assert_eq!(keys.open(purpose, &aad, &unhex(line)).unwrap(), b"penicillin V");
    }
}

#[test]
fn ids_are_derived_as_ever() {
    let keys = golden_keys();
    let mut address = keys.content_address();
    address.update(b"content");
    let derived = [
        keys.record_id(&[b"connection", b"Observation", b"17"]).to_string(),
        SpaceId::from_bytes(keys.row_id(3, b"name")).to_string(),
        hex(&address.finish()).trim().to_owned(),
    ];
    assert_eq!(
        derived,
        [
            "abedf99f7547b7d7ece05fcd4589a8a5",
            "09c870072ff08f281d31488b5216c3a5",
            "3cadf80bc876b3276e268205e29b6342b9241b356059cb57a8b0da7a43b945d7",
        ]
    );
}

fn golden_keys() -> BackpackKeys {
    let (file, root) = host_key_file();
    file.backpack_keys(&root, file.own_space()).unwrap()
}

fn host_key_file() -> (KeyFile, RootKey) {
    let (_, key) = secrets();
    KeyFile::create_with(account(), &NewSlot::host_key(&key), &mut Counting(0)).unwrap()
}

fn recovery_code_file() -> (KeyFile, RecoveryCode) {
    let (mut file, root) = host_key_file();
    let code = file.make_recovery_code_with(&root, &mut Counting(200)).unwrap();
    (file, code)
}

/// A file with a slot of each kind but a passphrase.
fn key_service_file() -> KeyFile {
    let (_, key) = secrets();
    let (mut file, root) =
        KeyFile::create_with(account(), &NewSlot::host_key(&key), &mut Counting(0)).unwrap();
    file.make_recovery_code_with(&root, &mut Counting(200)).unwrap();
    let key = service_key();
    let slot = NewSlot::key_service("vault of São Paulo", &key, b"what the service made of it");
    file.push_slot(&root, &slot.with_label("hosted"), &mut Counting(50)).unwrap();
    file
}

fn service_key() -> SecretBytes {
    SecretBytes::new((100..132).collect())
}

fn secrets() -> (SecretText, SecretBytes) {
    (SecretText::from("correct horse, Größe 7"), SecretBytes::new((0..32).collect()))
}

fn account() -> AccountId {
    AccountId::from_bytes([0xAC; 16])
}

/// Counts up: the opposite of random, and the same every time.
struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.push('\n');
    text
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.trim().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

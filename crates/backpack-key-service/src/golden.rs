//! Pins the formats: fixed inputs and fixed randomness give fixed bytes, and bytes written once stay readable.

use backpack_core::SecretBytes;

use crate::master::MasterKeys;
use crate::{ErrorKind, Wrapped};

const FILE: &str = include_str!("golden/master-keys-1.hex");
const WRAPPED: &str = include_str!("golden/wrapped-1.hex");
const CONTEXT: &[u8] = b"backpack/1/slot/key-service/acacacacacacacacacacacacacacacac";

#[test]
fn master_keys_are_written_as_ever_and_read_for_ever() {
    let keys = keys();
    assert_eq!(hex(&keys.to_bytes()), FILE);
    let read = MasterKeys::from_bytes(&unhex(FILE)).unwrap();
    assert_eq!((read.name(), read.versions()), ("vault of São Paulo", vec![1, 2]));
    assert_eq!(hex(&read.to_bytes()), FILE);
}

#[test]
fn a_key_is_wrapped_as_ever_and_unwraps_for_ever() {
    let keys = keys();
    let wrapped = keys.wrap(CONTEXT, &secret(), &mut counting(200)).unwrap();
    assert_eq!(hex(wrapped.as_bytes()), WRAPPED);
    let read = MasterKeys::from_bytes(&unhex(FILE)).unwrap();
    let unwrapped = read.unwrap(CONTEXT, &Wrapped::new(unhex(WRAPPED)).unwrap()).unwrap();
    assert_eq!(unwrapped.expose(), secret().expose());
}

#[test]
fn a_newer_file_is_refused_by_name() {
    use sha2::{Digest as _, Sha256};
    let mut bytes = unhex(FILE);
    bytes[7] = 2;
    let body = bytes.len() - 32;
    let checksum = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum);
    let refused = MasterKeys::from_bytes(&bytes).unwrap_err();
    assert_eq!(refused.kind(), &ErrorKind::NewerFormat(2));
}

fn keys() -> MasterKeys {
    let mut fill = counting(0);
    let mut keys = MasterKeys::create("vault of São Paulo", &mut fill).unwrap();
    keys.rotate(&mut fill).unwrap();
    keys
}

fn secret() -> SecretBytes {
    SecretBytes::new((100..132).collect())
}

/// Counts up: the opposite of random, and the same every time.
fn counting(from: u8) -> impl FnMut(&mut [u8]) {
    let mut next = from;
    move |bytes| {
        for byte in bytes {
            *byte = next;
            next = next.wrapping_add(1);
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

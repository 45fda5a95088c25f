//! Pins the format: a fixed key, prefix and content give fixed bytes, and bytes written once stay readable.

use sha2::{Digest as _, Sha256};

use super::seal::seal_with;
use super::{CHUNK, FORMAT, PADDED, open_stream, sealed_size};
use crate::padding::pad_stream;
use crate::{ByteStream, FileKey, padded_size};

const SHORT: &str = "42504653010110000102030405060708090a0b0c0d0e0f101112180972c15afcc7a3918e1909c95fb86436f463739e55e7f37551a8f3";
const PADDED_SHA256: &str = "49db41956f345d71b7714b63081012e4a4ab72bfd517b31d0e6a30e2095d6721";
const LONG_SHA256: &str = "23f0d8c2ea4c6c16d6c6c3133fc1aa307625bf93398a5b07e577ef5a7dc096cc";

#[test]
fn files_are_sealed_as_ever() {
    let (short, long) = (seal(b"penicillin V".to_vec()), seal(vec![0x5A; CHUNK + 1]));
    assert_eq!((short.len(), long.len()), (54, 65_595));
    assert_eq!([sealed_size(12), sealed_size(65_537)], [54, 65_595]);
    assert_eq!((hex(&short), hex(&Sha256::digest(&long))), (SHORT.to_owned(), LONG_SHA256.to_owned()));
    let padded = seal_as(PADDED, pad_stream(ByteStream::from_bytes("penicillin V")));
    assert_eq!((padded.len(), padded_size(12)), (4_096, 4_054));
    assert_eq!(hex(&Sha256::digest(&padded)), PADDED_SHA256);
}

#[test]
fn files_sealed_once_open_for_ever() {
    let digits = SHORT.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let sealed: Vec<u8> = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    let opened = open_stream(&key(), b"context", ByteStream::from_bytes(sealed));
    assert_eq!(futures_util::FutureExt::now_or_never(opened.collect()).unwrap().unwrap(), "penicillin V");
}

fn seal(plain: Vec<u8>) -> Vec<u8> {
    seal_as(FORMAT, ByteStream::from_bytes(plain))
}

fn seal_as(format: u8, plain: ByteStream) -> Vec<u8> {
    let prefix = std::array::from_fn(|i| u8::try_from(i).unwrap());
    let sealed = seal_with(&key(), b"context", plain, format, prefix);
    // Nothing waits for anything outside, so one poll is enough.
    futures_util::FutureExt::now_or_never(sealed.collect()).unwrap().unwrap().to_vec()
}

fn key() -> FileKey {
    FileKey::from_slice(&[0x4B; 32]).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

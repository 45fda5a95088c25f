//! Damaged and hostile bytes: refused, by name where there is one, and never a panic.

use backpack_core::SecretText;
use backpack_keys::{Error, KeyFile, Unlock};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::key_services::service_file;
use crate::{host_key, host_key_file, passphrase_file};

#[test]
fn every_flipped_byte_of_a_key_file_is_refused() {
    let bytes = passphrase_file(&SecretText::from("right")).0.to_bytes();
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 1;
        let expected = if position < 4 { Error::NotAKeyFile } else { Error::KeyFileDamaged };
        assert_eq!(KeyFile::parse(&damaged), Err(expected), "byte {position}");
    }
}

#[test]
fn every_flipped_byte_is_refused_even_if_the_checksum_was_made_to_fit() {
    let (mut file, root) = host_key_file();
    let (bytes, key) = (file.to_bytes(), host_key(1));
    every_flip_is_refused(&bytes, &Unlock::HostKey(&key));
    // The key's slot does not care what stands in the code's, and the other way round: each in a file of its own.
    let code = file.make_recovery_code(&root).unwrap();
    file.remove_slot(root.slot()).unwrap();
    every_flip_is_refused(&file.to_bytes(), &Unlock::RecoveryCode(&code));
    let (file, _, key) = service_file();
    every_flip_is_refused(&file.to_bytes(), &Unlock::Unwrapped(&key));
}

fn every_flip_is_refused(bytes: &[u8], unlock: &Unlock<'_>) {
    // The id of the next slot (40 to 44) is bound to nothing: a flip there opens, and gives a gap in the ids.
    for position in (0..40).chain(44..bytes.len() - 32) {
        let mut forged = bytes.to_vec();
        forged[position] ^= 1;
        let opened = KeyFile::parse(&with_checksum(forged))
            .and_then(|file| Ok((file.unlock(unlock)?, file)))
            .and_then(|(root, file)| file.backpack_keys(&root, file.own_space()));
        assert!(opened.is_err(), "byte {position}");
    }
}

#[test]
fn cut_key_files_are_refused() {
    for bytes in [host_key_file().0.to_bytes(), service_file().0.to_bytes()] {
        cuts_are_refused(bytes);
    }
}

fn cuts_are_refused(bytes: Vec<u8>) {
    for length in 0..bytes.len() {
        let expected = if length < 4 { Error::NotAKeyFile } else { Error::KeyFileDamaged };
        assert_eq!(KeyFile::parse(&bytes[..length]), Err(expected), "{length} bytes");
    }
    assert_eq!(KeyFile::parse(&[bytes, vec![0]].concat()), Err(Error::KeyFileDamaged));
}

#[test]
fn a_newer_format_is_refused_by_name() {
    let mut bytes = host_key_file().0.to_bytes();
    bytes[4..8].copy_from_slice(&5_u32.to_be_bytes());
    assert_eq!(KeyFile::parse(&with_checksum(bytes)), Err(Error::NewerFormat(5)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _refused = KeyFile::parse(&body);
        let headed = [b"BPKF\0\0\0\x01".as_slice(), &body, &[0; 32]].concat();
        let _read = KeyFile::parse(&with_checksum(headed));
    }

    #[test]
    fn mangled_key_files_never_panic_and_read_as_they_write(
        edits in proptest::collection::vec((40_usize..400, any::<u8>()), 1..4),
    ) {
        let mut bytes = host_key_file().0.to_bytes();
        let length = bytes.len() - 32;
        for (position, byte) in edits {
            bytes[position % length] = byte;
        }
        let bytes = with_checksum(bytes);
        if let Ok(file) = KeyFile::parse(&bytes) {
            prop_assert_eq!(file.to_bytes(), bytes);
        }
    }
}

/// Makes the checksum at the end fit what stands before it, as a forger would.
pub(crate) fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 32;
    let checksum = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum);
    bytes
}

//! A slot of a passphrase and a key: both open it, and neither does alone.

use backpack_core::{AccountId, SecretBytes, SecretText};
use backpack_keys::{Argon2Params, Error, KeyFile, NewSlot, SlotKind, Unlock};

fn key(byte: u8) -> SecretBytes {
    SecretBytes::new(vec![byte; 32])
}

fn made() -> (KeyFile, SecretText, SecretBytes) {
    let (known, had) = (SecretText::from("what I know"), key(7));
    let slot = NewSlot::two_factors(&known, &had).with_params(Argon2Params::FLOOR).with_label("phone");
    let (file, _) = KeyFile::create(AccountId::random(), &slot).unwrap();
    (KeyFile::parse(&file.to_bytes()).unwrap(), known, had)
}

#[test]
fn both_open_and_neither_does_alone() {
    let (file, known, had) = made();
    assert_eq!(file.slots()[0].kind, SlotKind::TwoFactors(Argon2Params::FLOOR));
    assert_eq!(file.to_bytes()[4..8], 4u32.to_be_bytes());
    file.unlock(&Unlock::TwoFactors(&known, &had)).unwrap();
    let (other, short) = (SecretText::from("what I guess"), SecretBytes::new(vec![7; 31]));
    let refused = |unlock: Unlock<'_>| file.unlock(&unlock).unwrap_err();
    assert_eq!(refused(Unlock::TwoFactors(&other, &had)), Error::WrongPassphrase);
    assert_eq!(refused(Unlock::TwoFactors(&known, &key(8))), Error::WrongPassphrase);
    assert_eq!(refused(Unlock::TwoFactors(&known, &short)), Error::HostKeyLength);
    assert_eq!(refused(Unlock::Passphrase(&known)), Error::NoSuchSlot);
    assert_eq!(refused(Unlock::HostKey(&had)), Error::NoSuchSlot);
}

#[test]
fn it_is_kept_over_a_new_root_key_by_both_alone() {
    let (file, known, had) = made();
    let root = file.unlock(&Unlock::TwoFactors(&known, &had)).unwrap();
    let rotated = file.rotate_root(&root, &[Unlock::TwoFactors(&known, &had)]).unwrap();
    assert!(rotated.dropped.is_empty());
    rotated.file.unlock(&Unlock::TwoFactors(&known, &had)).unwrap();
    assert_eq!(
        file.rotate_root(&root, &[Unlock::TwoFactors(&known, &key(8))]).unwrap_err(),
        Error::WrongPassphrase
    );
}

#[test]
fn an_older_format_holds_none_and_a_passphrase_is_demanded() {
    let (file, _, had) = made();
    let mut bytes = file.to_bytes();
    bytes[7] = 3;
    let end = bytes.len() - 32;
    let checksum = <sha2::Sha256 as sha2::Digest>::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&checksum);
    assert_eq!(KeyFile::parse(&bytes).unwrap_err(), Error::KeyFileDamaged);
    let empty = SecretText::from("");
    let slot = NewSlot::two_factors(&empty, &had).with_params(Argon2Params::FLOOR);
    assert_eq!(KeyFile::create(AccountId::random(), &slot).unwrap_err(), Error::EmptyPassphrase);
}

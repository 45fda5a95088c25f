//! Passphrases and host keys: right, wrong, old, spelled otherwise, too cheap, too dear.

use backpack_core::{AccountId, SecretBytes, SecretText};
use backpack_keys::{Argon2Params, Error, KeyFile, NewSlot, Unlock};

use crate::damage::with_checksum;
use crate::{host_key, host_key_file, passphrase_file};

#[test]
fn a_wrong_passphrase_is_not_damage() {
    let (file, _) = passphrase_file(&SecretText::from("right"));
    let before = file.to_bytes();
    let read = KeyFile::parse(&before).unwrap();
    for wrong in ["wrong", "Right", "right ", ""] {
        let refused = read.unlock(&Unlock::Passphrase(&SecretText::from(wrong))).unwrap_err();
        assert_eq!(refused, Error::WrongPassphrase, "{wrong:?}");
    }
    assert_eq!(read.to_bytes(), before);
    read.unlock(&Unlock::Passphrase(&SecretText::from("right"))).unwrap();
}

#[test]
fn a_wrong_host_key_is_named_and_so_is_a_wrong_length() {
    let (file, _) = host_key_file();
    let refusal = |key: SecretBytes| file.unlock(&Unlock::HostKey(&key)).unwrap_err();
    assert_eq!(refusal(host_key(2)), Error::WrongHostKey);
    assert_eq!(refusal(SecretBytes::new(vec![1; 31])), Error::HostKeyLength);
    assert_eq!(refusal(SecretBytes::new(vec![1; 33])), Error::HostKeyLength);
    let passphrase = SecretText::from("no slot takes one");
    assert_eq!(file.unlock(&Unlock::Passphrase(&passphrase)).unwrap_err(), Error::NoSuchSlot);
}

#[test]
fn a_passphrase_is_the_same_however_its_letters_are_composed() {
    let composed = SecretText::from("Zo\u{eb} \u{1ea5} \u{ac00}");
    let decomposed = SecretText::from("Zoe\u{308} a\u{302}\u{301} \u{1100}\u{1161}");
    let (file, _) = passphrase_file(&composed);
    file.unlock(&Unlock::Passphrase(&decomposed)).unwrap();
    // Only composition is evened out: a look-alike stays another passphrase.
    let fullwidth = SecretText::from("\u{ff3a}o\u{eb} \u{1ea5} \u{ac00}");
    assert_eq!(file.unlock(&Unlock::Passphrase(&fullwidth)).unwrap_err(), Error::WrongPassphrase);
}

#[test]
fn a_changed_passphrase_replaces_the_old_one() {
    let (old, new) = (SecretText::from("old"), SecretText::from("new"));
    let (mut file, root) = passphrase_file(&old);
    let slots = file.slots();
    file.change_passphrase(&root, root.slot(), &new, Argon2Params::FLOOR).unwrap();
    let file = KeyFile::parse(&file.to_bytes()).unwrap();
    assert_eq!(file.slots(), slots);
    assert_eq!(file.unlock(&Unlock::Passphrase(&old)).unwrap_err(), Error::WrongPassphrase);
    let root = file.unlock(&Unlock::Passphrase(&new)).unwrap();
    file.backpack_keys(&root, file.own_space()).unwrap();
}

#[test]
fn an_empty_passphrase_is_refused_and_changes_nothing() {
    let empty = SecretText::from("");
    let created = KeyFile::create(AccountId::random(), &NewSlot::passphrase(&empty));
    assert_eq!(created.unwrap_err(), Error::EmptyPassphrase);
    let (mut file, root) = passphrase_file(&SecretText::from("old"));
    let before = file.clone();
    let changed = file.change_passphrase(&root, root.slot(), &empty, Argon2Params::FLOOR);
    assert_eq!((changed, file), (Err(Error::EmptyPassphrase), before));
}

#[test]
fn parameters_out_of_bounds_are_refused_by_name() {
    for (memory_kib, passes, lanes, expected) in [
        (19 * 1024 - 1, 2, 1, Error::WeakSlot),
        (19 * 1024, 1, 1, Error::WeakSlot),
        (19 * 1024, 2, 0, Error::WeakSlot),
        (1024, 3, 1, Error::WeakSlot),
        (1024 * 1024 + 1, 3, 1, Error::CostlySlot),
        (u32::MAX, 3, 1, Error::CostlySlot),
        (64 * 1024, 17, 1, Error::CostlySlot),
        (64 * 1024, 3, 9, Error::CostlySlot),
    ] {
        assert_eq!(Argon2Params::new(memory_kib, passes, lanes), Err(expected.clone()));
        // The same in a file whose checksum is right: refused when read, before anything is allocated.
        let (file, _) = passphrase_file(&SecretText::from("right"));
        let mut bytes = file.to_bytes();
        for (i, cost) in [memory_kib, passes, lanes].into_iter().enumerate() {
            bytes[52 + 4 * i..56 + 4 * i].copy_from_slice(&cost.to_be_bytes());
        }
        assert_eq!(KeyFile::parse(&with_checksum(bytes)), Err(expected));
    }
}

#[test]
fn altered_parameters_within_bounds_open_nothing() {
    let right = SecretText::from("right");
    let (file, _) = passphrase_file(&right);
    let mut bytes = file.to_bytes();
    bytes[56..60].copy_from_slice(&3_u32.to_be_bytes());
    let altered = KeyFile::parse(&with_checksum(bytes)).unwrap();
    assert_eq!(altered.unlock(&Unlock::Passphrase(&right)).unwrap_err(), Error::WrongPassphrase);
}

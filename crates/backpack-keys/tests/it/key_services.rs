//! Slots of key services: wrapped keys are told, bound to their account, and wrapped anew in place.

use backpack_core::{AccountId, SecretBytes};
use backpack_keys::{
    Aad, Error, KeyFile, MAX_SERVICE_NAME_BYTES, MAX_WRAPPED_KEY_BYTES, NewSlot, Purpose, RootKey, SlotKind,
    Unlock, service_context,
};
use proptest::prelude::*;

use crate::damage::with_checksum;
use crate::{host_key, host_key_file};

/// Returns a key file that only a key service opens, its root key, and the key that was wrapped.
pub(crate) fn service_file() -> (KeyFile, RootKey, SecretBytes) {
    let key = host_key(5);
    let slot = NewSlot::key_service("vault", &key, b"wrapped 5");
    let (file, root) = KeyFile::create(AccountId::random(), &slot).unwrap();
    (file, root, key)
}

#[test]
fn a_service_alone_opens_and_its_slot_says_which() {
    let (file, root, key) = service_file();
    let file = KeyFile::parse(&file.to_bytes()).unwrap();
    let told: Vec<_> = file.wrapped_keys().iter().map(|one| (one.slot, one.service, one.wrapped)).collect();
    assert_eq!(told, [(root.slot(), "vault", b"wrapped 5".as_slice())]);
    let slots: Vec<_> = file.slots().into_iter().map(|slot| (slot.id, slot.kind, slot.service)).collect();
    assert_eq!(slots, [(root.slot(), SlotKind::KeyService, Some("vault".to_owned()))]);
    assert_eq!(file.unlock(&Unlock::Unwrapped(&key)).unwrap().slot(), root.slot());
    // Another key opens nothing, and the same key in the name of another kind neither.
    let refused = |unlock: &Unlock<'_>| file.unlock(unlock).unwrap_err();
    assert_eq!(refused(&Unlock::Unwrapped(&host_key(6))), Error::WrongServiceKey);
    assert_eq!(refused(&Unlock::Unwrapped(&SecretBytes::new(vec![5; 31]))), Error::ServiceKeyLength);
    assert_eq!(refused(&Unlock::HostKey(&key)), Error::NoSuchSlot);
    assert_eq!(host_key_file().0.unlock(&Unlock::Unwrapped(&key)).unwrap_err(), Error::NoSuchSlot);
}

#[test]
fn each_account_has_a_context_of_its_own_that_a_log_may_show() {
    let id = AccountId::from_bytes([0xAB; 16]);
    let context = service_context(id);
    assert_eq!(context, format!("backpack/1/slot/key-service/{}", "ab".repeat(16)).into_bytes());
    assert_ne!(context, service_context(AccountId::from_bytes([0xAC; 16])));
}

#[test]
fn the_slot_of_another_account_opens_nothing_here() {
    let ((file, ..), (other, _, other_key)) = (service_file(), service_file());
    // Both are written alike, so that the one slot lies at the same place in both.
    let (mut bytes, others) = (file.to_bytes(), other.to_bytes());
    let slot = 45..45 + 4 + 1 + 1 + 6 + 2 + 9 + 16 + 32 + 72;
    bytes[slot.clone()].copy_from_slice(&others[slot]);
    let swapped = KeyFile::parse(&with_checksum(bytes)).unwrap();
    let refused = swapped.unlock(&Unlock::Unwrapped(&other_key)).unwrap_err();
    assert_eq!(refused, Error::KeyFileDamaged);
}

#[test]
fn a_wrapped_key_in_the_place_of_another_is_refused() {
    let (mut file, root, key) = service_file();
    let second = host_key(7);
    file.add_slot(&root, &NewSlot::key_service("vault", &second, b"wrapped 7")).unwrap();
    let mut bytes = file.to_bytes();
    // The wrapped key of the first slot becomes that of the second.
    bytes[45 + 14 + 8] = b'7';
    let swapped = KeyFile::parse(&with_checksum(bytes)).unwrap();
    assert_eq!(swapped.wrapped_keys()[0].wrapped, b"wrapped 7");
    // Its service would unwrap the second key, which is none of the first slot's.
    swapped.unlock(&Unlock::Unwrapped(&second)).unwrap();
    assert_eq!(swapped.unlock(&Unlock::Unwrapped(&key)).unwrap_err(), Error::KeyFileDamaged);
}

#[test]
fn a_slot_is_wrapped_anew_in_place() {
    let (mut file, root, old) = service_file();
    let labelled = host_key(8);
    let slot = NewSlot::key_service("other vault", &labelled, b"8").with_label("hosted");
    let id = file.add_slot(&root, &slot).unwrap();
    let own = file.own_space();
    let sealed = file.backpack_keys(&root, own).unwrap().seal(Purpose::Row, &Aad::new(1, b"id"), b"row");

    let new = host_key(9);
    file.rewrap_slot(&root, id, &new, b"nine").unwrap();
    let read = KeyFile::parse(&file.to_bytes()).unwrap();
    let slots: Vec<_> = read.slots().into_iter().map(|slot| (slot.id, slot.label, slot.service)).collect();
    assert_eq!(
        slots,
        [
            (root.slot(), String::new(), Some("vault".to_owned())),
            (id, "hosted".to_owned(), Some("other vault".to_owned())),
        ]
    );
    assert_eq!(read.wrapped_keys()[1].wrapped, b"nine");
    let opened = read.unlock(&Unlock::Unwrapped(&new)).unwrap();
    let keys = read.backpack_keys(&opened, own).unwrap();
    assert_eq!(keys.open(Purpose::Row, &Aad::new(1, b"id"), &sealed), Ok(b"row".to_vec()));
    assert_eq!(read.unlock(&Unlock::Unwrapped(&labelled)).unwrap_err(), Error::WrongServiceKey);
    read.unlock(&Unlock::Unwrapped(&old)).unwrap();
}

#[test]
fn what_cannot_be_wrapped_anew_is_left_as_it_was() {
    let (mut file, root, key) = service_file();
    let host = file.add_slot(&root, &NewSlot::host_key(&key)).unwrap();
    let before = file.clone();
    let (_, stranger, _) = service_file();
    let id = root.slot();
    let long = vec![0; MAX_WRAPPED_KEY_BYTES + 1];
    let short = SecretBytes::new(vec![1; 16]);
    assert_eq!(file.rewrap_slot(&root, host, &key, b"x"), Err(Error::NoSuchSlot));
    assert_eq!(file.rewrap_slot(&stranger, id, &key, b"x"), Err(Error::ForeignRootKey));
    assert_eq!(file.rewrap_slot(&root, id, &key, b""), Err(Error::WrappedKeyLength));
    assert_eq!(file.rewrap_slot(&root, id, &key, &long), Err(Error::WrappedKeyLength));
    assert_eq!(file.rewrap_slot(&root, id, &short, b"x"), Err(Error::ServiceKeyLength));
    assert_eq!(file, before);
    file.rewrap_slot(&root, id, &key, &long[1..]).unwrap();
    assert_eq!(KeyFile::parse(&file.to_bytes()), Ok(file));
}

#[test]
fn a_new_root_key_keeps_the_slot_whose_key_is_given_again() {
    let (mut file, root, key) = service_file();
    let lost = host_key(8);
    let dropped = file.add_slot(&root, &NewSlot::key_service("gone", &lost, b"8")).unwrap();
    let rotation = file.rotate_root(&root, &[Unlock::Unwrapped(&key)]).unwrap();
    assert_eq!(rotation.dropped.iter().map(|slot| slot.id).collect::<Vec<_>>(), [dropped]);
    let mut new = KeyFile::parse(&rotation.file.to_bytes()).unwrap();
    assert_eq!(new.wrapped_keys()[0].wrapped, b"wrapped 5");
    new.unlock(&Unlock::Unwrapped(&key)).unwrap();
    let anew = host_key(9);
    new.rewrap_slot(&rotation.root, rotation.root.slot(), &anew, b"nine").unwrap();
    new.unlock(&Unlock::Unwrapped(&anew)).unwrap();
    assert_eq!(new.unlock(&Unlock::Unwrapped(&key)).unwrap_err(), Error::WrongServiceKey);
    let wrong = file.rotate_root(&root, &[Unlock::Unwrapped(&key), Unlock::Unwrapped(&anew)]).unwrap_err();
    assert_eq!(wrong, Error::WrongServiceKey);
}

#[test]
fn names_and_wrapped_keys_have_bounds() {
    let (mut file, root, key) = service_file();
    let before = file.clone();
    let name = "é".repeat(MAX_SERVICE_NAME_BYTES / 2);
    let long = format!("{name}x");
    let wrapped = vec![1; MAX_WRAPPED_KEY_BYTES];
    for (name, wrapped, expected) in [
        ("", wrapped.clone(), Error::ServiceNameLength),
        (long.as_str(), wrapped.clone(), Error::ServiceNameLength),
        ("vault", Vec::new(), Error::WrappedKeyLength),
        ("vault", vec![1; MAX_WRAPPED_KEY_BYTES + 1], Error::WrappedKeyLength),
    ] {
        assert_eq!(file.add_slot(&root, &NewSlot::key_service(name, &key, &wrapped)), Err(expected));
    }
    assert_eq!(file, before);
    file.add_slot(&root, &NewSlot::key_service(&name, &key, &wrapped)).unwrap();
    assert_eq!(KeyFile::parse(&file.to_bytes()), Ok(file));
}

#[test]
fn lengths_that_a_forger_writes_are_refused() {
    let (file, ..) = service_file();
    let bytes = file.to_bytes();
    // The slot begins at 45: its id, kind and empty label, then the length of the name at 51, of the wrapped key at 57.
    for (at, forged) in [
        (51, vec![0]),
        (51, vec![65]),
        (51, vec![255]),
        (57, vec![0, 0]),
        (57, vec![0x10, 0x01]),
        (57, vec![0xff, 0xff]),
        (52, vec![0xff]),
    ] {
        let mut bytes = bytes.clone();
        bytes[at..at + forged.len()].copy_from_slice(&forged);
        assert_eq!(KeyFile::parse(&with_checksum(bytes)), Err(Error::KeyFileDamaged), "{forged:?} at {at}");
    }
    // A file without one never claims to have one.
    let mut claims = host_key_file().0.to_bytes();
    claims[4..8].copy_from_slice(&3_u32.to_be_bytes());
    assert_eq!(KeyFile::parse(&with_checksum(claims)), Err(Error::KeyFileDamaged));
    // Neither older format knows such a slot.
    for format in [1_u32, 2] {
        let mut bytes = bytes.clone();
        bytes[4..8].copy_from_slice(&format.to_be_bytes());
        assert_eq!(KeyFile::parse(&with_checksum(bytes)), Err(Error::KeyFileDamaged));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_a_service_wraps_reads_as_it_was_written(
        name in "\\PC{1,16}", wrapped in proptest::collection::vec(any::<u8>(), 1..=MAX_WRAPPED_KEY_BYTES), seed: u8,
    ) {
        let key = host_key(seed);
        let slot = NewSlot::key_service(&name, &key, &wrapped);
        let (file, _) = KeyFile::create(AccountId::random(), &slot).unwrap();
        let read = KeyFile::parse(&file.to_bytes()).unwrap();
        let told: Vec<_> = read.wrapped_keys().iter().map(|one| (one.service, one.wrapped)).collect();
        prop_assert_eq!(told, [(name.as_str(), wrapped.as_slice())]);
        prop_assert!(read.unlock(&Unlock::Unwrapped(&key)).is_ok());
    }

    #[test]
    fn mangled_slots_never_panic_and_open_nothing_else(
        edits in proptest::collection::vec((45_usize..190, any::<u8>()), 1..4),
    ) {
        let (file, _, key) = service_file();
        let bytes = file.to_bytes();
        let mut mangled = bytes.clone();
        edits.iter().for_each(|(at, byte)| mangled[*at] = *byte);
        let mangled = with_checksum(mangled);
        if let Ok(read) = KeyFile::parse(&mangled) {
            prop_assert_eq!(&read.to_bytes(), &mangled);
            prop_assert_eq!(read.unlock(&Unlock::Unwrapped(&key)).is_ok(), mangled == bytes);
        }
    }
}

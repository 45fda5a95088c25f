//! A new root key: what is given again is kept, what is not is dropped and named, and the old root opens nothing.

use backpack_core::{SecretText, SpaceId};
use backpack_keys::{Aad, Argon2Params, Error, KeyFile, NewSlot, Purpose, SlotKind, Unlock};

use crate::{host_key, host_key_file};

const PLACE: Aad<'_> = Aad::new(1, b"id");

#[test]
fn what_was_given_again_opens_and_the_rest_is_dropped_and_named() {
    let (mut file, root) = host_key_file();
    let (kept, lost) = (SecretText::from("kept"), host_key(2));
    let slot = NewSlot::passphrase(&kept).with_params(Argon2Params::FLOOR).with_label("Mum");
    let by_passphrase = file.add_slot(&root, &slot).unwrap();
    let by_lost = file.add_slot(&root, &NewSlot::host_key(&lost).with_label("old phone")).unwrap();
    let key = host_key(1);

    let rotation = file.rotate_root(&root, &[Unlock::Passphrase(&kept), Unlock::HostKey(&key)]).unwrap();
    let dropped: Vec<_> = rotation.dropped.iter().map(|slot| (slot.id, slot.label.as_str())).collect();
    assert_eq!((dropped, rotation.recovery_code.is_none()), (vec![(by_lost, "old phone")], true));
    let new = KeyFile::parse(&rotation.file.to_bytes()).unwrap();
    let slots: Vec<_> = new.slots().into_iter().map(|slot| (slot.id, slot.kind, slot.label)).collect();
    let expected = [
        (root.slot(), SlotKind::HostKey, String::new()),
        (by_passphrase, SlotKind::Passphrase(Argon2Params::FLOOR), "Mum".to_owned()),
    ];
    assert_eq!(slots, expected);
    new.unlock(&Unlock::Passphrase(&kept)).unwrap();
    new.unlock(&Unlock::HostKey(&key)).unwrap();
    assert_eq!(new.unlock(&Unlock::HostKey(&lost)).unwrap_err(), Error::WrongHostKey);
}

#[test]
fn the_old_root_opens_nothing_and_every_key_is_still_there() {
    let (mut file, root) = host_key_file();
    let spaces = [SpaceId::random(), SpaceId::random(), file.own_space()];
    file.add_backpack(&root, spaces[0]).unwrap();
    file.add_backpack(&root, spaces[1]).unwrap();
    file.add_epoch(&root, spaces[1]).unwrap();
    let sealed = spaces
        .map(|space| file.backpack_keys(&root, space).unwrap().seal(Purpose::Row, &PLACE, space.as_bytes()));
    let rotation = file.rotate_root(&root, &[Unlock::HostKey(&host_key(1))]).unwrap();
    for (space, sealed) in spaces.into_iter().zip(&sealed) {
        let refused = rotation.file.backpack_keys(&root, space).unwrap_err();
        assert_eq!(refused, Error::ForeignRootKey);
        let keys = rotation.file.backpack_keys(&rotation.root, space).unwrap();
        assert_eq!(keys.open(Purpose::Row, &PLACE, sealed), Ok(space.as_bytes().to_vec()));
    }
    assert_eq!(rotation.file.epochs(spaces[1]), Ok(vec![2, 1]));
    // No wrap of the old file stands in the new one.
    let (old, new) = (file.to_bytes(), rotation.file.to_bytes());
    let wraps = old.windows(72).skip(45).filter(|window| new.windows(72).any(|other| other == *window));
    assert_eq!(wraps.count(), 0);
}

#[test]
fn a_recovery_code_is_made_anew() {
    let (mut file, root) = host_key_file();
    let old = file.make_recovery_code(&root).unwrap();
    let key = host_key(1);
    for given in [vec![Unlock::HostKey(&key)], vec![Unlock::RecoveryCode(&old), Unlock::HostKey(&key)]] {
        let rotation = file.rotate_root(&root, &given).unwrap();
        assert_eq!((rotation.dropped.len(), rotation.file.slots().len()), (0, 2));
        let new = rotation.recovery_code.unwrap();
        rotation.file.unlock(&Unlock::RecoveryCode(&new)).unwrap();
        let refused = rotation.file.unlock(&Unlock::RecoveryCode(&old)).unwrap_err();
        assert_eq!(refused, Error::WrongRecoveryCode);
    }
}

#[test]
fn nothing_is_rotated_that_nobody_could_open() {
    let (mut file, root) = host_key_file();
    let code = file.make_recovery_code(&root).unwrap();
    let (key, wrong) = (host_key(1), host_key(9));
    let passphrase = SecretText::from("no slot takes one");
    let refusal = |kept: &[Unlock<'_>]| file.rotate_root(&root, kept).unwrap_err();
    assert_eq!(refusal(&[]), Error::NothingKept);
    // A code alone is not enough: the new one might be lost before anybody has seen it.
    assert_eq!(refusal(&[Unlock::RecoveryCode(&code)]), Error::NothingKept);
    assert_eq!(refusal(&[Unlock::HostKey(&key), Unlock::HostKey(&wrong)]), Error::WrongHostKey);
    assert_eq!(refusal(&[Unlock::HostKey(&key), Unlock::Passphrase(&passphrase)]), Error::WrongPassphrase);
    let (_, stranger) = host_key_file();
    let foreign = file.rotate_root(&stranger, &[Unlock::HostKey(&key)]).unwrap_err();
    assert_eq!(foreign, Error::ForeignRootKey);
    // The same key twice is no mistake.
    file.rotate_root(&root, &[Unlock::HostKey(&key), Unlock::HostKey(&key)]).unwrap();
}

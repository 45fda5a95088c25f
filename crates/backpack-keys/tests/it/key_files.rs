//! Backpacks and epochs in the key file.

use backpack_core::SpaceId;
use backpack_keys::{Aad, ENVELOPE_HEAD, Error, KeyFile, MAX_EPOCHS, Purpose, sealed_epoch};

use crate::host_key_file;

const PLACE: Aad<'_> = Aad::new(1, b"id");

#[test]
fn backpacks_come_and_go_with_their_keys() {
    let (mut file, root) = host_key_file();
    let [a, b] = [SpaceId::from_bytes([1; 16]), SpaceId::from_bytes([2; 16])];
    file.add_backpack(&root, b).unwrap();
    file.add_backpack(&root, a).unwrap();
    assert_eq!(file.add_backpack(&root, a), Err(Error::BackpackExists));
    let mut file = KeyFile::parse(&file.to_bytes()).unwrap();
    assert_eq!(file.backpacks(), [a, b]);
    let sealed = file.backpack_keys(&root, a).unwrap().seal(Purpose::Row, &PLACE, b"mine");

    file.remove_backpack(a).unwrap();
    assert_eq!(file.remove_backpack(a), Err(Error::NoSuchBackpack));
    assert_eq!(file.backpack_keys(&root, a).unwrap_err(), Error::NoSuchBackpack);
    assert!(!file.to_bytes().windows(16).any(|bytes| bytes == a.as_bytes()));
    // A Backpack added again under the same id has new keys: what was sealed before stays shut.
    file.add_backpack(&root, a).unwrap();
    let opened = file.backpack_keys(&root, a).unwrap().open(Purpose::Row, &PLACE, &sealed);
    assert_eq!(opened, Err(Error::Tampered));
}

#[test]
fn the_own_space_stays() {
    let (mut file, root) = host_key_file();
    assert_eq!(file.backpacks(), []);
    assert_eq!(file.remove_backpack(file.own_space()), Err(Error::OwnSpace));
    assert_eq!(file.add_backpack(&root, file.own_space()), Err(Error::OwnSpace));
    file.backpack_keys(&root, file.own_space()).unwrap();
}

#[test]
fn a_new_epoch_seals_at_once_and_old_ones_open_until_dropped() {
    let (mut file, root) = host_key_file();
    let space = file.own_space();
    let first = file.backpack_keys(&root, space).unwrap();
    let old = first.seal(Purpose::Block, &PLACE, b"old");
    assert_eq!(file.add_epoch(&root, space), Ok(2));
    let file_bytes = file.to_bytes();
    let keys = KeyFile::parse(&file_bytes).unwrap().backpack_keys(&root, space).unwrap();
    let new = keys.seal(Purpose::Block, &PLACE, b"new");

    assert_eq!((sealed_epoch(&old), sealed_epoch(&new)), (Ok(1), Ok(2)));
    assert_eq!((keys.epochs().collect::<Vec<_>>(), keys.newest_epoch()), (vec![2, 1], 2));
    assert_eq!(keys.open(Purpose::Block, &PLACE, &old), Ok(b"old".to_vec()));
    assert_eq!(first.open(Purpose::Block, &PLACE, &new), Err(Error::NewerEpoch(2)));
    assert_eq!(keys.record_id(&[b"a"]), first.record_id(&[b"a"]));

    assert_eq!(file.drop_epoch(space, 2), Err(Error::NewestEpoch));
    assert_eq!(file.drop_epoch(space, 1), Ok(()));
    assert_eq!(file.drop_epoch(space, 1), Err(Error::NoSuchEpoch(1)));
    let keys = file.backpack_keys(&root, space).unwrap();
    assert_eq!(keys.open(Purpose::Block, &PLACE, &old), Err(Error::NoSuchEpoch(1)));
    assert_eq!(keys.open(Purpose::Block, &PLACE, &new), Ok(b"new".to_vec()));
    // An epoch's number is never used twice.
    assert_eq!(file.add_epoch(&root, space), Ok(3));
}

#[test]
fn a_file_full_of_epochs_says_so_and_reads_back() {
    let (mut file, root) = host_key_file();
    let space = file.own_space();
    for _ in 1..MAX_EPOCHS {
        file.add_epoch(&root, space).unwrap();
    }
    assert_eq!(file.add_epoch(&root, space), Err(Error::Full));
    assert_eq!(KeyFile::parse(&file.to_bytes()), Ok(file));
}

#[test]
fn keys_that_are_open_go_on_with_the_epochs_of_newer_ones() {
    let (mut file, root) = host_key_file();
    let space = file.own_space();
    let open = file.backpack_keys(&root, space).unwrap();
    let old = open.seal(Purpose::Block, &PLACE, b"old");
    file.add_epoch(&root, space).unwrap();
    let both = file.backpack_keys(&root, space).unwrap();
    open.adopt(&both).unwrap();
    let new = open.seal(Purpose::Block, &PLACE, b"new");
    assert_eq!((open.epochs().collect::<Vec<_>>(), sealed_epoch(&new)), (vec![2, 1], Ok(2)));
    assert_eq!(open.open(Purpose::Block, &PLACE, &old), Ok(b"old".to_vec()));

    file.drop_epoch(space, 1).unwrap();
    open.adopt(&file.backpack_keys(&root, space).unwrap()).unwrap();
    assert_eq!(open.open(Purpose::Block, &PLACE, &old), Err(Error::NoSuchEpoch(1)));
    assert_eq!(open.open(Purpose::Block, &PLACE, &new), Ok(b"new".to_vec()));
}

#[test]
fn keys_of_another_space_or_of_yesterday_are_not_adopted() {
    let (mut file, root) = host_key_file();
    let space = file.own_space();
    let yesterday = file.backpack_keys(&root, space).unwrap();
    file.add_epoch(&root, space).unwrap();
    let open = file.backpack_keys(&root, space).unwrap();
    assert_eq!(open.adopt(&yesterday), Err(Error::NewestEpoch));
    let (stranger, strange_root) = host_key_file();
    let strange = stranger.backpack_keys(&strange_root, stranger.own_space()).unwrap();
    assert_eq!(open.adopt(&strange), Err(Error::NoSuchBackpack));
    assert_eq!(open.epochs().collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn the_first_eight_bytes_of_an_envelope_say_its_epoch() {
    let (file, root) = host_key_file();
    let sealed = file.backpack_keys(&root, file.own_space()).unwrap().seal(Purpose::Row, &PLACE, b"");
    assert_eq!(sealed_epoch(&sealed[..ENVELOPE_HEAD]), Ok(1));
    assert_eq!(sealed_epoch(&sealed[..ENVELOPE_HEAD - 1]), Err(Error::Tampered));
    assert_eq!(sealed_epoch(b"BP\x02\x01\0\0\0\x01"), Err(Error::NewerFormat(2)));
    assert_eq!(sealed_epoch(b"BP\x01\x02\0\0\0\x01"), Err(Error::Tampered));
}

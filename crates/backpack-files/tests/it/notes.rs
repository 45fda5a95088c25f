//! The key file and the anchors in a folder: atomic, durable, and whole after a torn write.

use std::fs;
use std::path::Path;

use backpack_core::SpaceId;
use backpack_files::{FolderAnchors, FolderKeyFile};
use backpack_store::{Anchor, AnchorStore as _, ErrorKind, KeyFileStore as _};
use bytes::Bytes;
use tempfile::TempDir;

use crate::run;

const SPACE: SpaceId = SpaceId::from_bytes([5; 16]);
const SECOND: usize = 4096;
const SLOT: usize = 72;

fn anchor(sequence: u64) -> Anchor {
    Anchor::new(sequence, [u8::try_from(sequence).unwrap(); 32])
}

#[test]
fn a_key_file_is_replaced_whole() {
    run(async {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("account/keys");
        let place = FolderKeyFile::new(&path);
        assert_eq!(place.load().await.unwrap(), None);
        place.replace(None, Bytes::from_static(b"a long first version")).await.unwrap();
        // What a crash in the middle of a replacement leaves behind is written over, and never read.
        fs::write(folder.path().join("account/keys.new"), "half of somethi").unwrap();
        assert_eq!(place.load().await.unwrap().unwrap(), "a long first version");
        let first = Bytes::from_static(b"a long first version");
        place.replace(Some(&first), Bytes::from_static(b"short")).await.unwrap();
        let refused = place.replace(Some(&first), Bytes::from_static(b"from what was there before")).await;
        assert_eq!(*refused.unwrap_err().kind(), ErrorKind::Conflict(Vec::new()));
        assert_eq!(FolderKeyFile::new(&path).load().await.unwrap().unwrap(), "short");
        assert_eq!(fs::read_dir(folder.path().join("account")).unwrap().count(), 1);
    });
}

#[test]
fn a_key_file_that_cannot_be_replaced_stays() {
    run(async {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("keys");
        let place = FolderKeyFile::new(&path);
        place.replace(None, Bytes::from_static(b"first")).await.unwrap();
        // A folder in the way of the neighbour makes writing it fail.
        fs::create_dir(folder.path().join("keys.new")).unwrap();
        let first = Bytes::from_static(b"first");
        let refused = place.replace(Some(&first), Bytes::from_static(b"second")).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::Io);
        assert_eq!(place.load().await.unwrap().unwrap(), "first");
    });
}

#[test]
fn a_file_too_large_for_keys_is_not_read() {
    run(async {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("keys");
        fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let refused = FolderKeyFile::new(&path).load().await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::Damaged);
    });
}

#[test]
fn the_furthest_anchor_counts_until_it_is_forgotten() {
    run(async {
        let folder = TempDir::new().unwrap();
        let anchors = FolderAnchors::new(folder.path().join("anchors"));
        let other = SpaceId::from_bytes([6; 16]);
        assert_eq!(anchors.read(SPACE).await.unwrap(), None);
        for (sequence, furthest) in [(1, 1), (2, 2), (3, 3), (7, 7), (4, 7), (7, 7), (8, 8)] {
            anchors.write(SPACE, anchor(sequence)).await.unwrap();
            let reopened = FolderAnchors::new(folder.path().join("anchors"));
            assert_eq!(reopened.read(SPACE).await.unwrap(), Some(anchor(furthest)));
        }
        let other_hash = Anchor::new(8, [0x55; 32]);
        anchors.write(SPACE, other_hash).await.unwrap();
        assert_eq!(anchors.read(SPACE).await.unwrap(), Some(anchor(8)));
        assert_eq!(anchors.read(other).await.unwrap(), None);
        anchors.forget(SPACE).await.unwrap();
        anchors.forget(SPACE).await.unwrap();
        assert_eq!(anchors.read(SPACE).await.unwrap(), None);
        anchors.write(SPACE, anchor(4)).await.unwrap();
        assert_eq!(anchors.read(SPACE).await.unwrap(), Some(anchor(4)));
    });
}

#[test]
fn a_torn_slot_falls_back_to_the_one_before() {
    run(async {
        let folder = TempDir::new().unwrap();
        let anchors = FolderAnchors::new(folder.path());
        for sequence in 1..=4 {
            anchors.write(SPACE, anchor(sequence)).await.unwrap();
            let newest = if sequence % 2 == 1 { 0 } else { SECOND };
            let before = (sequence > 1).then(|| anchor(sequence - 1));
            let path = folder.path().join(SPACE.to_string());
            let whole = fs::read(&path).unwrap();
            for kept in 1..SLOT {
                // The write got as far as `kept` bytes; what follows is what lay there before.
                let mut torn = whole.clone();
                torn[newest + kept..newest + SLOT].fill(0x77);
                fs::write(&path, torn).unwrap();
                assert_eq!(anchors.read(SPACE).await.unwrap(), before, "{sequence}, torn after {kept} bytes");
            }
            fs::write(&path, whole).unwrap();
        }
    });
}

#[test]
fn a_write_after_a_torn_one_spares_the_whole_slot() {
    run(async {
        let folder = TempDir::new().unwrap();
        let anchors = FolderAnchors::new(folder.path());
        anchors.write(SPACE, anchor(1)).await.unwrap();
        anchors.write(SPACE, anchor(2)).await.unwrap();
        flip(&folder.path().join(SPACE.to_string()), SECOND + 20);
        assert_eq!(anchors.read(SPACE).await.unwrap(), Some(anchor(1)));
        anchors.write(SPACE, anchor(3)).await.unwrap();
        assert_eq!(anchors.read(SPACE).await.unwrap(), Some(anchor(3)));
        flip(&folder.path().join(SPACE.to_string()), SECOND + 20);
        assert_eq!(anchors.read(SPACE).await.unwrap(), Some(anchor(1)));
    });
}

#[test]
fn damage_of_both_slots_is_named_and_so_is_an_anchor_of_another_space() {
    run(async {
        let folder = TempDir::new().unwrap();
        let anchors = FolderAnchors::new(folder.path());
        anchors.write(SPACE, anchor(1)).await.unwrap();
        anchors.write(SPACE, anchor(2)).await.unwrap();
        let path = folder.path().join(SPACE.to_string());
        let other = SpaceId::from_bytes([6; 16]);
        fs::copy(&path, folder.path().join(other.to_string())).unwrap();
        flip(&path, 0);
        flip(&path, SECOND + 71);
        for space in [SPACE, other] {
            assert_eq!(*anchors.read(space).await.unwrap_err().kind(), ErrorKind::Damaged);
        }
    });
}

fn flip(path: &Path, position: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[position] ^= 1;
    fs::write(path, bytes).unwrap();
}

//! A damaged folder is never taken for a new store, and left as it is; damaged snapshots heal.

use std::fs;
use std::path::Path;

use backpack_store::{ErrorKind, Store as _};
use backpack_testkit::run;

use crate::support::{assert_filled, contents, filled, open, put, refusal, snapshots};

/// Something that happens to a folder.
struct Damage(&'static str, fn(&Path));

/// What can happen to a folder, each of it fatal.
const DAMAGES: [Damage; 8] = [
    Damage("conf empty", |folder| fs::write(folder.join("conf"), "").unwrap()),
    Damage("conf cut", |folder| cut(&folder.join("conf"), 8)),
    Damage("conf missing", |folder| fs::remove_file(folder.join("conf")).unwrap()),
    Damage("log empty", |folder| fs::write(folder.join("db"), "").unwrap()),
    Damage("log missing", |folder| fs::remove_file(folder.join("db")).unwrap()),
    Damage("log of zeros", |folder| {
        let length = fs::metadata(folder.join("db")).unwrap().len();
        fs::write(folder.join("db"), vec![0; usize::try_from(length).unwrap()]).unwrap();
    }),
    Damage("manifest missing", |folder| fs::remove_file(folder.join("store.bpk")).unwrap()),
    Damage("manifest garbage", |folder| fs::write(folder.join("store.bpk"), [0xFF; 64]).unwrap()),
];

#[test]
fn damage_is_refused_and_the_folder_left_byte_for_byte() {
    run(async {
        for Damage(damage, inflict) in DAMAGES {
            let folder = tempfile::tempdir().unwrap();
            filled(folder.path(), 50).await;
            inflict(folder.path());
            let before = contents(folder.path());
            assert_eq!(refusal(folder.path()).await, ErrorKind::Damaged, "{damage}");
            assert!(contents(folder.path()) == before, "{damage}: the folder was touched");
        }
    });
}

#[test]
fn every_flipped_byte_of_conf_is_refused_or_harmless() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 20).await;
        let conf = folder.path().join("conf");
        let good = fs::read(&conf).unwrap();
        let mut refused = 0;
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 0x04;
            fs::write(&conf, bad).unwrap();
            match open(folder.path()).await {
                Ok(store) => drop(store),
                Err(error) => {
                    assert_eq!(*error.kind(), ErrorKind::Damaged, "byte {place}");
                    refused += 1;
                }
            }
        }
        assert!(refused > good.len() / 4, "only {refused} of {} flips were seen", good.len());
        fs::write(&conf, good).unwrap();
        assert_filled(folder.path(), 20).await;
    });
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 1).await;
        let manifest = folder.path().join("store.bpk");
        assert_eq!(fs::read_to_string(&manifest).unwrap(), "backpack store on sled\nformat 2\ncomplete\n");
        fs::write(&manifest, "backpack store on sled\nformat 7\nand something unheard of\n").unwrap();
        let before = contents(folder.path());
        assert_eq!(refusal(folder.path()).await, ErrorKind::NewerFormat(7));
        assert!(contents(folder.path()) == before);
        fs::write(&manifest, "backpack store on sled\nformat 1\ncomplete\n").unwrap();

        let mut note = b"BPRE\0\0\0\x09 and whatever it says".to_vec();
        note.resize(24, 0);
        note.extend_from_slice(&crc32fast::hash(&note).to_be_bytes());
        fs::write(folder.path().join("reached"), note).unwrap();
        let before = contents(folder.path());
        assert_eq!(refusal(folder.path()).await, ErrorKind::NewerFormat(9));
        assert!(contents(folder.path()) == before);
    });
}

#[test]
fn a_folder_with_something_else_is_no_store() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("holiday.jpg"), "picture").unwrap();
        let before = contents(folder.path());
        assert_eq!(refusal(folder.path()).await, ErrorKind::NotAStore);
        assert_eq!(refusal(&folder.path().join("holiday.jpg")).await, ErrorKind::NotAStore);
        assert!(contents(folder.path()) == before);
    });
}

#[test]
fn damaged_and_unfinished_snapshots_are_set_aside_and_nothing_is_lost() {
    run(async {
        for garbage in [Vec::new(), vec![0xAB; 5_000]] {
            let folder = tempfile::tempdir().unwrap();
            filled(folder.path(), 300).await;
            // sled writes a snapshot when it opens a log.
            assert_filled(folder.path(), 300).await;
            let found = snapshots(folder.path());
            assert!(!found.is_empty(), "there must be a snapshot to damage");
            for snapshot in found {
                fs::write(snapshot, &garbage).unwrap();
            }
            fs::write(folder.path().join("snap.FFFFFFFFFFFFFFFF.generating"), &garbage).unwrap();
            assert_filled(folder.path(), 300).await;
            assert!(fs::read_dir(folder.path().join("set-aside")).unwrap().count() >= 2);
            assert_filled(folder.path(), 300).await;
        }
    });
}

#[test]
fn a_broken_off_creation_is_made_anew() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 5).await;
        // What a power cut in the middle of making leaves: nothing was acknowledged, and sled's files are anything.
        fs::write(folder.path().join("store.bpk"), "backpack store on sled\nformat 1\nbegun\n").unwrap();
        fs::write(folder.path().join("conf"), "").unwrap();
        fs::write(folder.path().join("db"), vec![0; 70_000]).unwrap();
        let store = open(folder.path()).await.unwrap();
        store.commit(put(1, 10)).await.unwrap();
    });
}

/// Cuts a file to its first `bytes` bytes.
fn cut(file: &Path, bytes: u64) {
    fs::OpenOptions::new().write(true).open(file).unwrap().set_len(bytes).unwrap();
}

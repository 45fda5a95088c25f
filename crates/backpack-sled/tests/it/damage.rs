//! Damage to what only sled has: its `conf`, its snapshots, the note of how far its log is durable.

use std::fs;

use backpack_store::ErrorKind;
use backpack_testkit::embedded::contents;
use backpack_testkit::run;

use crate::support::{assert_filled, filled, open, refusal, snapshots};

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
fn the_first_format_is_opened_and_a_newer_note_of_the_log_refused_by_its_number() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 1).await;
        let manifest = folder.path().join("store.bpk");
        assert_eq!(fs::read_to_string(&manifest).unwrap(), "backpack store on sled\nformat 2\ncomplete\n");
        fs::write(&manifest, "backpack store on sled\nformat 1\ncomplete\n").unwrap();
        assert_filled(folder.path(), 1).await;

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

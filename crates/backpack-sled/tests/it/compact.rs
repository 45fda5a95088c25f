//! Giving room back: how little is left, and a compacted store that is damaged.

use std::fs;
use std::path::Path;

use backpack_sled::SledStore;
use backpack_store::{Batch, ErrorKind, Store as _};
use backpack_testkit::embedded::{contents, put_back};
use backpack_testkit::run;

use crate::support::{SPACE, TABLE, assert_filled, filled, key, open, options, refusal, value};

/// How many entries are there all the time.
const ENTRIES: u32 = 900;

#[test]
fn what_is_left_takes_little_more_than_it_holds() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), ENTRIES).await;
        let store = open(folder.path()).await.unwrap();
        for number in 0..ENTRIES / 2 {
            let batch = Batch::new(SPACE).delete(TABLE, number.to_be_bytes().to_vec());
            store.commit(batch).await.unwrap();
        }
        let reclaimed = store.reclaim().await.unwrap().unwrap();
        store.close().await.unwrap();
        drop(store);
        let held = u64::from(ENTRIES / 2) * 3_000;
        // Whole segments of sled's log: the last one may be nearly empty.
        assert!(reclaimed.after < held * 11 / 10 + (1 << 20), "{reclaimed:?} for {held} bytes");
        assert!(reclaimed.before > 2 * reclaimed.after, "{reclaimed:?}");
        let store = open(folder.path()).await.unwrap();
        for number in 0..ENTRIES {
            let found = store.get(&key(number)).await.unwrap().map(|found| found.bytes.to_vec());
            assert_eq!(found, (number >= ENTRIES / 2).then(|| value(number, 3_000)), "entry {number}");
        }
        let manifest = fs::read_to_string(folder.path().join("store.bpk")).unwrap();
        assert_eq!(manifest, "backpack store on sled\nformat 2\ncompacted 1\n");
    });
}

#[test]
fn a_compacted_store_without_its_manifest_or_its_files_is_damaged() {
    run(async {
        let damages: [fn(&Path); 4] = [
            |folder| fs::remove_file(folder.join("store.bpk")).unwrap(),
            |folder| fs::remove_file(folder.join("sled-1/db")).unwrap(),
            |folder| fs::rename(folder.join("sled-1"), folder.join("sled-2")).unwrap(),
            |folder| {
                fs::write(folder.join("store.bpk"), "backpack store on sled\nformat 2\ncompacted 0\n")
                    .unwrap();
            },
        ];
        for (number, inflict) in damages.into_iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            filled(folder.path(), 20).await;
            open(folder.path()).await.unwrap().reclaim().await.unwrap();
            assert_filled(folder.path(), 20).await;
            inflict(folder.path());
            let before = contents(folder.path());
            assert_eq!(refusal(folder.path()).await, ErrorKind::Damaged, "damage {number}");
            assert!(contents(folder.path()) == before, "damage {number}: the folder was touched");
        }
    });
}

/// A compacted store lies in a folder within; without its manifest the newest one with a log is taken.
#[test]
fn a_compacted_store_is_salvaged_with_its_manifest_or_without() {
    run(async {
        for keeps_manifest in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            filled(folder.path(), 200).await;
            for _ in 0..2 {
                open(folder.path()).await.unwrap().reclaim().await.unwrap();
            }
            let log = folder.path().join("sled-2/db");
            let sound = fs::read(&log).unwrap();
            let written = sound.iter().rposition(|byte| *byte != 0).unwrap();
            let manifest = folder.path().join("store.bpk");
            if !keeps_manifest {
                fs::remove_file(&manifest).unwrap();
            }
            let good = contents(folder.path());
            let mut refused = 0;
            for part in 0..6 {
                put_back(folder.path(), &good);
                let mut bad = sound.clone();
                bad[written / 6 * part + part] ^= 0x10;
                fs::write(&log, bad).unwrap();
                let before = contents(folder.path());
                // With its manifest it may open: nothing depended on that byte.
                let Err(error) = open(folder.path()).await else {
                    assert!(keeps_manifest);
                    continue;
                };
                assert_eq!(*error.kind(), ErrorKind::Damaged);
                refused += 1;
                let to = tempfile::tempdir().unwrap();
                let salvaged = SledStore::salvage(folder.path(), to.path(), options()).await.unwrap();
                assert!(contents(folder.path()) == before, "what was damaged is left as it is");
                let store = open(to.path()).await.unwrap();
                let mut here = 0;
                for number in 0..200 {
                    if let Some(found) = store.get(&key(number)).await.unwrap() {
                        assert!(found.bytes == value(number, 3_000), "{number} is another");
                        here += 1;
                    }
                }
                assert_eq!(salvaged.entries, here, "{salvaged:?}");
                assert!(here > 150, "{here} of 200 were saved, with its manifest: {keeps_manifest}");
            }
            assert!(refused > 0, "no damage was refused, with its manifest: {keeps_manifest}");
        }
    });
}

#[test]
fn an_open_store_is_not_salvaged() {
    run(async {
        let (folder, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        filled(folder.path(), 5).await;
        let store = open(folder.path()).await.unwrap();
        let refused = SledStore::salvage(folder.path(), to.path(), options()).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::InUse);
        assert!(contents(to.path()).is_empty(), "nothing was made");
        store.close().await.unwrap();
    });
}

//! The log, flipped and cut anywhere: whatever sled would drop is refused before sled sees it, and left as it is.

use std::fs;
use std::path::Path;

use backpack_sled::SledStore;
use backpack_store::{Batch, ErrorKind, Store as _};
use backpack_testkit::embedded::{contents, put_back};
use backpack_testkit::run;

use crate::support::{SPACE, TABLE, key, open, options, put, value};

const ENTRIES: u32 = 120;

/// What opening and reading made of a damaged folder.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcomes {
    /// Nothing that is needed was hit.
    whole: u32,
    refused: u32,
    /// It opened, and said of some entries that they are damaged.
    named: u32,
}

/// Sizes that fill several segments together.
fn bytes(number: u32) -> usize {
    100 + (number as usize * 7_919) % 40_000
}

/// A store of three lives: some of it before sled's snapshot, some of it after.
async fn three_lives(folder: &Path) {
    for life in 0..3 {
        let store = open(folder).await.unwrap();
        for number in (life * ENTRIES / 3)..((life + 1) * ENTRIES / 3) {
            store.commit(put(number, bytes(number))).await.unwrap();
            if number > 20 {
                store.commit(put(number - 20, bytes(number - 20))).await.unwrap();
            }
        }
        store.commit(Batch::new(SPACE).delete(TABLE, key(9_999).id)).await.unwrap();
        store.close().await.unwrap();
    }
}

/// Opens a folder that something happened to, and reads all of it: never a wrong value, never one less without a word.
async fn meet(folder: &Path, what: &str, outcomes: &mut Outcomes) {
    let before = contents(folder);
    match open(folder).await {
        Err(error) => {
            assert_eq!(*error.kind(), ErrorKind::Damaged, "{what}");
            assert!(contents(folder) == before, "{what}: refused, and touched");
            outcomes.refused += 1;
        }
        Ok(store) => {
            let mut damaged = 0;
            for number in 0..ENTRIES {
                match store.get(&key(number)).await {
                    Ok(found) => {
                        let is_there = found.is_some_and(|found| found.bytes == value(number, bytes(number)));
                        assert!(is_there, "{what}: {number} is another or gone, without a word");
                    }
                    Err(error) => {
                        assert_eq!(*error.kind(), ErrorKind::Damaged, "{what}: {number}");
                        damaged += 1;
                    }
                }
            }
            if damaged == 0 { outcomes.whole += 1 } else { outcomes.named += 1 }
        }
    }
}

#[test]
fn no_flipped_bit_of_the_log_loses_anything_without_a_word() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        three_lives(folder.path()).await;
        let good = contents(folder.path());
        let log = folder.path().join("db");
        let sound = good[&log].clone().unwrap();
        let written = sound.iter().rposition(|byte| *byte != 0).unwrap();
        let mut outcomes = Outcomes::default();
        // The headers of the first segments, then places all over what was written.
        let places = (0..20).chain((0..60).map(|part| written / 60 * part + part)).chain([written]);
        for (nth, place) in places.enumerate() {
            let mut bad = sound.clone();
            bad[place] ^= 1 << (nth % 8);
            put_back(folder.path(), &good);
            fs::write(&log, bad).unwrap();
            meet(folder.path(), &format!("bit {} of byte {place} of {written}", nth % 8), &mut outcomes)
                .await;
        }
        println!("flipped bits of the log: {outcomes:?}");
        assert!(outcomes.refused > 5 && outcomes.whole > 5, "{outcomes:?}");
    });
}

#[test]
fn no_cut_of_the_log_loses_anything_without_a_word() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        three_lives(folder.path()).await;
        let good = contents(folder.path());
        let log = folder.path().join("db");
        let length = good[&log].as_ref().unwrap().len();
        let mut outcomes = Outcomes::default();
        for left in
            (0..20).map(|part| length / 20 * part).chain((1..20).map(|cut| length - (1 << cut).min(length)))
        {
            put_back(folder.path(), &good);
            fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(left as u64).unwrap();
            meet(folder.path(), &format!("{left} of {length} bytes"), &mut outcomes).await;
        }
        println!("cuts of the log: {outcomes:?}");
        assert!(outcomes.refused > 20, "{outcomes:?}");
    });
}

/// A flipped byte costs the page it lies in at most; what was written after it is saved.
#[test]
fn what_can_be_read_of_a_damaged_store_is_saved() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        three_lives(folder.path()).await;
        let good = contents(folder.path());
        let log = folder.path().join("db");
        let written = good[&log].as_ref().unwrap().iter().rposition(|byte| *byte != 0).unwrap();
        let (mut saved, mut places) = (0, 0);
        for part in 0..8 {
            put_back(folder.path(), &good);
            let mut bad = good[&log].clone().unwrap();
            bad[written / 8 * part + part] ^= 0x10;
            fs::write(&log, bad).unwrap();
            if open(folder.path()).await.is_ok() {
                continue;
            }
            let before = contents(folder.path());
            let to = tempfile::tempdir().unwrap();
            let salvaged = SledStore::salvage(folder.path(), to.path(), options()).await.unwrap();
            assert!(contents(folder.path()) == before, "what was damaged is left as it is");
            places += 1;
            let store = open(to.path()).await.unwrap();
            let mut here = 0;
            for number in 0..ENTRIES {
                if let Some(found) = store.get(&key(number)).await.unwrap() {
                    assert!(found.bytes == value(number, bytes(number)), "{number} is another");
                    here += 1;
                }
            }
            assert_eq!(salvaged.entries, here, "{salvaged:?}");
            saved += here;
        }
        println!("{saved} of {} entries were saved from {places} damaged logs", places * u64::from(ENTRIES));
        assert!(places > 2 && saved * 10 > places * u64::from(ENTRIES) * 8, "{saved} of {places} logs");
    });
}

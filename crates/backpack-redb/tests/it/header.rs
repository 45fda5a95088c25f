//! The header of redb's file, which redb does not check all of, and the manifest.

use std::fs;
use std::path::Path;

use backpack_store::{ErrorKind, Store as _};
use backpack_testkit::embedded::{contents, put_back};
use backpack_testkit::run;

use crate::support::{key, open, put, value};

/// How many entries the store has, of 3,000 bytes each.
const ENTRIES: u32 = 12;

/// Every bit of what redb does not check, and one of each other byte of the header; of a store that was closed and of
/// one that was not.
#[test]
fn every_flipped_bit_of_the_header_is_refused_and_left_or_harmless() {
    run(async {
        let (closed, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        filled(closed.path()).await;
        copy_while_open(closed.path(), killed.path()).await;
        for folder in [closed.path(), killed.path()] {
            let (good, file) = (contents(folder), folder.join("store.redb"));
            let unchecked = (0..32).flat_map(|place| (0..8).map(move |bit| (place, bit)));
            let slots = (32..320).map(|place| (place, place % 8));
            let mut refused = 0;
            for (place, bit) in unchecked.chain(slots) {
                let mut bad = good[&file].clone().unwrap();
                bad[place] ^= 1 << bit;
                put_back(folder, &good);
                fs::write(&file, &bad).unwrap();
                match open(folder).await {
                    Ok(store) => {
                        for number in 0..ENTRIES {
                            let found = store.get(&key(number)).await.unwrap().unwrap();
                            assert!(
                                found.bytes == value(number, 3_000),
                                "bit {bit} of byte {place}: {number}"
                            );
                        }
                    }
                    Err(error) => {
                        assert_eq!(*error.kind(), ErrorKind::Damaged, "bit {bit} of byte {place}");
                        assert!(fs::read(&file).unwrap() == bad, "bit {bit} of byte {place}: touched");
                        refused += 1;
                    }
                }
            }
            println!("{refused} flips were refused");
            assert!(refused > 100, "only {refused} flips were seen");
        }
    });
}

#[test]
fn the_manifest_is_these_lines() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path()).await;
        let manifest = fs::read_to_string(folder.path().join("store.bpk")).unwrap();
        assert_eq!(manifest, "backpack store on redb\nformat 1\ncomplete\n");
    });
}

async fn filled(folder: &Path) {
    let store = open(folder).await.unwrap();
    for number in 0..ENTRIES {
        store.commit(put(number, 3_000)).await.unwrap();
    }
    store.close().await.unwrap();
}

/// Copies a store as a kill of its process would leave it.
async fn copy_while_open(from: &Path, to: &Path) {
    let store = open(from).await.unwrap();
    store.commit(put(ENTRIES - 1, 3_000)).await.unwrap();
    for file in ["store.redb", "store.bpk"] {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

//! A damaged folder is never taken for a new store, is named, and is left as it is.

use std::fs;
use std::path::Path;

use backpack_store::{ErrorKind, Store as _};
use backpack_testkit::run;

use crate::support::{assert_holds, contents, filled, open, put, refusal};

/// Something that happens to a folder.
struct Damage(&'static str, fn(&Path));

/// What can happen to a folder, each of it fatal.
const DAMAGES: [Damage; 9] = [
    Damage("file empty", |folder| fs::write(folder.join("store.redb"), "").unwrap()),
    Damage("file cut to its magic", |folder| cut(folder, 9)),
    Damage("file cut to its header", |folder| cut(folder, 4_096)),
    Damage("file cut in half", |folder| cut(folder, length(folder) / 2)),
    Damage("file cut by a byte", |folder| cut(folder, length(folder) - 1)),
    Damage("file missing", |folder| fs::remove_file(folder.join("store.redb")).unwrap()),
    Damage("file of zeros", |folder| {
        let zeros = vec![0; usize::try_from(length(folder)).unwrap()];
        fs::write(folder.join("store.redb"), zeros).unwrap();
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

/// Every bit of what redb does not check, one of each other byte of the header, one of every 331 bytes of the pages;
/// of a store that was closed and of one that was not.
#[test]
fn every_flipped_bit_is_refused_and_left_or_harmless() {
    run(async {
        let (closed, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        filled(closed.path(), 12).await;
        copy_while_open(closed.path(), killed.path()).await;
        for folder in [closed.path(), killed.path()] {
            let good = contents(folder);
            let bytes = usize::try_from(length(folder)).unwrap();
            let unchecked = (0..32).flat_map(|place| (0..8).map(move |bit| (place, bit)));
            let slots = (32..320).map(|place| (place, place % 8));
            let pages = (320..bytes).step_by(331).map(|place| (place, place % 8));
            let mut refused = 0;
            for (place, bit) in unchecked.chain(slots).chain(pages) {
                let mut bad = good[&folder.join("store.redb")].clone();
                bad[place] ^= 1 << bit;
                fs::write(folder.join("store.redb"), &bad).unwrap();
                match open(folder).await {
                    Ok(store) => assert_holds(&store, 12).await,
                    Err(error) => {
                        assert_eq!(*error.kind(), ErrorKind::Damaged, "bit {bit} of byte {place}");
                        let left = fs::read(folder.join("store.redb")).unwrap();
                        assert!(left == bad, "bit {bit} of byte {place}: the file was touched");
                        refused += 1;
                    }
                }
                fs::write(folder.join("store.redb"), &good[&folder.join("store.redb")]).unwrap();
            }
            println!("{refused} flips were refused in a file of {bytes} bytes");
            assert!(refused > 100, "only {refused} flips were seen");
        }
    });
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 1).await;
        let manifest = folder.path().join("store.bpk");
        assert_eq!(fs::read_to_string(&manifest).unwrap(), "backpack store on redb\nformat 1\ncomplete\n");
        fs::write(&manifest, "backpack store on redb\nformat 7\nand something unheard of\n").unwrap();
        let before = contents(folder.path());
        assert_eq!(refusal(folder.path()).await, ErrorKind::NewerFormat(7));
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
fn a_broken_off_creation_is_made_anew() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 5).await;
        // What a power cut in the middle of making leaves: nothing was acknowledged, and redb's file is anything.
        fs::write(folder.path().join("store.bpk"), "backpack store on redb\nformat 1\nbegun\n").unwrap();
        fs::write(folder.path().join("store.redb"), vec![0; 70_000]).unwrap();
        let store = open(folder.path()).await.unwrap();
        store.commit(put(1, 10)).await.unwrap();
    });
}

/// Copies a store as a kill of its process would leave it.
async fn copy_while_open(from: &Path, to: &Path) {
    let store = open(from).await.unwrap();
    store.commit(put(11, 3_000)).await.unwrap();
    for file in ["store.redb", "store.bpk"] {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

fn length(folder: &Path) -> u64 {
    fs::metadata(folder.join("store.redb")).unwrap().len()
}

/// Cuts redb's file to its first `bytes` bytes.
fn cut(folder: &Path, bytes: u64) {
    fs::OpenOptions::new().write(true).open(folder.join("store.redb")).unwrap().set_len(bytes).unwrap();
}

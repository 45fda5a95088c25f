//! Checks of damage: a damaged folder is never taken for a new store, is named, and is left as it is.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a check fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backpack_store::ErrorKind;

use super::Embedded;
use super::disk::{contents, copy, put_back};
use super::fixture::{holds, key, open, put, refuses, value};

/// The entries that are damaged, and their lengths: some beside their keys, some in pieces of many pages.
const ENTRIES: u32 = 40;
fn bytes(number: u32) -> usize {
    if number % 20 == 7 { 40_000 } else { 40 + (number as usize * 7_919) % 6_000 }
}

/// How many places of a file are flipped or cut, spread all over it.
const PLACES: usize = 40;
/// What a disk writes whole, in bytes, at the least.
const PAGE: usize = 4_096;

/// Checks that a store is `Damaged`, and its folder left byte for byte, if a file it needs is missing, empty, cut or
/// zeros, or its manifest is missing or garbage.
pub async fn damage_is_refused_and_the_folder_left(subject: &dyn Embedded) {
    let folder = tempfile::tempdir().unwrap();
    three_lives(subject, folder.path()).await;
    let good = contents(folder.path());
    let manifest = subject.texts().file;
    let all = subject.files().into_iter().chain([manifest]);
    for (file, path) in all.map(|file| (file, folder.path().join(file))) {
        let sound = good[&path].clone().unwrap();
        let mut damages = vec![("missing", None), ("garbage", Some(vec![0xFF; 64]))];
        if file != manifest {
            damages.extend([
                ("empty", Some(Vec::new())),
                ("cut to its beginning", Some(sound[..8].to_vec())),
                ("cut in half", Some(sound[..sound.len() / 2].to_vec())),
                ("cut by a byte", Some(sound[..sound.len() - 1].to_vec())),
                ("of zeros", Some(vec![0; sound.len()])),
            ]);
        }
        for (damage, bad) in damages {
            put_back(folder.path(), &good);
            match bad {
                None => fs::remove_file(&path).unwrap(),
                Some(bad) => fs::write(&path, bad).unwrap(),
            }
            let what = format!("{file} {damage}");
            refuses(subject, folder.path(), ErrorKind::Damaged, &what).await;
        }
    }
    put_back(folder.path(), &good);
    holds(&*open(subject, folder.path()).await.unwrap(), ENTRIES, |number| Some(bytes(number))).await;
}

/// Checks that a flipped bit is refused, with the folder left as it is, or named on reading, or harmless: of a store that
/// was closed, and of one whose process was killed.
pub async fn no_flipped_bit_loses_anything_without_a_word(subject: &dyn Embedded) {
    meets(subject, |sound| {
        let all_over = (0..PLACES).map(|part| sound.len() * part / PLACES + part);
        let places = (0..64).chain(all_over).chain([sound.len() - 1]).filter(|place| *place < sound.len());
        let flip = |(nth, place): (usize, usize)| {
            let mut bad = sound.to_vec();
            bad[place] ^= 1 << (nth % 8);
            (format!("bit {} of byte {place}", nth % 8), bad)
        };
        places.enumerate().map(flip).collect()
    })
    .await;
}

/// Checks that a file that was cut anywhere is refused, with the folder left as it is, or named on reading, or harmless.
pub async fn no_cut_loses_anything_without_a_word(subject: &dyn Embedded) {
    meets(subject, |sound| {
        let all_over = (0..PLACES / 2).map(|part| sound.len() * part / (PLACES / 2));
        let near_the_end = (0..17).map(|power| sound.len().saturating_sub(1 << power));
        let cut = |left: usize| (format!("cut to {left} of {} bytes", sound.len()), sound[..left].to_vec());
        all_over.chain(near_the_end).map(cut).collect()
    })
    .await;
}

/// Checks that a page of 4 KiB that a disk lost is refused, with the folder left as it is, or named on reading, or
/// harmless: each page that holds anything, as zeros, as garbage, and half as it was.
pub async fn no_torn_page_loses_anything_without_a_word(subject: &dyn Embedded) {
    meets(subject, |sound| {
        let pages = (0..sound.len()).step_by(PAGE).map(|begin| begin..sound.len().min(begin + PAGE));
        let used = pages.filter(|page| sound[page.clone()].iter().any(|byte| *byte != 0));
        let tear = |(nth, page): (usize, std::ops::Range<usize>)| {
            let mut bad = sound.to_vec();
            let (what, from, with) = [("zeros", 0, 0), ("garbage", 0, 0xA5), ("half", PAGE / 2, 0)][nth % 3];
            let begin = page.end.min(page.start + from);
            bad[begin..page.end].fill(with);
            (format!("page {} {what}", page.start / PAGE), bad)
        };
        used.enumerate().map(tear).collect()
    })
    .await;
}

/// Lets every damage that `damaged` makes of a file happen to it, and looks what becomes of the store.
async fn meets(subject: &dyn Embedded, damaged: impl Fn(&[u8]) -> Vec<(String, Vec<u8>)>) {
    let (closed, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    three_lives(subject, closed.path()).await;
    killed_in_a_fourth(subject, closed.path(), killed.path()).await;
    let mut refused = 0;
    for (folder, how) in [(closed.path(), "closed"), (killed.path(), "killed")] {
        let good = contents(folder);
        for file in subject.files() {
            let path = folder.join(file);
            let sound = good[&path].clone().unwrap();
            for (damage, bad) in damaged(&sound) {
                put_back(folder, &good);
                fs::write(&path, bad).unwrap();
                refused += u32::from(meet(subject, folder, &format!("{how}, {file}: {damage}")).await);
            }
        }
    }
    assert!(refused > 0, "no damage was ever seen");
}

/// Opens a folder that something happened to, and reads all of it: never a wrong value, never one less without a word.
/// Says whether it was refused.
async fn meet(subject: &dyn Embedded, folder: &Path, what: &str) -> bool {
    let before: BTreeMap<PathBuf, _> = contents(folder);
    let store = match open(subject, folder).await {
        Ok(store) => store,
        Err(error) => {
            assert_eq!(*error.kind(), ErrorKind::Damaged, "{what}");
            assert!(contents(folder) == before, "{what}: refused, and touched");
            return true;
        }
    };
    for number in 0..ENTRIES {
        match store.get(&key(number)).await {
            Ok(found) => {
                let is_there = found.is_some_and(|found| found.bytes == value(number, bytes(number)));
                assert!(is_there, "{what}: {number} is another or gone, without a word");
            }
            Err(error) => assert_eq!(*error.kind(), ErrorKind::Damaged, "{what}: {number}"),
        }
    }
    false
}

/// Fills a store in three lives, so that whatever an engine does when it opens or closes lies in the middle of it.
async fn three_lives(subject: &dyn Embedded, folder: &Path) {
    for life in 0..3 {
        let store = open(subject, folder).await.unwrap();
        for number in (life * ENTRIES / 3)..((life + 1) * ENTRIES / 3) {
            store.commit(put(number, bytes(number))).await.unwrap();
            if number > 10 {
                store.commit(put(number - 10, bytes(number - 10))).await.unwrap();
            }
        }
        store.close().await.unwrap();
    }
}

/// Copies a store to `to` as a kill of its process would leave it, with something written since it was opened.
async fn killed_in_a_fourth(subject: &dyn Embedded, from: &Path, to: &Path) {
    let store = open(subject, from).await.unwrap();
    for number in (0..ENTRIES).step_by(7) {
        store.commit(put(number, bytes(number))).await.unwrap();
    }
    copy(from, to);
    store.close().await.unwrap();
}

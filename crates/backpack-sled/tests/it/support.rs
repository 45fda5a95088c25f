//! What the tests share: a clock, options, one space, the content of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_sled::{SledOptions, SledStore};
use backpack_store::{Batch, Error, ErrorKind, Key, Store as _, Table};
use backpack_testkit::VirtualClock;

pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
pub(crate) const TABLE: Table = Table(1);

/// Returns options for tests: no ballast, a clock that stands still.
pub(crate) fn options() -> SledOptions {
    SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0)
}

pub(crate) async fn open(folder: &Path) -> Result<SledStore, Error> {
    SledStore::open(folder, options()).await
}

/// Returns why the folder cannot be opened.
pub(crate) async fn refusal(folder: &Path) -> ErrorKind {
    open(folder).await.unwrap_err().kind().clone()
}

pub(crate) fn key(number: u32) -> Key {
    Key::new(SPACE, TABLE, number.to_be_bytes().to_vec())
}

/// Returns a batch that puts `bytes` bytes of `number` under its key.
pub(crate) fn put(number: u32, bytes: usize) -> Batch {
    Batch::new(SPACE).put(TABLE, number.to_be_bytes().to_vec(), value(number, bytes))
}

pub(crate) fn value(number: u32, bytes: usize) -> Vec<u8> {
    let mut value = number.to_be_bytes().repeat(bytes / 4 + 1);
    value.truncate(bytes);
    value
}

/// Makes a store with `count` entries of 3,000 bytes and closes it.
pub(crate) async fn filled(folder: &Path, count: u32) {
    let store = open(folder).await.unwrap();
    for number in 0..count {
        store.commit(put(number, 3_000)).await.unwrap();
    }
    store.close().await.unwrap();
}

/// Checks that the store in `folder` opens and has what [`filled`] put there.
pub(crate) async fn assert_filled(folder: &Path, count: u32) {
    let store = open(folder).await.unwrap();
    for number in 0..count {
        let found = store.get(&key(number)).await.unwrap().map(|found| found.bytes);
        assert_eq!(found.as_deref(), Some(value(number, 3_000).as_slice()), "entry {number}");
    }
}

/// Returns every file below `folder` with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
            found.insert(path, Vec::new());
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// Makes `folder` what [`contents`] found.
pub(crate) fn put_back(folder: &Path, contents: &BTreeMap<PathBuf, Vec<u8>>) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in contents {
        let is_folder =
            path.ends_with("blobs") || contents.keys().any(|other| other.parent() == Some(path.as_path()));
        if is_folder {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// Returns sled's snapshots in `folder`.
pub(crate) fn snapshots(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap.")).collect()
}

//! What the tests share: sled as the checks open it, one space, entries.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_sled::{OpenMode, SledOptions, SledStore};
use backpack_store::{Batch, Error, ErrorKind, Key, Store, Table};
use backpack_testkit::VirtualClock;
use backpack_testkit::embedded::{Embedded, Mode, Opening, Texts};

pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
pub(crate) const TABLE: Table = Table(1);

/// sled, as the checks of an embedded store open it.
pub(crate) struct SledUnderTest;

#[async_trait::async_trait]
impl Embedded for SledUnderTest {
    async fn open(&self, folder: &Path, opening: Opening) -> Result<Arc<dyn Store>, Error> {
        let mode = match opening.mode {
            Mode::CreateNew => OpenMode::CreateNew,
            Mode::Existing => OpenMode::Existing,
            Mode::CreateOrOpen => OpenMode::CreateOrOpen,
        };
        let options = SledOptions::new(Arc::new(opening.clock)).ballast_bytes(opening.ballast_bytes);
        Ok(Arc::new(SledStore::open(folder, options.mode(mode)).await?))
    }

    fn files(&self) -> Vec<&'static str> {
        vec!["conf", "db"]
    }

    fn texts(&self) -> Texts {
        Texts::new(
            "store.bpk",
            "backpack store on sled\nformat 2\nbegun\n",
            "backpack store on sled\nformat 7\nand something unheard of\n",
        )
    }
}

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

/// Returns sled's snapshots in `folder`.
pub(crate) fn snapshots(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap.")).collect()
}

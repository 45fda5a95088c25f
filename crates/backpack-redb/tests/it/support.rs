//! What the tests share: redb as the checks open it, one space, entries.

use std::path::Path;
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_redb::{OpenMode, RedbOptions, RedbStore};
use backpack_store::{Batch, Error, Key, Store, Table};
use backpack_testkit::VirtualClock;
use backpack_testkit::embedded::{Embedded, Mode, Opening, Texts};

pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
pub(crate) const TABLE: Table = Table(1);

/// redb, as the checks of an embedded store open it.
pub(crate) struct RedbUnderTest;

#[async_trait::async_trait]
impl Embedded for RedbUnderTest {
    async fn open(&self, folder: &Path, opening: Opening) -> Result<Arc<dyn Store>, Error> {
        let mode = match opening.mode {
            Mode::CreateNew => OpenMode::CreateNew,
            Mode::Existing => OpenMode::Existing,
            Mode::CreateOrOpen => OpenMode::CreateOrOpen,
        };
        let options = RedbOptions::new(Arc::new(opening.clock)).ballast_bytes(opening.ballast_bytes);
        Ok(Arc::new(RedbStore::open(folder, options.mode(mode)).await?))
    }

    fn files(&self) -> Vec<&'static str> {
        vec!["store.redb"]
    }

    fn texts(&self) -> Texts {
        Texts::new(
            "store.bpk",
            "backpack store on redb\nformat 1\nbegun\n",
            "backpack store on redb\nformat 7\nand something unheard of\n",
        )
    }
}

/// Opens a store without ballast, by a clock that stands still.
pub(crate) async fn open(folder: &Path) -> Result<RedbStore, Error> {
    RedbStore::open(folder, RedbOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0)).await
}

pub(crate) fn key(number: u32) -> Key {
    Key::new(SPACE, TABLE, number.to_be_bytes().to_vec())
}

/// Returns a batch that puts `bytes` bytes of `number` under its key.
pub(crate) fn put(number: u32, bytes: usize) -> Batch {
    Batch::new(SPACE).put(TABLE, number.to_be_bytes().to_vec(), value(number, bytes))
}

pub(crate) fn value(number: u32, bytes: usize) -> Vec<u8> {
    number.to_be_bytes().into_iter().cycle().take(bytes).collect()
}

//! What the tests share: a clock, options, one space.

use std::path::Path;
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_sled::{SledOptions, SledStore};
use backpack_store::{Batch, Error, Key, Table};
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

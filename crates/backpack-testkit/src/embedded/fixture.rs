//! What the checks of an embedded store share: one space, numbers with values, and reading them back.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]

use std::path::Path;
use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_store::{Batch, Error, ErrorKind, Key, Store, Table};

use super::{Embedded, Opening, contents};

pub(super) const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
pub(super) const TABLE: Table = Table(1);

pub(super) fn key(number: u32) -> Key {
    Key::new(SPACE, TABLE, number.to_be_bytes().to_vec())
}

/// Returns a batch that puts `bytes` bytes of `number` under its key.
pub(super) fn put(number: u32, bytes: usize) -> Batch {
    Batch::new(SPACE).put(TABLE, number.to_be_bytes().to_vec(), value(number, bytes))
}

pub(super) fn delete(number: u32) -> Batch {
    Batch::new(SPACE).delete(TABLE, number.to_be_bytes().to_vec())
}

/// Returns `bytes` bytes that say which number they are, and differ from place to place.
pub(super) fn value(number: u32, bytes: usize) -> Vec<u8> {
    let mut value = number.to_be_bytes().repeat(bytes / 4 + 1);
    value.truncate(bytes);
    for (place, part) in (0_u8..=255).cycle().zip(value.chunks_mut(64)) {
        part.iter_mut().take(1).for_each(|byte| *byte = place);
    }
    value
}

pub(super) async fn open(subject: &dyn Embedded, folder: &Path) -> Result<Arc<dyn Store>, Error> {
    subject.open(folder, Opening::usual()).await
}

/// Checks that the folder cannot be opened for this reason, and is left as it is.
pub(super) async fn refuses(subject: &dyn Embedded, folder: &Path, kind: ErrorKind, what: &str) {
    let before = contents(folder);
    assert_eq!(super::folder::kind(open(subject, folder).await), Some(kind), "{what}");
    assert!(contents(folder) == before, "{what}: the folder was touched");
}

/// Checks that each number has its bytes, and no other number below `below` is there.
pub(super) async fn holds(store: &dyn Store, below: u32, bytes: impl Fn(u32) -> Option<usize>) {
    for number in 0..below {
        let found = store.get(&key(number)).await.unwrap().map(|found| found.bytes.to_vec());
        let expected = bytes(number).map(|bytes| value(number, bytes));
        assert!(found == expected, "entry {number} is another, or gone, or still there");
    }
}

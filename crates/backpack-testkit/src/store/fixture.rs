//! What the checks of a store share.

use backpack_core::SpaceId;
use backpack_store::{Batch, Entry, Error, ErrorKind, Key, Scan, Store, Table};
use bytes::Bytes;

pub(super) const TABLE: Table = Table(1);

/// Returns an id: the letters of `name`, for tests to read.
pub(super) fn id(name: &str) -> Bytes {
    Bytes::copy_from_slice(name.as_bytes())
}

pub(super) fn key(space: SpaceId, name: &str) -> Key {
    Key::new(space, TABLE, id(name))
}

/// Returns a batch that puts each name with its value.
pub(super) fn puts(space: SpaceId, values: &[(&str, &str)]) -> Batch {
    values.iter().fold(Batch::new(space), |batch, (name, value)| batch.put(TABLE, id(name), id(value)))
}

/// Returns the bytes at a key.
pub(super) async fn read(store: &dyn Store, key: &Key) -> Result<Option<Bytes>, Error> {
    Ok(store.get(key).await?.map(|value| value.bytes))
}

/// Reads a scan to its end, page by page.
pub(super) async fn read_all(store: &dyn Store, scan: Scan) -> Result<Vec<Entry>, Error> {
    let (mut all, mut next) = (Vec::new(), Some(scan));
    while let Some(scan) = next {
        let page = store.scan(&scan).await?;
        assert!(page.entries.len() <= scan.limit, "a page holds no more than asked for");
        assert!(page.next.is_none() || !page.entries.is_empty(), "an empty page is the last");
        next = scan.continued(page.next);
        all.extend(page.entries);
    }
    Ok(all)
}

/// Returns the table as names and values.
pub(super) async fn table(store: &dyn Store, space: SpaceId) -> Result<Vec<(String, String)>, Error> {
    let entries = read_all(store, Scan::new(space, TABLE)).await?;
    Ok(entries.into_iter().map(|entry| (text(&entry.id), text(&entry.value.bytes))).collect())
}

/// Returns what [`table`] returns for these names and values.
pub(super) fn rows(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Returns the kind of failure, or `None` if it went well.
pub(super) fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind().clone())
}

fn text(bytes: &Bytes) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

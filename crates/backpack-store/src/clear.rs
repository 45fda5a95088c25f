//! Freeing what a space takes up.

use backpack_core::SpaceId;

use crate::{Batch, Error, MAX_BATCH_BYTES, MAX_ID_BYTES, Scan, Store, Table};

/// The most entries removed in one batch: their keys alone stay within the limit.
const BATCH_ENTRIES: usize = MAX_BATCH_BYTES / (17 + MAX_ID_BYTES) / 8;

/// Removes every entry of `tables` of `space`. Returns how many there were.
///
/// This frees space and destroys nothing by itself: an engine may keep the bytes in old segments. What makes data
/// unreadable is the loss of its key.
///
/// Dropping the future leaves a part of the entries, to be removed by the next call.
///
/// # Errors
///
/// What the store returns.
pub async fn clear(store: &dyn Store, space: SpaceId, tables: &[Table]) -> Result<u64, Error> {
    let mut removed = 0;
    for table in tables {
        loop {
            let page = store.scan(&Scan { limit: BATCH_ENTRIES, ..Scan::new(space, *table) }).await?;
            if page.entries.is_empty() {
                break;
            }
            removed += page.entries.len() as u64;
            let empty = Batch::new(space);
            let batch = page.entries.into_iter().fold(empty, |batch, entry| batch.delete(*table, entry.id));
            store.commit(batch).await?;
        }
    }
    Ok(removed)
}

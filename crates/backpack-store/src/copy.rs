//! The way out: everything of one space, from any store to any other.

use std::collections::VecDeque;

use backpack_core::SpaceId;
use bytes::Bytes;

use crate::{Batch, Condition, Direction, Entry, Error, ErrorKind, Key, MAX_BATCH_BYTES, Scan, Store, Table};

/// Entries read at a time: at most 4 MiB of values.
const PAGE_ENTRIES: usize = 64;
/// What a put counts in a batch besides its id and value: the space and the table.
const KEY_BYTES: usize = 17;

/// What [`copy`] copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// The entries of the space that both stores now hold.
    pub entries: u64,
    /// The bytes of their values.
    pub bytes: u64,
}

/// Copies `tables` of `space` from one store to another, and reads both again to compare them.
///
/// The target's tables must be empty, or hold nothing but what an earlier copy of the same left when it broke off:
/// then the copy goes on where that one ended. Versions are the target's own. Leases are not copied.
/// Nothing may write to the space meanwhile; if something did, the comparison finds it.
///
/// Dropping the future leaves a part of the copy, to be continued.
///
/// # Errors
///
/// [`Conflict`](ErrorKind::Conflict) names an entry of the target that is not the source's, found before anything
/// was written or by the comparison at the end; otherwise what either store returns.
///
/// # Examples
///
/// ```
/// use backpack_core::SpaceId;
/// use backpack_store::{Copied, Error, Store, Table, copy};
///
/// async fn move_out(space: SpaceId, here: &dyn Store, there: &dyn Store) -> Result<Copied, Error> {
///     copy(here, there, space, &[Table(1), Table(2)]).await
/// }
/// ```
pub async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    space: SpaceId,
    tables: &[Table],
) -> Result<Copied, Error> {
    for table in tables {
        check_nothing_else_is_there(from, to, space, *table).await?;
    }
    for table in tables {
        copy_table(from, to, space, *table).await?;
    }
    let mut copied = Copied::default();
    for table in tables {
        compare(from, to, space, *table, &mut copied).await?;
    }
    Ok(copied)
}

/// Checks that what the target's table holds is the beginning of the source's.
async fn check_nothing_else_is_there(
    from: &dyn Store,
    to: &dyn Store,
    space: SpaceId,
    table: Table,
) -> Result<(), Error> {
    let (mut source, mut target) = (Walk::new(from, space, table), Walk::new(to, space, table));
    while let Some(there) = target.next().await? {
        if !source.next().await?.is_some_and(|here| is_same(&here, &there)) {
            return Err(in_the_way(space, table, there));
        }
    }
    Ok(())
}

async fn copy_table(from: &dyn Store, to: &dyn Store, space: SpaceId, table: Table) -> Result<(), Error> {
    let mut source = Walk::new(from, space, table);
    source.after(last_id(to, space, table).await?);
    let mut batch = Batch::new(space);
    let mut room = MAX_BATCH_BYTES;
    while let Some(entry) = source.next().await? {
        let bytes = KEY_BYTES + entry.id.len() + entry.value.bytes.len();
        if bytes > room {
            to.commit(std::mem::replace(&mut batch, Batch::new(space))).await?;
            room = MAX_BATCH_BYTES;
        }
        room = room.saturating_sub(bytes);
        // A second copy at the same time meets a conflict here instead of going unseen.
        batch =
            batch.require(table, entry.id.clone(), Condition::Absent).put(table, entry.id, entry.value.bytes);
    }
    if !batch.puts.is_empty() {
        to.commit(batch).await?;
    }
    Ok(())
}

async fn last_id(store: &dyn Store, space: SpaceId, table: Table) -> Result<Option<Bytes>, Error> {
    let last = Scan { limit: 1, direction: Direction::Descending, ..Scan::new(space, table) };
    Ok(store.scan(&last).await?.entries.pop().map(|entry| entry.id))
}

async fn compare(
    from: &dyn Store,
    to: &dyn Store,
    space: SpaceId,
    table: Table,
    copied: &mut Copied,
) -> Result<(), Error> {
    let (mut source, mut target) = (Walk::new(from, space, table), Walk::new(to, space, table));
    loop {
        match (source.next().await?, target.next().await?) {
            (None, None) => return Ok(()),
            (Some(here), Some(there)) if is_same(&here, &there) => {
                copied.entries += 1;
                copied.bytes += there.value.bytes.len() as u64;
            }
            (Some(odd), _) | (None, Some(odd)) => return Err(in_the_way(space, table, odd)),
        }
    }
}

fn is_same(here: &Entry, there: &Entry) -> bool {
    here.id == there.id && here.value.bytes == there.value.bytes
}

fn in_the_way(space: SpaceId, table: Table, entry: Entry) -> Error {
    Error::new(ErrorKind::Conflict(vec![Key::new(space, table, entry.id)]), "copy")
}

/// Walks through a table, a page at a time.
struct Walk<'a> {
    store: &'a dyn Store,
    page: VecDeque<Entry>,
    next: Option<Scan>,
}

impl<'a> Walk<'a> {
    fn new(store: &'a dyn Store, space: SpaceId, table: Table) -> Self {
        let scan = Scan { limit: PAGE_ENTRIES, ..Scan::new(space, table) };
        Self { store, page: VecDeque::new(), next: Some(scan) }
    }

    /// Begins behind `id`.
    fn after(&mut self, id: Option<Bytes>) {
        if let Some(scan) = &mut self.next {
            scan.after = id;
        }
    }

    async fn next(&mut self) -> Result<Option<Entry>, Error> {
        while self.page.is_empty() {
            let Some(scan) = self.next.take() else { return Ok(None) };
            let page = self.store.scan(&scan).await?;
            self.next = scan.continued(page.next);
            self.page = page.entries.into();
        }
        Ok(self.page.pop_front())
    }
}

//! Reading: one value, one page.

use std::ops::Bound;

use backpack_store::{Direction, Entry, Error, Key, MAX_ID_BYTES, Scan, ScanPage, Value, Version};
use bytes::Bytes;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::connection::Connections;
use crate::errors::from_postgres;
use crate::scope::Scope;

/// The bytes of values at which a page ends.
const PAGE_BYTES: i64 = 4 << 20;
/// The most entries of a page, however small they are.
const PAGE_ENTRIES: usize = 16_384;
/// One byte longer than any id, so that it sorts behind every id of a table.
const BEHIND_EVERY_ID: [u8; MAX_ID_BYTES + 1] = [0xFF; MAX_ID_BYTES + 1];

pub(crate) async fn get(connections: &Connections, key: &Key) -> Result<Option<Value>, Error> {
    let (space, table) = (key.space.as_bytes().as_slice(), i16::from(key.table.0));
    let rows = connections
        .read(
            "get",
            Scope::Space(key.space),
            &connections.sql.get,
            &[(&space, Type::BYTEA), (&table, Type::INT2), (&&*key.id, Type::BYTEA)],
        )
        .await?;
    rows.first().map(|row| value(row, 0, "get")).transpose()
}

pub(crate) async fn scan(connections: &Connections, scan: &Scan) -> Result<ScanPage, Error> {
    let Some((from, until)) = scan.key_range() else { return Ok(ScanPage::default()) };
    let (from, until) = (lowest(from), end(until));
    let (space, table) = (scan.space.as_bytes().as_slice(), i16::from(scan.table.0));
    let limit = scan.limit.clamp(1, PAGE_ENTRIES);
    // One entry more than asked for tells whether the range goes on.
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let statement = match scan.direction {
        Direction::Ascending => &connections.sql.scan_up,
        Direction::Descending => &connections.sql.scan_down,
    };
    let rows = connections
        .read(
            "scan",
            Scope::Space(scan.space),
            statement,
            &[
                (&space, Type::BYTEA),
                (&table, Type::INT2),
                (&from, Type::BYTEA),
                (&until, Type::BYTEA),
                (&most, Type::INT8),
                (&PAGE_BYTES, Type::INT8),
            ],
        )
        .await?;
    let goes_on = rows.len() > limit;
    let mut bytes = 0;
    let mut entries = Vec::with_capacity(rows.len().min(limit));
    for row in rows.iter().take(limit) {
        let entry = Entry::new(column(row, 0, "scan")?.into(), value(row, 1, "scan")?);
        bytes += entry.value.bytes.len();
        entries.push(entry);
    }
    // The server ends a page with the value that fills it.
    let is_full = i64::try_from(bytes).is_ok_and(|bytes| bytes >= PAGE_BYTES);
    let next = if goes_on || is_full { entries.last().map(|last| last.id.clone()) } else { None };
    Ok(ScanPage::new(entries, next))
}

/// Returns the smallest id that is not below a lower bound.
fn lowest(bound: Bound<Key>) -> Vec<u8> {
    match bound {
        Bound::Included(key) => key.id.to_vec(),
        // The next id of all is the same with a zero behind it.
        Bound::Excluded(key) => [&key.id, [0].as_slice()].concat(),
        Bound::Unbounded => Vec::new(),
    }
}

/// Returns the smallest id that is above an upper bound.
fn end(bound: Bound<Key>) -> Vec<u8> {
    match bound {
        Bound::Included(key) => [&key.id, [0].as_slice()].concat(),
        Bound::Excluded(key) => key.id.to_vec(),
        Bound::Unbounded => BEHIND_EVERY_ID.to_vec(),
    }
}

/// Returns the version in column `first` and the bytes in the next one.
fn value(row: &Row, first: usize, operation: &'static str) -> Result<Value, Error> {
    let version: i64 = row.try_get(first).map_err(|error| from_postgres(&error, operation))?;
    let bytes = column(row, first + 1, operation)?;
    Ok(Value::new(Bytes::from(bytes), Version(version.unsigned_abs())))
}

fn column(row: &Row, column: usize, operation: &'static str) -> Result<Vec<u8>, Error> {
    row.try_get(column).map_err(|error| from_postgres(&error, operation))
}

//! Reading values back, each call as of one moment.

use backpack_folder::page;
use backpack_store::{Direction, Entry, Error, Key, Scan, ScanPage, Value};
use redb::{AccessGuard, Database, ReadOnlyTable, ReadableDatabase as _};

use crate::errors::{damaged, from_redb};
use crate::layout::{ENTRIES, Head, PIECES, entry_id, entry_key, entry_range};

/// The tables at one moment.
struct Moment {
    entries: ReadOnlyTable<&'static [u8], &'static [u8]>,
    pieces: ReadOnlyTable<[u8; 12], &'static [u8]>,
    operation: &'static str,
}

pub(crate) fn get(database: &Database, key: &Key) -> Result<Option<Value>, Error> {
    let moment = Moment::now(database, "get")?;
    let key = entry_key(key.space, key.table, &key.id);
    let head = moment.entries.get(key.as_slice()).map_err(|error| from_redb(error, "get"))?;
    head.map(|head| moment.value(head.value())).transpose()
}

pub(crate) fn scan(database: &Database, scan: &Scan) -> Result<ScanPage, Error> {
    let Some(range) = scan.key_range() else { return Ok(ScanPage::default()) };
    let moment = Moment::now(database, "scan")?;
    let (lower, upper) = entry_range(range);
    let range = (lower.as_ref().map(Vec::as_slice), upper.as_ref().map(Vec::as_slice));
    let found = moment.entries.range::<&[u8]>(range).map_err(|error| from_redb(error, "scan"))?;
    let found = found.map(|row| row.map_err(|error| from_redb(error, "scan")));
    let entry = |(key, head): (AccessGuard<'_, &[u8]>, AccessGuard<'_, &[u8]>)| {
        let id = entry_id(key.value()).ok_or_else(|| damaged("scan"))?;
        Ok(Entry::new(id, moment.value(head.value())?))
    };
    match scan.direction {
        Direction::Ascending => page(scan, found, entry),
        Direction::Descending => page(scan, found.rev(), entry),
    }
}

impl Moment {
    fn now(database: &Database, operation: &'static str) -> Result<Self, Error> {
        let transaction = database.begin_read().map_err(|error| from_redb(error, operation))?;
        let entries = transaction.open_table(ENTRIES).map_err(|error| from_redb(error, operation))?;
        let pieces = transaction.open_table(PIECES).map_err(|error| from_redb(error, operation))?;
        Ok(Self { entries, pieces, operation })
    }

    fn value(&self, head: &[u8]) -> Result<Value, Error> {
        let head = Head::decode(head).ok_or_else(|| damaged(self.operation))?;
        let mut bytes = Vec::with_capacity(head.pieces.bytes() + head.rest.len());
        for (key, length) in head.pieces.keys() {
            let piece = self.pieces.get(&key).map_err(|error| from_redb(error, self.operation))?;
            let piece = piece.filter(|piece| piece.value().len() == length);
            bytes.extend_from_slice(piece.ok_or_else(|| damaged(self.operation))?.value());
        }
        bytes.extend_from_slice(head.rest);
        Ok(Value::new(bytes.into(), head.version))
    }
}

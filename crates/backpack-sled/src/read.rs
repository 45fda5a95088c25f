//! Reading values back from the tree.

use backpack_folder::page;
use backpack_store::{Direction, Entry, Error, Key, Scan, ScanPage, Value};
use bytes::Bytes;
use sled::{IVec, Tree};

use crate::errors::{damaged, from_sled};
use crate::layout::{Head, Pieces, entry_id, entry_key, entry_range};

pub(crate) fn get(tree: &Tree, key: &Key) -> Result<Option<Value>, Error> {
    let head =
        tree.get(entry_key(key.space, key.table, &key.id)).map_err(|error| from_sled(&error, "get"))?;
    head.map(|head| value(tree, &head, "get")).transpose()
}

pub(crate) fn scan(tree: &Tree, scan: &Scan) -> Result<ScanPage, Error> {
    let Some(range) = scan.key_range() else { return Ok(ScanPage::default()) };
    let found = tree.range(entry_range(range)).map(|row| row.map_err(|error| from_sled(&error, "scan")));
    let entry = |(key, head): (IVec, IVec)| {
        let id = entry_id(&key).ok_or_else(|| damaged("scan"))?;
        Ok(Entry::new(id, value(tree, &head, "scan")?))
    };
    match scan.direction {
        Direction::Ascending => page(scan, found, entry),
        Direction::Descending => page(scan, found.rev(), entry),
    }
}

pub(crate) fn value(tree: &Tree, head: &IVec, operation: &'static str) -> Result<Value, Error> {
    match Head::decode(head) {
        Some(Head::Inline { version, value }) => Ok(Value::new(Bytes::copy_from_slice(value), version)),
        Some(Head::InPieces { version, pieces }) => Ok(Value::new(join(tree, pieces, operation)?, version)),
        None => Err(damaged(operation)),
    }
}

fn join(tree: &Tree, pieces: Pieces, operation: &'static str) -> Result<Bytes, Error> {
    let mut bytes = Vec::with_capacity(pieces.bytes as usize);
    for key in pieces.keys() {
        let piece = tree.get(key).map_err(|error| from_sled(&error, operation))?;
        bytes.extend_from_slice(&piece.ok_or_else(|| damaged(operation))?);
    }
    if bytes.len() == pieces.bytes as usize { Ok(bytes.into()) } else { Err(damaged(operation)) }
}

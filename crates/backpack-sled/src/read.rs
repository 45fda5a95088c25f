//! Reading values back from the tree.

use backpack_store::{Direction, Entry, Error, Key, Scan, ScanPage, Value};
use bytes::Bytes;
use sled::{IVec, Tree};

use crate::errors::{damaged, from_sled};
use crate::layout::{Head, Pieces, entry_id, entry_key, entry_range};

/// A page of a scan ends once it holds this many bytes of values, however many entries were asked for.
const PAGE_BYTES: usize = 4 << 20;

pub(crate) fn get(tree: &Tree, key: &Key) -> Result<Option<Value>, Error> {
    let head =
        tree.get(entry_key(key.space, key.table, &key.id)).map_err(|error| from_sled(&error, "get"))?;
    head.map(|head| value(tree, &head, "get")).transpose()
}

pub(crate) fn scan(tree: &Tree, scan: &Scan) -> Result<ScanPage, Error> {
    let Some(range) = scan.key_range() else { return Ok(ScanPage::default()) };
    let mut found = tree.range(entry_range(range));
    let (mut entries, mut bytes) = (Vec::new(), 0);
    loop {
        let next = match scan.direction {
            Direction::Ascending => found.next(),
            Direction::Descending => found.next_back(),
        };
        let Some(next) = next else { return Ok(ScanPage::new(entries, None)) };
        let (key, head) = next.map_err(|error| from_sled(&error, "scan"))?;
        if !entries.is_empty() && (entries.len() >= scan.limit || bytes >= PAGE_BYTES) {
            let last = entries.last().map(|entry: &Entry| entry.id.clone());
            return Ok(ScanPage::new(entries, last));
        }
        let value = value(tree, &head, "scan")?;
        bytes += value.bytes.len();
        entries.push(Entry::new(entry_id(&key).ok_or_else(|| damaged("scan"))?, value));
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

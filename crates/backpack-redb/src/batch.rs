//! What a group of commits changes, in one transaction of redb.

use std::collections::BTreeMap;

use backpack_core::SpaceId;
use backpack_store::{Batch, Error, Precondition, Version};
use bytes::Bytes;
use redb::{Database, ReadableTable as _, StorageError, WriteTransaction};

use crate::errors::from_redb;
use crate::layout::{ENTRIES, HIGHEST_TOKEN, Head, LAST_VERSION, NUMBERS, PIECES, Pieces, entry_key};

/// Begins a transaction that is durable when its commit returns.
pub(crate) fn begin(database: &Database) -> Result<WriteTransaction, Error> {
    let mut transaction = database.begin_write().map_err(|error| from_redb(error, "commit"))?;
    // In one phase, redb takes a damaged page for a commit that was cut off, and goes back to the one before.
    transaction.set_two_phase_commit(true);
    Ok(transaction)
}

/// What a group of commits writes. It reads what the commits of the group wrote before.
pub(crate) struct Group<'a> {
    entries: redb::Table<'a, &'static [u8], &'static [u8]>,
    pieces: redb::Table<'a, [u8; 12], &'static [u8]>,
    numbers: redb::Table<'a, &'static str, u64>,
    changed: bool,
}

impl<'a> Group<'a> {
    pub(crate) fn new(transaction: &'a WriteTransaction) -> Result<Self, Error> {
        let failed = |error| from_redb(error, "commit");
        Ok(Self {
            entries: transaction.open_table(ENTRIES).map_err(failed)?,
            pieces: transaction.open_table(PIECES).map_err(failed)?,
            numbers: transaction.open_table(NUMBERS).map_err(failed)?,
            changed: false,
        })
    }

    pub(crate) fn changed(&self) -> bool {
        self.changed
    }

    pub(crate) fn note(&mut self, number: &'static str, value: u64) -> Result<(), StorageError> {
        self.changed = true;
        self.numbers.insert(number, value)?;
        Ok(())
    }

    /// Writes `batch` under `version`, with the old values' pieces removed and the version noted.
    fn write_all(&mut self, batch: Batch, version: Version) -> Result<(), StorageError> {
        let mut next_piece = 0;
        for (key, value) in last_writes(batch) {
            match value {
                None => self.remove(&key)?,
                Some(value) => next_piece = self.put(&key, version, next_piece, &value)?,
            }
        }
        self.note(LAST_VERSION, version.0)
    }

    /// Puts a value whose pieces are numbered from `first`; returns the number of the next piece.
    fn put(&mut self, key: &[u8], version: Version, first: u32, value: &[u8]) -> Result<u32, StorageError> {
        let head = Head::cut(version, first, value);
        let mut next = first;
        for (key, piece) in head.pieces.of(value) {
            self.pieces.insert(&key, piece)?;
            next += 1;
        }
        let old = self.entries.insert(key, head.encode().as_slice())?;
        let old = old.and_then(|old| Head::decode(old.value()).map(|head| head.pieces));
        self.remove_pieces(old)?;
        Ok(next)
    }

    fn remove(&mut self, key: &[u8]) -> Result<(), StorageError> {
        let old = self.entries.remove(key)?;
        let old = old.and_then(|old| Head::decode(old.value()).map(|head| head.pieces));
        self.remove_pieces(old)
    }

    fn remove_pieces(&mut self, pieces: Option<Pieces>) -> Result<(), StorageError> {
        for (key, _) in pieces.into_iter().flat_map(Pieces::keys) {
            self.pieces.remove(&key)?;
        }
        Ok(())
    }
}

impl backpack_folder::Group for Group<'_> {
    fn holds(&self, space: SpaceId, precondition: &Precondition) -> Result<bool, Error> {
        let key = entry_key(space, precondition.table, &precondition.id);
        let head = self.entries.get(key.as_slice()).map_err(|error| from_redb(error, "commit"))?;
        Ok(match head {
            None => precondition.condition.holds(None),
            // A head that cannot be read fulfils nothing.
            Some(head) => Head::decode(head.value())
                .is_some_and(|head| precondition.condition.holds(Some(head.version))),
        })
    }

    fn write(&mut self, batch: Batch, version: Version) -> Result<(), Error> {
        self.write_all(batch, version).map_err(|error| from_redb(error, "commit"))
    }

    fn note_token(&mut self, highest: u64) -> Result<(), Error> {
        self.note(HIGHEST_TOKEN, highest).map_err(|error| from_redb(error, "lease"))
    }
}

/// Returns what each key ends with: of a delete and puts of one key, the last put counts.
fn last_writes(batch: Batch) -> BTreeMap<Vec<u8>, Option<Bytes>> {
    let space = batch.space;
    let deletes = batch.deletes.into_iter().map(|(table, id)| (entry_key(space, table, &id), None));
    let puts = batch.puts.into_iter().map(|put| (entry_key(space, put.table, &put.id), Some(put.value)));
    deletes.chain(puts).collect()
}

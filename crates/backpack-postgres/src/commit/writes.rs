//! What a batch comes down to, in the shape in which the server takes it.

use std::collections::BTreeMap;

use backpack_store::{Batch, Condition};

/// The columns of what a batch requires, removes and puts.
#[derive(Debug)]
pub(super) struct Writes<'a> {
    pub(super) required: Columns<'a>,
    /// The version that each required key must have; none for a key that must be absent.
    pub(super) versions: Vec<Option<i64>>,
    pub(super) deleted: Columns<'a>,
    pub(super) put: Columns<'a>,
    pub(super) values: Vec<&'a [u8]>,
}

/// Keys, by column.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    pub(super) tables: Vec<i16>,
    pub(super) ids: Vec<&'a [u8]>,
}

impl<'a> Writes<'a> {
    pub(super) fn of(batch: &'a Batch) -> Self {
        // A key both deleted and put ends with the value put, and of two puts the later one counts.
        let mut last = BTreeMap::new();
        for (table, id) in &batch.deletes {
            last.insert((table.0, &**id), None);
        }
        for put in &batch.puts {
            last.insert((put.table.0, &*put.id), Some(&*put.value));
        }
        let (mut deleted, mut put, mut values) = (Columns::default(), Columns::default(), Vec::new());
        // In the order of the keys, which is the order of the index.
        for ((table, id), value) in last {
            match value {
                None => deleted.push(table, id),
                Some(value) => {
                    put.push(table, id);
                    values.push(value);
                }
            }
        }
        let mut required = Columns::default();
        let mut versions = Vec::new();
        for precondition in &batch.preconditions {
            required.push(precondition.table.0, &precondition.id);
            versions.push(match precondition.condition {
                Condition::Absent => None,
                // No value has a version beyond what the server can count.
                Condition::At(version) => Some(i64::try_from(version.0).unwrap_or(-1)),
            });
        }
        Self { required, versions, deleted, put, values }
    }
}

impl<'a> Columns<'a> {
    fn push(&mut self, table: u8, id: &'a [u8]) {
        self.tables.push(table.into());
        self.ids.push(id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

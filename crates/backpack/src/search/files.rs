//! Which records a file belongs to, and whether it is shown.

use backpack_core::{FileId, RecordId};
use backpack_keep::{Catalog, FileOrigin, FileRow, Filter, Sieve};

/// What the index knows of a file beside its text.
#[derive(Clone, Debug)]
pub(crate) struct KnownFile {
    pub(crate) id: FileId,
    /// When it was added, in milliseconds.
    added: i64,
    /// The commit group that wrote its row, or what was read out of it, last.
    pub(crate) sequence: u64,
    /// The records that its portals sent it with.
    sent_with: Vec<RecordId>,
    /// Whether it was removed.
    pub(crate) is_gone: bool,
}

impl KnownFile {
    pub(crate) fn new(row: &FileRow, sequence: u64) -> Self {
        let sent_with = row.origins.iter().filter_map(|origin| match origin {
            FileOrigin::Portal { record, .. } => Some(*record),
            _ => None,
        });
        Self {
            id: row.id,
            added: row.added.as_millis(),
            sequence,
            sent_with: sent_with.collect(),
            is_gone: false,
        }
    }

    /// Returns the records that it belongs to, each once.
    pub(crate) fn records(&self, catalog: &Catalog) -> Vec<RecordId> {
        let mut records: Vec<RecordId> = catalog.attached_to(self.id).collect();
        records.extend(self.sent_with.iter().filter(|id| catalog.record(**id).is_some()));
        records.sort_unstable();
        records.dedup();
        records
    }

    /// Says whether it is shown: with one of its records, or by itself if it belongs to none and nothing narrows the search.
    pub(crate) fn admits(&self, catalog: &Catalog, sieve: &Sieve<'_>, filter: &Filter) -> Option<i64> {
        if self.is_gone {
            return None;
        }
        let records = self.records(catalog);
        let shown = |id: &RecordId| catalog.number_of(*id).and_then(|number| sieve.admits(number));
        let is_shown =
            if records.is_empty() { is_open(filter) } else { records.iter().any(|id| shown(id).is_some()) };
        is_shown.then_some(self.added)
    }
}

/// Says whether a filter finds records of every sort.
fn is_open(filter: &Filter) -> bool {
    let Filter { kinds, codes, from, until, tags, text, sources, .. } = filter;
    kinds.is_empty()
        && codes.is_empty()
        && from.is_none()
        && until.is_none()
        && tags.is_empty()
        && text.is_none()
        && sources.is_empty()
}

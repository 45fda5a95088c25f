//! Rows: every one that was written is there, of the commit group that wrote it, under its own name; and none beyond.

use std::collections::{BTreeSet, HashMap};

use backpack_keys::{BackpackKeys, Purpose};
use backpack_store::Table;

use super::{Class, Concern, Examiner, Finding, Mend, Severity, VerifyStep, scan};
use crate::row::{AddressRow, FactsRow, IndexRow, LostRow, UnnamedRow, UploadRow};
use crate::row_batch::open_row;
use crate::{
    AccessRow, AttachmentRow, AttemptRow, CardLinkRow, CardRow, ConnectionRow, ConsentRow, ContactRow,
    CurrentRow, Error, FileRow, GrantRow, InvitationRow, MembersRow, PaceRow, Parts, Person, QueryRow,
    RequestRow, Row, SharingRow, TriedRow, UpkeepRow,
};

/// What a row of some table is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowSort {
    pub(crate) table: Table,
    pub(crate) purpose: Purpose,
    pub(crate) what: &'static str,
    pub(crate) worth: Worth,
    open: Open,
}

/// Opens a row. Returns the commit group that wrote it, and the id under which it must lie.
type Open = fn(&BackpackKeys, &[u8], &[u8]) -> Result<(u64, [u8; 16]), Error>;

/// What is lost with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// Something that nothing else knows.
    Own,
    /// Nothing: it is made again from the rest, or by the next sync.
    Derived,
    /// A sign-in, which the person can repeat.
    SignIn,
}

/// Every table of rows.
const SORTS: &[RowSort] = &[
    sort::<Person>(Worth::Own),
    sort::<ConnectionRow>(Worth::Own),
    sort::<GrantRow>(Worth::SignIn),
    sort::<AttemptRow>(Worth::SignIn),
    sort::<QueryRow>(Worth::Derived),
    sort::<FileRow>(Worth::Own),
    sort::<AddressRow>(Worth::Derived),
    sort::<TriedRow>(Worth::Derived),
    sort::<AttachmentRow>(Worth::Derived),
    sort::<MembersRow>(Worth::Derived),
    sort::<UpkeepRow>(Worth::Derived),
    sort::<AccessRow>(Worth::Derived),
    sort::<PaceRow>(Worth::Derived),
    sort::<UnnamedRow>(Worth::Derived),
    sort::<SharingRow>(Worth::Own),
    sort::<InvitationRow>(Worth::Own),
    sort::<IndexRow>(Worth::Derived),
    sort::<FactsRow>(Worth::Derived),
    sort::<UploadRow>(Worth::Derived),
    sort::<CardRow>(Worth::Own),
    sort::<CardLinkRow>(Worth::Own),
    sort::<ConsentRow>(Worth::Own),
    sort::<ContactRow>(Worth::Own),
    sort::<CurrentRow>(Worth::Derived),
    sort::<RequestRow>(Worth::Own),
    RowSort { open: opened_note, ..sort::<LostRow>(Worth::Derived) },
];

const fn sort<R: Row>(worth: Worth) -> RowSort {
    RowSort { table: R::TABLE, purpose: R::PURPOSE, what: R::WHAT, worth, open: opened::<R> }
}

fn opened<R: Row>(keys: &BackpackKeys, id: &[u8], sealed: &[u8]) -> Result<(u64, [u8; 16]), Error> {
    let (sequence, row) = open_row::<R>(keys, id, sealed)?;
    Ok((sequence, keys.row_id(R::TABLE.0, &row.name())))
}

/// A note of a loss lies under the id of what was lost.
fn opened_note(keys: &BackpackKeys, id: &[u8], sealed: &[u8]) -> Result<(u64, [u8; 16]), Error> {
    let (sequence, note) = open_row::<LostRow>(keys, id, sealed)?;
    Ok((sequence, *note.what.id()))
}

/// Returns what is known of a table.
pub(crate) fn sort_of(table: u8) -> Option<&'static RowSort> {
    SORTS.iter().find(|sort| sort.table.0 == table)
}

/// Returns the rows that open, of every table, with the commit groups that wrote them.
pub(crate) async fn stamped_rows(parts: &Parts) -> Result<Vec<(u8, [u8; 16], u64)>, Error> {
    let mut stamped = Vec::new();
    for sort in SORTS {
        scan(parts, sort.table, &mut |entry| {
            if let Some(id) = entry.id.first_chunk()
                && let Ok((sequence, _)) = (sort.open)(&parts.keys, &entry.id, &entry.value.bytes)
            {
                stamped.push((sort.table.0, *id, sequence));
            }
        })
        .await?;
    }
    Ok(stamped)
}

/// The rows of one table, as they lie in the store.
#[derive(Default)]
struct Read {
    written: HashMap<[u8; 16], u64>,
    damaged: BTreeSet<[u8; 16]>,
    newer: BTreeSet<[u8; 16]>,
}

impl Examiner<'_> {
    /// Looks at every row of every table.
    pub(super) async fn rows(&mut self) -> Result<(), Error> {
        for sort in SORTS {
            let read = self.read_rows(sort).await?;
            self.report.counts.rows += (read.written.len() + read.damaged.len() + read.newer.len()) as u64;
            self.judge(sort, read);
            self.step(VerifyStep::Rows, self.report.counts.rows)?;
        }
        Ok(())
    }

    async fn read_rows(&self, sort: &RowSort) -> Result<Read, Error> {
        let keys = &self.parts.keys;
        let mut read = Read::default();
        self.scan(sort.table, &mut |entry| {
            let Ok(id) = <[u8; 16]>::try_from(entry.id.as_ref()) else { return };
            match (sort.open)(keys, &entry.id, &entry.value.bytes) {
                Ok((sequence, own)) if own == id => drop(read.written.insert(id, sequence)),
                Err(Error::NewerFormat(..)) => drop(read.newer.insert(id)),
                _ => drop(read.damaged.insert(id)),
            }
        })
        .await?;
        Ok(read)
    }

    fn judge(&mut self, sort: &RowSort, read: Read) {
        let Read { written, damaged, newer } = read;
        let table = sort.table.0;
        for id in &newer {
            self.newer(Concern::Row(table, *id));
        }
        let (severity, mend) = without(sort.worth);
        let damage = |class, severity, id, mend| Finding::new(class, severity, Concern::Row(table, id), mend);
        for id in &damaged {
            self.found(damage(Class::RowDamaged, severity, *id, mend));
        }
        let mut unlike = self.catalog.rows_unlike(table, written.clone());
        unlike.retain(|id| !damaged.contains(id) && !newer.contains(id));
        unlike.sort_unstable();
        for id in unlike {
            let there = written.get(&id);
            // What a commit group wrote that the log lost is told by the row itself.
            if there.is_some_and(|sequence| self.lost.groups.contains(sequence)) {
                continue;
            }
            let finding = match (there, self.catalog.row_sequence(table, &id)) {
                (None, _) => damage(Class::RowMissing, severity, id, mend),
                (Some(_), None) => damage(Class::RowUnknown, Severity::Repairable, id, Mend::Forget),
                (Some(_), Some(_)) => damage(Class::RowSetBack, severity, id, older(sort.worth)),
            };
            self.found(finding);
        }
    }
}

/// What becomes of a row that cannot be read any more.
const fn without(worth: Worth) -> (Severity, Mend) {
    match worth {
        Worth::Own => (Severity::Loss, Mend::Forget),
        Worth::Derived => (Severity::Repairable, Mend::Rebuild),
        Worth::SignIn => (Severity::Repairable, Mend::SignInAgain),
    }
}

/// An older grant may have been used up: it is never taken up again.
const fn older(worth: Worth) -> Mend {
    match worth {
        Worth::Own => Mend::TakeOlder,
        Worth::Derived => Mend::Rebuild,
        Worth::SignIn => Mend::SignInAgain,
    }
}

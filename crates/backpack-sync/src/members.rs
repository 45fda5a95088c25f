//! What each query is known to return, and what a complete pull no longer returned.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{MutexGuard, PoisonError};

use backpack_connect::Query;
use backpack_core::{ConnectionId, RecordId};
use backpack_keep::{MembersRow, Row as _, RowBatch};

use crate::fault::Fault;
use crate::run::Run;
use crate::sift::Sifted;

/// The most rows that are written in one batch.
const ROWS_AT_ONCE: usize = 64;

/// What one query is known to return. About 30 bytes a record while a sync runs.
#[derive(Debug, Default)]
pub(crate) struct Members {
    known: HashMap<RecordId, Known>,
    /// The scopes under which the records of each row were returned.
    rows: BTreeMap<u32, [u8; 16]>,
    /// The last row, which takes what is new.
    open: Option<MembersRow>,
    /// The scopes of the grant as this sync began.
    scopes: [u8; 16],
    /// Whether the query was asked from its beginning to its end in this sync: then silence says something.
    pub(crate) is_whole: bool,
    /// Whether something came that cannot be read and did not come before: it may be any of the records.
    is_unsure: bool,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    row: u32,
    /// Whether this sync returned it.
    returned: bool,
}

impl Members {
    /// Takes note of what a page returned. Returns the rows that must be written with it.
    pub(crate) fn meet(
        &mut self,
        sifted: &Sifted,
        (connection, query): (ConnectionId, &Query),
    ) -> Vec<MembersRow> {
        self.is_unsure |= sifted.unreadable.iter().any(|id| !self.known.contains_key(id));
        let mut written = Vec::new();
        let mut open = self.open.take();
        let mut is_touched = false;
        for id in sifted.returned.iter().chain(&sifted.unreadable) {
            if let Some(known) = self.known.get_mut(id) {
                known.returned = true;
                continue;
            }
            let next = self.rows.last_key_value().map_or(0, |(last, _)| last + 1);
            let has_room =
                |row: &MembersRow| row.records.len() < MembersRow::MOST && row.scopes == self.scopes;
            let mut row = match open.take() {
                Some(row) if has_room(&row) => row,
                full => {
                    written.extend(full.filter(|_| is_touched));
                    self.rows.insert(next, self.scopes);
                    MembersRow::new(connection, &*query.id, next, self.scopes)
                }
            };
            row.records.push(*id);
            self.known.insert(*id, Known { row: row.number, returned: true });
            is_touched = true;
            open = Some(row);
        }
        written.extend(open.clone().filter(|_| is_touched));
        self.open = open;
        written
    }

    /// Begins the query anew: what is unsure is so no longer.
    pub(crate) fn begin(&mut self) {
        (self.is_whole, self.is_unsure) = (false, false);
    }

    fn lost(&self) -> impl Iterator<Item = (RecordId, u32)> {
        let lost = self.known.iter().filter(|(_, known)| self.is_whole && !known.returned);
        lost.map(|(id, known)| (*id, known.row))
    }

    /// Says what this query knows of a record that another one lost.
    fn word_on(&self, id: RecordId) -> Word {
        match self.known.get(&id) {
            Some(known) if known.returned => Word::Has,
            Some(_) if !self.is_whole || self.is_unsure => Word::MayHave,
            _ => Word::HasNot,
        }
    }

    /// Returns the rows that a whole pull changes: without what was lost and is not still in question, and under the
    /// scopes of now.
    fn renewed(
        &self,
        (connection, query): (ConnectionId, &Query),
        in_question: &BTreeSet<RecordId>,
    ) -> Vec<MembersRow> {
        let lost = self.lost().filter(|(id, _)| !in_question.contains(id));
        let mut rows: BTreeSet<u32> = lost.map(|(_, row)| row).collect();
        let before = self.rows.iter().filter(|(_, scopes)| self.is_whole && **scopes != self.scopes);
        rows.extend(before.map(|(row, _)| *row));
        let row = |number| (number, MembersRow::new(connection, &*query.id, number, self.scopes));
        let mut renewed: BTreeMap<u32, MembersRow> = rows.into_iter().map(row).collect();
        for (id, known) in &self.known {
            if (known.returned || in_question.contains(id))
                && let Some(row) = renewed.get_mut(&known.row)
            {
                row.records.push(*id);
            }
        }
        renewed.into_values().collect()
    }
}

/// What one query knows of a record that another one lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// It did not return it either, or never knew it.
    HasNot,
    /// It returned it before, and was not asked to its end, or brought something that cannot be read.
    MayHave,
    /// It returned it.
    Has,
}

impl Run<'_> {
    /// Reads what the queries of this connection are known to return.
    pub(crate) async fn load_members(&self) -> Result<(), Fault> {
        let mut all: HashMap<String, Members> = HashMap::new();
        let rows = self.keep.rows::<MembersRow>().await?;
        for row in rows.into_iter().filter(|row| row.connection == self.connection.id) {
            let members = all.entry(row.query.clone()).or_default();
            members.rows.insert(row.number, row.scopes);
            let known = row.records.iter().map(|id| (*id, Known { row: row.number, returned: false }));
            members.known.extend(known);
            if members.open.as_ref().is_none_or(|open| open.number < row.number) {
                members.open = Some(row);
            }
        }
        *self.all_members() = all;
        Ok(())
    }

    /// Takes what a query is known to return, for as long as it is asked.
    pub(crate) async fn take_members(&self, query: &Query) -> Members {
        let scopes = self.scopes().await;
        let mut members = self.all_members().remove(&query.id).unwrap_or_default();
        // Without a grant nothing can be asked, so nothing is written under no scopes.
        members.scopes = scopes.unwrap_or_default();
        members
    }

    /// Gives back what a query is known to return.
    pub(crate) fn give_members(&self, query: &Query, members: Members) {
        self.all_members().insert(query.id.clone(), members);
    }

    /// Writes the rows of a page that are too many for its commit, ahead of it: a member that is no record is passed over.
    pub(crate) async fn write_ahead(&self, mut rows: Vec<MembersRow>) -> Result<RowBatch, Fault> {
        while rows.len() > ROWS_AT_ONCE {
            let rest = rows.split_off(ROWS_AT_ONCE);
            let batch = rows.iter().fold(RowBatch::new(), |batch, row| batch.put(row));
            self.keep.write(batch.fenced(self.lease.fence().await?)).await?;
            rows = rest;
        }
        Ok(rows.iter().fold(RowBatch::new(), |batch, row| batch.put(row)))
    }

    /// Marks what complete pulls no longer returned and no other query has. Returns how many records that are.
    ///
    /// Silence under other scopes than before, or in a pull that brought something unreadable, says nothing; what was lost
    /// so is forgotten without a mark. What another query may still have stays a member until that is known. The marks are durable before the members are changed: whoever ends in between
    /// marks the same again.
    pub(crate) async fn mark_lost(&self, plan: &[Query]) -> Result<u64, Fault> {
        let mut all = std::mem::take(&mut *self.all_members());
        all.retain(|id, _| plan.iter().any(|query| query.id == *id));
        let scopes = self.scopes().await;
        for members in all.values_mut() {
            members.is_whole &= scopes == Some(members.scopes);
        }
        let (mut lost, mut in_question) = (BTreeSet::new(), BTreeSet::new());
        for members in all.values().filter(|members| !members.is_unsure) {
            let under_these =
                members.lost().filter(|(_, row)| members.rows.get(row) == Some(&members.scopes));
            for (id, _) in under_these {
                match all.values().map(|other| other.word_on(id)).max() {
                    Some(Word::MayHave) => in_question.insert(id),
                    Some(Word::HasNot) => lost.insert(id),
                    _ => false,
                };
            }
        }
        let lost: Vec<RecordId> = lost.into_iter().collect();
        let mut marked = 0;
        if !lost.is_empty() {
            let fence = Some(self.lease.fence().await?);
            marked = self.keep.mark_vanished(self.connection.id, &lost, fence).await?.len() as u64;
        }
        for query in plan.iter().filter(|query| !query.follows) {
            let Some(members) = all.get(&query.id) else { continue };
            for rows in members.renewed((self.connection.id, query), &in_question).chunks(ROWS_AT_ONCE) {
                let batch = rows.iter().fold(RowBatch::new(), |batch, row| {
                    if row.records.is_empty() {
                        batch.delete::<MembersRow>(row.name())
                    } else {
                        batch.put(row)
                    }
                });
                self.keep.write(batch.fenced(self.lease.fence().await?)).await?;
            }
        }
        Ok(marked)
    }

    /// Returns a digest of the scopes of the current grant; `None` if no grant holds any more.
    async fn scopes(&self) -> Option<[u8; 16]> {
        self.grants.scopes().await.map(|scopes| MembersRow::digest_of(&scopes))
    }

    fn all_members(&self) -> MutexGuard<'_, HashMap<String, Members>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

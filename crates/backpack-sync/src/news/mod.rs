//! News: what a sync brought, grouped by kind and in words.

mod nouns;

use std::collections::{BTreeMap, BTreeSet};

use backpack_core::{ConnectionId, RecordId, SpaceId};
use backpack_keep::{Catalog, ConnectionRow, PaceRow, PageCounts, Record};
use backpack_record::Kind;

use crate::{Engine, SyncError, SyncReport};

/// Which records a sync brought, changed, or found gone; each record stands in one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Touched {
    /// Records that were not here before.
    pub new: BTreeSet<RecordId>,
    /// Records that got a new version.
    pub changed: BTreeSet<RecordId>,
    /// Records that the source no longer has.
    pub gone: BTreeSet<RecordId>,
}

/// What is new at a portal, for a notification: data, and English words beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct News {
    /// The Backpack.
    pub backpack: SpaceId,
    /// The connection that brought it.
    pub connection: ConnectionId,
    /// The portal's name for people.
    pub portal: String,
    /// One line for each kind with something to tell, in the order in which people see kinds.
    pub lines: Vec<NewsLine>,
    /// The records, by what happened to them.
    pub records: Touched,
    /// Of the records that changed, those in which the person's correction and the portal differ now: both stand, until the
    /// person decides.
    pub conflicts: BTreeSet<RecordId>,
}

/// What is new of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewsLine {
    /// The kind.
    pub kind: Kind,
    /// How many records are new.
    pub new: usize,
    /// How many changed.
    pub changed: usize,
    /// How many the portal no longer has.
    pub gone: usize,
    /// The same as an English sentence without a full stop: `3 new lab results from Riverside Clinic`.
    pub text: String,
}

impl Touched {
    /// Says whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }

    /// Returns how many records something happened to.
    #[must_use]
    pub fn len(&self) -> usize {
        self.new.len() + self.changed.len() + self.gone.len()
    }

    /// Adds a record that nobody was told of, unless it stands here already.
    pub(crate) fn tell(&mut self, record: &Record<'_>) {
        let id = record.id();
        if self.new.contains(&id) || self.changed.contains(&id) || self.gone.contains(&id) {
            return;
        }
        let told_as = if record.versions() == 1 { &mut self.new } else { &mut self.changed };
        told_as.insert(id);
    }

    pub(crate) fn add(&mut self, page: &PageCounts) {
        self.take(&page.new_ids, &page.changed_ids, &page.gone_ids);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.take(&other.new, &other.changed, &other.gone);
    }

    /// What is new stays new, however often it changes afterwards; what went counts as gone, unless it came back.
    fn take<'i>(
        &mut self,
        new: impl IntoIterator<Item = &'i RecordId>,
        changed: impl IntoIterator<Item = &'i RecordId>,
        gone: impl IntoIterator<Item = &'i RecordId>,
    ) {
        self.new.extend(new);
        for id in changed {
            self.gone.remove(id);
            if !self.new.contains(id) {
                self.changed.insert(*id);
            }
        }
        for id in gone {
            self.changed.remove(id);
            // What came and went within one sync was never seen, and is no news.
            if !self.new.remove(id) {
                self.gone.insert(*id);
            }
        }
    }
}

impl News {
    /// Says whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns one English line for all of it: `5 new and 1 changed records from Riverside Clinic`; empty if there is
    /// nothing to tell.
    #[must_use]
    pub fn headline(&self) -> String {
        let sum = |count: fn(&NewsLine) -> usize| self.lines.iter().map(count).sum();
        let counts = (sum(|line| line.new), sum(|line| line.changed), sum(|line| line.gone));
        match self.lines.as_slice() {
            [] => String::new(),
            [line] => line.text.clone(),
            _ => words(counts, ("record", "records"), &self.portal),
        }
    }

    /// Returns an English sentence on the records in which the person and the portal differ now, without a full stop:
    /// `your correction and Riverside Clinic now differ in 1 record`; empty if there are none.
    #[must_use]
    pub fn conflict_line(&self) -> String {
        match self.conflicts.len() {
            0 => String::new(),
            1 => format!("your correction and {} now differ in 1 record", self.portal),
            count => format!("your corrections and {} now differ in {count} records", self.portal),
        }
    }

    fn gathered(backpack: SpaceId, row: &ConnectionRow, touched: &Touched, catalog: &Catalog) -> Self {
        let mut kinds: BTreeMap<Kind, (usize, usize, usize)> = BTreeMap::new();
        let mut records = Touched::default();
        let kind = |id: &RecordId| catalog.record(*id).map(|record| record.kind());
        for (id, kind) in touched.new.iter().filter_map(|id| Some((*id, kind(id)?))) {
            kinds.entry(kind).or_default().0 += 1;
            records.new.insert(id);
        }
        for (id, kind) in touched.changed.iter().filter_map(|id| Some((*id, kind(id)?))) {
            kinds.entry(kind).or_default().1 += 1;
            records.changed.insert(id);
        }
        for (id, kind) in touched.gone.iter().filter_map(|id| Some((*id, kind(id)?))) {
            kinds.entry(kind).or_default().2 += 1;
            records.gone.insert(id);
        }
        let line = |(kind, counts): (Kind, (usize, usize, usize))| NewsLine {
            kind,
            new: counts.0,
            changed: counts.1,
            gone: counts.2,
            text: words(counts, nouns::of(kind), &row.name),
        };
        let lines = kinds.into_iter().map(line).collect();
        let is_conflict = |id: &&RecordId| catalog.record(**id).is_some_and(|record| record.conflicts() > 0);
        let conflicts = records.changed.iter().filter(is_conflict).copied().collect();
        Self { backpack, connection: row.id, portal: row.name.clone(), lines, records, conflicts }
    }
}

impl Engine {
    /// Adds what syncs brought that ended without a report: nobody was told of it.
    pub(crate) async fn add_untold(
        &self,
        id: ConnectionId,
        report: &mut SyncReport,
    ) -> Result<(), SyncError> {
        let pace = self.keep.row::<PaceRow>(id.as_bytes()).await?;
        let Some(since) = pace.and_then(|(pace, _)| pace.untold) else { return Ok(()) };
        self.keep.catalog(|catalog| {
            for record in catalog.records_of(id).filter(|record| record.received() >= since) {
                report.touched.tell(&record);
            }
        });
        Ok(())
    }

    /// Returns what a sync of a connection brought, grouped by kind and in words.
    ///
    /// # Errors
    ///
    /// [`SyncError::NoSuchConnection`], and the Backpack's errors.
    pub async fn news(&self, connection: ConnectionId, report: &SyncReport) -> Result<News, SyncError> {
        let (row, _) = self.connection(connection).await?;
        let gather = |catalog: &Catalog| News::gathered(self.keep.space(), &row, &report.touched, catalog);
        Ok(self.keep.catalog(gather))
    }
}

/// Says how many are new, changed and gone: `2 new and 1 changed visits from X, 3 no longer listed`.
fn words(
    (new, changed, gone): (usize, usize, usize),
    (one, many): (&'static str, &'static str),
    portal: &str,
) -> String {
    let noun = |count: usize| if count == 1 { one } else { many };
    let came = match (new, changed) {
        (0, 0) => return format!("{gone} {} no longer listed by {portal}", noun(gone)),
        (new, 0) => format!("{new} new {}", noun(new)),
        (0, changed) => format!("{changed} changed {}", noun(changed)),
        (new, changed) => format!("{new} new and {changed} changed {many}"),
    };
    let went = if gone > 0 { format!(", {gone} no longer listed") } else { String::new() };
    format!("{came} from {portal}{went}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(from: u8, to: u8) -> Vec<RecordId> {
        (from..to).map(|id| RecordId::from_bytes([id; 16])).collect()
    }

    #[test]
    fn counts_are_said_as_people_say_them() {
        let result = nouns::of(Kind::LabResult);
        for (counts, expected) in [
            ((3, 0, 0), "3 new lab results from X"),
            ((1, 0, 0), "1 new lab result from X"),
            ((0, 1, 0), "1 changed lab result from X"),
            ((1, 1, 0), "1 new and 1 changed lab results from X"),
            ((0, 0, 1), "1 lab result no longer listed by X"),
            ((0, 0, 2), "2 lab results no longer listed by X"),
            ((2, 0, 1), "2 new lab results from X, 1 no longer listed"),
            ((2, 3, 1), "2 new and 3 changed lab results from X, 1 no longer listed"),
        ] {
            assert_eq!(words(counts, result, "X"), expected);
        }
    }

    #[test]
    fn a_record_is_told_once() {
        let mut touched = Touched::default();
        let page = |new: Vec<RecordId>, changed: Vec<RecordId>, gone: Vec<RecordId>| {
            let mut page = PageCounts::default();
            (page.new_ids, page.changed_ids, page.gone_ids) = (new, changed, gone);
            page
        };
        touched.add(&page(ids(0, 3), ids(10, 12), ids(20, 22)));
        // New ones change, one of them and a changed one go, one that was gone is back.
        touched.add(&page(
            vec![],
            ids(0, 2).into_iter().chain(ids(20, 21)).collect(),
            ids(2, 3).into_iter().chain(ids(11, 12)).collect(),
        ));
        let expected = Touched {
            new: ids(0, 2).into_iter().collect(),
            changed: ids(10, 11).into_iter().chain(ids(20, 21)).collect(),
            gone: ids(11, 12).into_iter().chain(ids(21, 22)).collect(),
        };
        assert_eq!(touched, expected);
        let mut merged = Touched::default();
        merged.merge(&touched);
        assert_eq!((merged.len(), merged), (6, touched));
    }
}

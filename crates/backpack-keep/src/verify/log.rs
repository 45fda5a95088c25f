//! The catalog's log, read as far as it goes: what is missing is passed over, what depends on it is named.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use backpack_core::{BlockId, RecordId};
use bytes::Bytes;

use super::{Class, Concern, Examiner, Finding, Mend, Severity, VerifyStep, scan};
use crate::catalog::change::Logged;
use crate::catalog::{Applying, Catalog};
use crate::segment::{self, FrameHead};
use crate::{Error, Parts, table};

/// What the log does not tell.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// Commit groups that are not there whole.
    pub(crate) groups: BTreeSet<u64>,
    /// Segments that do not open: their ids.
    pub(crate) segments: Vec<Bytes>,
    /// Records that a later change names.
    pub(crate) records: BTreeMap<RecordId, u64>,
    /// Blocks out of which a later change moves what lives.
    pub(crate) blocks: BTreeSet<BlockId>,
    /// Commit groups with changes that name something that is not there.
    pub(crate) dangling: BTreeSet<u64>,
    pub(crate) newer: bool,
}

impl Lost {
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.segments.is_empty() && self.dangling.is_empty()
    }
}

/// Reads frames in order, and makes a catalog of what can be applied.
#[derive(Debug, Default)]
pub(crate) struct LogReader {
    pub(crate) catalog: Catalog,
    pub(crate) lost: Lost,
    pub(crate) groups: u64,
    reached: u64,
    pending: Pending,
}

/// The parts of one commit group.
#[derive(Debug, Default)]
struct Pending {
    sequence: u64,
    parts: BTreeMap<u16, (u32, Vec<u8>)>,
    last: Option<u16>,
}

impl Pending {
    fn is_whole(&self) -> bool {
        self.last.is_some_and(|last| self.parts.len() == usize::from(last) + 1)
    }
}

impl LogReader {
    /// Reads the frames of one segment.
    pub(crate) fn read(&mut self, frames: &[u8], until: u64) {
        let mut rest = frames;
        while !rest.is_empty() {
            let Ok((head, body)) = segment::take_head(rest) else {
                self.lost.newer = true;
                return;
            };
            let Ok(after) = segment::read_changes(body, head.changes, |_| Ok(())) else {
                self.lost.newer = true;
                return;
            };
            let own = body.get(..body.len() - after.len()).unwrap_or_default();
            if head.sequence > self.reached && head.sequence <= until {
                self.frame(head, own);
            }
            rest = after;
        }
    }

    fn frame(&mut self, head: FrameHead, changes: &[u8]) {
        if head.sequence != self.pending.sequence {
            self.flush();
            self.pending = Pending { sequence: head.sequence, ..Pending::default() };
        }
        self.pending.parts.insert(head.part, (head.changes, changes.to_vec()));
        if head.last {
            self.pending.last = Some(head.part);
        }
        if self.pending.is_whole() {
            self.flush();
        }
    }

    /// Applies the commit group that is being read.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.parts.is_empty() {
            return;
        }
        self.lost.groups.extend(self.reached + 1..pending.sequence);
        let is_whole = pending.is_whole();
        if !is_whole {
            self.lost.groups.insert(pending.sequence);
        }
        self.groups += 1;
        self.reached = pending.sequence;
        let mut group = Applying::new(pending.sequence);
        for (count, bytes) in pending.parts.values() {
            // The frames were read to their ends before.
            drop(segment::read_changes(bytes, *count, |change| {
                if is_whole || stands_alone(&change) {
                    self.apply(&mut group, change);
                }
                Ok(())
            }));
        }
        self.catalog.finish(&group);
    }

    fn apply(&mut self, group: &mut Applying, change: Logged<'_>) {
        let named = named(&change);
        if let Logged::Acted(end) = change {
            // After a gap the numbers go on where they are.
            if self.catalog.apply(group, change).is_err() {
                self.catalog.resume_acts(end);
                if self.lost.groups.is_empty() {
                    self.lost.dangling.insert(self.reached);
                }
            }
            return;
        }
        if self.catalog.apply(group, change).is_err() {
            self.lost.dangling.insert(self.reached);
            match named {
                Named::Record(id) => drop(self.lost.records.entry(id).or_insert(self.reached)),
                Named::Block(id) => drop(self.lost.blocks.insert(id)),
                Named::Nothing => {}
            }
        }
    }

    /// Ends the reading: the log should go up to `until`.
    pub(crate) fn end(&mut self, until: u64) {
        self.flush();
        self.lost.groups.extend(self.reached + 1..=until);
        self.catalog.finish(&Applying::new(until));
    }
}

/// Says whether a change means the same without the blocks of its commit group.
pub(crate) const fn stands_alone(change: &Logged<'_>) -> bool {
    !matches!(
        change,
        Logged::Block(_) | Logged::Record(_) | Logged::Quarantined(_) | Logged::Doubted(_) | Logged::Moved(_)
    )
}

/// What a change needs to be there.
enum Named {
    Record(RecordId),
    Block(BlockId),
    Nothing,
}

fn named(change: &Logged<'_>) -> Named {
    match change {
        Logged::Recurred(recurrence) => Named::Record(recurrence.id),
        Logged::Gone(id) | Logged::Returned(id) | Logged::Vanished(id) => Named::Record(*id),
        Logged::Overlay(event) => Named::Record(event.record),
        Logged::Shown(put) => Named::Record(put.id),
        Logged::Moved(moved) => Named::Block(moved.from),
        _ => Named::Nothing,
    }
}

/// What is called with a segment's id and its frames.
type Each<'e> = dyn FnMut(&Bytes, Result<Vec<u8>, Error>) -> ControlFlow<()> + Send + 'e;

/// Reads every segment in order. One that does not open is given by its error.
pub(crate) async fn segments(parts: &Parts, each: &mut Each<'_>) -> Result<(), Error> {
    let mut ended = false;
    scan(parts, table::SEGMENT, &mut |entry| {
        if !ended {
            ended = each(&entry.id, segment::open(&parts.keys, &entry.id, &entry.value.bytes)).is_break();
        }
    })
    .await
}

impl Examiner<'_> {
    /// Makes the catalog anew.
    pub(super) async fn log(&mut self) -> Result<(), Error> {
        let until = self.report.sequence;
        let (mut reader, mut cancelled) = (LogReader::default(), Ok(()));
        segments(self.parts, &mut |id, frames| {
            match frames {
                Ok(frames) => reader.read(&frames, until),
                Err(Error::NewerFormat(..)) => reader.lost.newer = true,
                Err(_) => reader.lost.segments.push(id.clone()),
            }
            cancelled = self.step(VerifyStep::Log, reader.groups);
            if cancelled.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .await?;
        cancelled?;
        reader.end(until);
        self.report.counts.logged = reader.groups;
        self.name_lost(&reader.lost);
        self.catalog = reader.catalog;
        self.lost = reader.lost;
        self.count_living();
        Ok(())
    }

    fn name_lost(&mut self, lost: &Lost) {
        if lost.newer {
            self.newer(Concern::Catalog);
        }
        for id in &lost.segments {
            let last = id.first_chunk().map(|id| u64::from_be_bytes(*id)).unwrap_or_default();
            let concern = Concern::Commits(last, last);
            self.found(Finding::new(Class::LogDamaged, Severity::Loss, concern, Mend::Rebuild));
        }
        for (first, last) in runs(&lost.groups) {
            let concern = Concern::Commits(first, last);
            self.found(Finding::new(Class::LogMissing, Severity::Loss, concern, Mend::Rebuild));
        }
        for (first, last) in runs(&lost.dangling) {
            let records = lost.records.iter().filter(|(_, at)| (first..=last).contains(*at));
            let concerns = records.map(|(id, _)| Concern::Record(*id)).collect::<Vec<_>>();
            let concern = Concern::Commits(first, last);
            let finding = Finding::new(Class::LogDangling, Severity::Loss, concern, Mend::Rebuild);
            self.found(finding.with(concerns));
        }
    }

    /// Counts anew what lives in each block.
    fn count_living(&mut self) {
        let wrong = self.catalog.miscounted();
        for block in wrong {
            self.found(Finding::new(
                Class::CountsWrong,
                Severity::Repairable,
                Concern::Block(block),
                Mend::Nothing,
            ));
        }
    }
}

/// Returns the runs of numbers that follow each other.
fn runs(numbers: &BTreeSet<u64>) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

//! The whole log in memory, by commit groups: what can be read of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use bytes::Bytes;

use crate::catalog::change::Logged;
use crate::segment::{self, LogWriter};
use crate::verify::{LogReader, segments};
use crate::{Error, Parts};

/// The log, by commit groups.
#[derive(Debug, Default)]
pub(crate) struct Image {
    pub(crate) groups: BTreeMap<u64, Group>,
    /// Every segment that is there, and which groups it holds: none if it does not open.
    pub(crate) segments: Vec<(Bytes, BTreeSet<u64>)>,
    pub(crate) until: u64,
}

/// The parts of one commit group.
#[derive(Debug, Default)]
pub(crate) struct Group {
    parts: BTreeMap<u16, (u32, Vec<u8>)>,
    last: Option<u16>,
}

impl Group {
    fn is_whole(&self) -> bool {
        self.last.is_some_and(|last| self.parts.len() == usize::from(last) + 1)
    }

    /// Calls `each` with every change.
    pub(crate) fn read(&self, mut each: impl FnMut(Logged<'_>) -> Result<(), Error>) -> Result<(), Error> {
        for (count, bytes) in self.parts.values() {
            segment::read_changes(bytes, *count, &mut each)?;
        }
        Ok(())
    }

    /// Returns a group of the changes that were written.
    pub(crate) fn of(log: LogWriter) -> Self {
        let parts: BTreeMap<_, _> =
            (0..).zip(log.finish().into_iter().map(|part| (part.changes, part.bytes))).collect();
        let last = parts.keys().next_back().copied();
        Self { parts, last }
    }

    /// Returns its changes, to be written again.
    pub(crate) fn writer(&self) -> Result<LogWriter, Error> {
        let mut log = LogWriter::default();
        self.read(|change| log.push(&change))?;
        Ok(log)
    }
}

impl Image {
    pub(crate) async fn read(parts: &Parts, until: u64) -> Result<Self, Error> {
        let mut image = Self { until, ..Self::default() };
        let mut failed = Ok(());
        segments(parts, &mut |id, frames| {
            let read = image.add(id, frames.ok());
            if read.is_ok() {
                return ControlFlow::Continue(());
            }
            failed = read;
            ControlFlow::Break(())
        })
        .await?;
        failed.map(|()| image)
    }

    fn add(&mut self, id: &Bytes, frames: Option<Vec<u8>>) -> Result<(), Error> {
        let mut own = BTreeSet::new();
        let frames = frames.unwrap_or_default();
        let mut rest = frames.as_slice();
        while !rest.is_empty() {
            let (head, body) = segment::take_head(rest)?;
            let after = segment::read_changes(body, head.changes, |_| Ok(()))?;
            let changes = body.get(..body.len() - after.len()).unwrap_or_default().to_vec();
            rest = after;
            own.insert(head.sequence);
            if head.sequence <= self.until {
                let group = self.groups.entry(head.sequence).or_default();
                group.parts.insert(head.part, (head.changes, changes));
                group.last = group.last.or_else(|| head.last.then_some(head.part));
            }
        }
        self.segments.push((id.clone(), own));
        Ok(())
    }

    /// Returns the commit groups that are not there whole.
    pub(crate) fn gaps(&self) -> BTreeSet<u64> {
        let is_gap = |sequence: &u64| self.groups.get(sequence).is_none_or(|group| !group.is_whole());
        (1..=self.until).filter(is_gap).collect()
    }

    /// Makes a catalog of it, as far as it goes.
    pub(crate) fn replay(&self) -> Result<LogReader, Error> {
        let mut reader = LogReader::default();
        for (sequence, group) in &self.groups {
            for (part, (changes, bytes)) in &group.parts {
                let last = group.last == Some(*part);
                let part = segment::Part { changes: *changes, bytes: bytes.clone() }
                    .frame(*sequence, *part, last)?;
                reader.read(&part, self.until);
            }
        }
        reader.end(self.until);
        Ok(reader)
    }

    /// Returns the changes of a group that can be applied, where those before it stand as they are.
    pub(crate) fn without_dangling(&self, dangling: &BTreeSet<u64>) -> Result<BTreeMap<u64, Group>, Error> {
        let mut clean = BTreeMap::new();
        let mut catalog = crate::Catalog::default();
        for (sequence, group) in &self.groups {
            let mut applying = crate::catalog::Applying::new(*sequence);
            let mut log = LogWriter::default();
            group.read(|change| {
                if catalog.apply(&mut applying, change.clone()).is_ok() { log.push(&change) } else { Ok(()) }
            })?;
            catalog.finish(&applying);
            if dangling.contains(sequence) {
                clean.insert(*sequence, Group::of(log));
            }
        }
        Ok(clean)
    }
}

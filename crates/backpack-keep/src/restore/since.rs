//! What a Backpack's log says of the commit groups after one of them.

use std::collections::{HashMap, HashSet};

use backpack_core::RecordId;
use backpack_store::{Key, Scan};
use bytes::Bytes;

use crate::catalog::change::Logged;
use crate::head::{self, Group};
use crate::keep::Inner;
use crate::{Error, segment, table};

/// What was changed.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub(super) records: HashMap<RecordId, New>,
    /// What came into quarantine.
    pub(super) quarantined: HashSet<RecordId>,
    /// Whether a connection's records were removed.
    pub(super) removed: bool,
    /// The number of the first act that was told.
    pub(super) acted: Option<u64>,
}

/// What a record got.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct New {
    pub(super) versions: usize,
    pub(super) events: usize,
}

/// Checks that the commit group is one of this history.
pub(super) async fn check_parent(
    inner: &Inner,
    (sequence, hash): (u64, [u8; 32]),
    now: u64,
) -> Result<(), Error> {
    if sequence > now {
        return Err(Error::RolledBack { sequence: now, anchored: sequence });
    }
    let id = sequence.to_be_bytes();
    let key = Key::new(inner.parts.space(), table::JOURNAL, Bytes::copy_from_slice(&id));
    let Some(row) = inner.parts.store.get(&key).await? else { return Err(Error::Forked { sequence }) };
    let group: Group = head::JOURNAL.open(&inner.parts.keys, &id, &row.bytes)?;
    if group.hash == hash { Ok(()) } else { Err(Error::Forked { sequence }) }
}

/// Reads the log behind the commit group `since`, up to `now`.
pub(super) async fn touched(inner: &Inner, since: u64, now: u64) -> Result<Touched, Error> {
    let mut touched = Touched::default();
    let mut scan = Some(Scan::new(inner.parts.space(), table::SEGMENT));
    if let Some(scan) = &mut scan {
        scan.from = Some(Bytes::copy_from_slice(&segment::id(since + 1, 0)));
    }
    while let Some(asked) = scan {
        let page = inner.parts.store.scan(&asked).await?;
        for entry in &page.entries {
            let frames = segment::open(&inner.parts.keys, &entry.id, &entry.value.bytes)?;
            let mut rest = frames.as_slice();
            while !rest.is_empty() {
                let (frame, body) = segment::take_head(rest)?;
                let is_new = frame.sequence > since && frame.sequence <= now;
                rest = segment::read_changes(body, frame.changes, |change| {
                    if is_new {
                        touched.note(&change);
                    }
                    Ok(())
                })?;
            }
        }
        scan = asked.continued(page.next);
    }
    Ok(touched)
}

impl Touched {
    fn note(&mut self, change: &Logged<'_>) {
        match change {
            Logged::Record(put) => self.record(put.id).versions += 1,
            Logged::Overlay(event) => self.record(event.record).events += 1,
            Logged::Recurred(recurrence) => drop(self.record(recurrence.id)),
            Logged::Gone(id) | Logged::Returned(id) | Logged::Vanished(id) => drop(self.record(*id)),
            Logged::Quarantined(put) | Logged::Doubted(put) => drop(self.quarantined.insert(put.id)),
            Logged::Removed(_) => self.removed = true,
            Logged::Acted(end) => {
                self.acted.get_or_insert(end.number);
            }
            Logged::Block(_)
            | Logged::Released(_)
            | Logged::Row(_)
            | Logged::Moved(_)
            | Logged::Dropped(_)
            | Logged::Shown(_) => {}
        }
    }

    fn record(&mut self, id: RecordId) -> &mut New {
        self.records.entry(id).or_default()
    }
}

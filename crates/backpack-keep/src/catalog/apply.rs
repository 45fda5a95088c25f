//! Applying the log: the one way in which a catalog changes, at opening and after a commit alike.

use backpack_core::{BlockId, RecordId};
use backpack_record::{Kind, OverlayEvent};

use super::change::{FullUrl, Logged, QuarantinePut, RecordPut, Recurrence, RowWritten};
use super::is_by_people;
use super::slot::{KnownUrl, Marks, UNDATED, Versions};
use super::turns::Turn;
use super::weight;
use super::{Catalog, Column, Quarantined, Slot, Version};
use crate::Error;
use crate::{packed, table};

/// A commit group that is being applied: which blocks it added so far.
#[derive(Debug)]
pub(crate) struct Applying {
    pub(super) sequence: u64,
    pub(super) blocks: Vec<u32>,
}

impl Applying {
    /// Begins a commit group.
    pub(crate) const fn new(sequence: u64) -> Self {
        Self { sequence, blocks: Vec::new() }
    }

    pub(super) fn block(&self, number: u16) -> Result<u32, Error> {
        self.blocks.get(usize::from(number)).copied().ok_or(broken())
    }
}

/// The log names something that is not there.
pub(super) const fn broken() -> Error {
    Error::Tampered("catalog")
}

impl Catalog {
    /// Applies one change of a commit group.
    pub(crate) fn apply(&mut self, group: &mut Applying, change: Logged<'_>) -> Result<(), Error> {
        match change {
            Logged::Block(added) => self.add_block(group, &added),
            Logged::Record(put) => self.put_record(group, &put),
            Logged::Recurred(recurrence) => self.recur(group.sequence, &recurrence),
            Logged::Gone(id) => self.turn(group, id, Turn::Gone, |marks| {
                marks.clear(Marks::VANISHED);
                marks.set(Marks::GONE);
            }),
            Logged::Returned(id) => self.turn(group, id, Turn::Returned, |marks| marks.clear(Marks::ABSENT)),
            Logged::Vanished(id) => self.turn(group, id, Turn::Vanished, |marks| marks.set(Marks::VANISHED)),
            Logged::Overlay(event) => self.add_event(group.sequence, event),
            Logged::Quarantined(put) => self.put_quarantined(group, put, false),
            Logged::Doubted(put) => self.put_quarantined(group, put, true),
            Logged::Released(id) => self.release(id),
            Logged::Row(row) => {
                self.note_row(group.sequence, row);
                Ok(())
            }
            Logged::Moved(moved) => self.move_block(group, &moved),
            Logged::Dropped(id) => self.drop_block(id),
            Logged::Removed(connection) => {
                self.remove_connection(connection);
                Ok(())
            }
            Logged::Acted(end) => self.act(group.sequence, end),
            Logged::Shown(put) => self.show(&put),
        }
    }

    /// Ends a commit group: the catalog goes up to it from now on.
    pub(crate) fn finish(&mut self, group: &Applying) {
        self.sequence = group.sequence;
    }

    fn put_record(&mut self, group: &Applying, put: &RecordPut<'_>) -> Result<(), Error> {
        let block = group.block(put.block)?;
        let version = Version { block, slot: put.slot, digest: put.digest };
        let (source, received) = self.fill(block).ok_or(broken())?;
        if let Some(number) = self.number(put.id) {
            self.replace_header(number, put.header)?;
            self.keep_version(number, version)?;
            let column = self.column_mut(number)?;
            column.received = received;
            column.marks.clear(Marks::ABSENT);
            return Ok(());
        }
        let number = u32::try_from(self.slots.len()).map_err(|_| broken())?;
        let full_url = self.known_url(put.full_url);
        let (kind, marks) = (Kind::Other, Marks::default());
        let mut column = Column { start: UNDATED, end: UNDATED, received, source, kind, marks };
        let header = packed::unpack(put.header);
        column.describe(header.as_ref());
        self.index.add(number, column.kind, column.start, header.as_ref());
        let versions = Versions::One(version);
        let slot = Slot { id: put.id, full_url, header: Box::from(put.header), versions };
        self.scattered += weight::of_slot(&slot);
        self.slots.push(Some(slot));
        self.columns.push(column);
        self.numbers.insert(put.id, number);
        Ok(())
    }

    /// A version whose body was lost and came again is where it was; any other goes to the end.
    fn keep_version(&mut self, number: u32, version: Version) -> Result<(), Error> {
        let versions = self.slot(number).ok_or(broken())?.versions.list();
        let lost = versions
            .iter()
            .position(|known| known.digest == version.digest && self.is_lost_block(known.block));
        let Some(lost) = lost else {
            self.slot_mut(number)?.versions.push(version);
            self.scattered += weight::VERSION;
            return Ok(());
        };
        let versions = &mut self.slot_mut(number)?.versions;
        let place = versions.list_mut().get_mut(lost).ok_or(broken())?;
        let before = std::mem::replace(place, version);
        versions.make_current(lost);
        self.empty(Some((before.block, before.slot)));
        Ok(())
    }

    fn recur(&mut self, sequence: u64, recurrence: &Recurrence<'_>) -> Result<(), Error> {
        let number = self.number(recurrence.id).ok_or(broken())?;
        self.note_turn(sequence, number, Turn::Recurred(recurrence.version));
        self.replace_header(number, recurrence.header)?;
        let versions = &mut self.slot_mut(number)?.versions;
        versions.make_current(recurrence.version as usize);
        let current = versions.current().ok_or(broken())?;
        let received = self.blocks.get(current.block as usize).ok_or(broken())?.received.as_millis();
        let column = self.column_mut(number)?;
        column.received = received;
        column.marks.clear(Marks::ABSENT);
        Ok(())
    }

    /// What is corrected of a record is told again behind each new header.
    fn replace_header(&mut self, number: u32, bytes: &[u8]) -> Result<(), Error> {
        self.unindex(number);
        self.forget_shown(number);
        let slot = self.slots.get_mut(number as usize).and_then(Option::as_mut).ok_or(broken())?;
        self.scattered = (self.scattered + weight::of_bytes(bytes.len()))
            .saturating_sub(weight::of_bytes(slot.header.len()));
        slot.header = Box::from(bytes);
        self.reindex(number)
    }

    fn turn(
        &mut self,
        group: &Applying,
        id: RecordId,
        turn: Turn,
        change: impl FnOnce(&mut Marks),
    ) -> Result<(), Error> {
        let number = self.number(id).ok_or(broken())?;
        self.note_turn(group.sequence, number, turn);
        change(&mut self.column_mut(number)?.marks);
        Ok(())
    }

    fn add_event(&mut self, sequence: u64, event: OverlayEvent) -> Result<(), Error> {
        let number = self.number(event.record).ok_or(broken())?;
        let overlaid = self.overlays.entry(number).or_default();
        if is_by_people(&event) {
            overlaid.last = sequence;
        }
        overlaid.changed = sequence;
        self.scattered += weight::of_event(&event);
        overlaid.folded.add(&overlaid.events, &event);
        overlaid.events.push(event);
        let marks = [(Marks::HIDDEN, overlaid.folded.hidden), (Marks::DELETED, overlaid.folded.deleted)];
        let column = self.column_mut(number)?;
        for (mark, holds) in marks {
            if holds { column.marks.set(mark) } else { column.marks.clear(mark) }
        }
        Ok(())
    }

    fn put_quarantined(&mut self, group: &Applying, put: QuarantinePut, doubted: bool) -> Result<(), Error> {
        let at = match put.at {
            Some((block, slot)) => {
                let block = group.block(block)?;
                self.fill(block).ok_or(broken())?;
                Some((block, slot))
            }
            None => None,
        };
        let item = Quarantined {
            connection: put.connection,
            received: put.received,
            reason: put.reason,
            length: put.length,
            at,
            doubted,
        };
        self.scattered += weight::of_bytes(item.reason.len());
        if let Some(before) = self.quarantine.insert(put.id, item) {
            self.forget_quarantined(&before);
        }
        Ok(())
    }

    fn release(&mut self, id: RecordId) -> Result<(), Error> {
        let item = self.quarantine.remove(&id).ok_or(broken())?;
        self.forget_quarantined(&item);
        Ok(())
    }

    pub(super) fn forget_quarantined(&mut self, item: &Quarantined) {
        self.scattered = self.scattered.saturating_sub(weight::of_bytes(item.reason.len()));
        self.empty(item.at);
    }

    fn note_row(&mut self, sequence: u64, row: RowWritten) {
        if row.table == table::LOST.0
            && let Some(number) = self.block_numbers.get(&BlockId::from_bytes(row.id))
            && let Some(block) = self.blocks.get_mut(*number as usize)
        {
            block.lost = row.present;
        }
        if row.table == table::FILE.0 {
            self.sizes.note_row(row.id, row.present);
        }
        if row.present {
            self.rows.insert((row.table, row.id), sequence);
        } else {
            self.rows.remove(&(row.table, row.id));
        }
    }

    fn known_url(&mut self, url: FullUrl<'_>) -> KnownUrl {
        match url {
            FullUrl::None => KnownUrl::None,
            FullUrl::Urn => KnownUrl::Urn,
            FullUrl::Other(url) => KnownUrl::Other(Box::from(url)),
            FullUrl::Based(base) => {
                let known = self.bases.iter().position(|known| **known == *base);
                let at = known.unwrap_or_else(|| {
                    self.scattered += weight::of_bytes(base.len());
                    self.bases.push(Box::from(base));
                    self.bases.len() - 1
                });
                u32::try_from(at).map_or(KnownUrl::None, KnownUrl::Based)
            }
        }
    }

    fn slot_mut(&mut self, number: u32) -> Result<&mut Slot, Error> {
        self.slots.get_mut(number as usize).and_then(Option::as_mut).ok_or(broken())
    }

    fn column_mut(&mut self, number: u32) -> Result<&mut Column, Error> {
        self.columns.get_mut(number as usize).ok_or(broken())
    }
}

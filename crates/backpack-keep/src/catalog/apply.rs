//! Applying the log: the one way in which a catalog changes, at opening and after a commit alike.

use backpack_core::{BlockId, ConnectionId, RecordId};
use backpack_record::{Header, Kind, Overlay, OverlayEvent};

use super::change::{
    BlockAdded, BlockMoved, FullUrl, Logged, QuarantinePut, RecordPut, Recurrence, RowWritten, Source,
};
use super::slot::{KnownUrl, Marks, UNDATED, Versions};
use super::{Block, Catalog, Column, Overlaid, Quarantined, Slot, Version};
use crate::Error;
use crate::packed;

/// A commit group that is being applied: which blocks it added so far.
#[derive(Debug)]
pub(crate) struct Applying {
    sequence: u64,
    blocks: Vec<u32>,
}

impl Applying {
    /// Begins a commit group.
    pub(crate) const fn new(sequence: u64) -> Self {
        Self { sequence, blocks: Vec::new() }
    }

    fn block(&self, number: u16) -> Result<u32, Error> {
        self.blocks.get(usize::from(number)).copied().ok_or(broken())
    }
}

/// The log names something that is not there.
fn broken() -> Error {
    Error::Tampered("catalog")
}

impl Catalog {
    /// Applies one change of a commit group.
    pub(crate) fn apply(&mut self, group: &mut Applying, change: Logged<'_>) -> Result<(), Error> {
        match change {
            Logged::Block(added) => self.add_block(group, &added),
            Logged::Record(put) => self.put_record(group, &put),
            Logged::Recurred(recurrence) => self.recur(&recurrence),
            Logged::Gone(id) => self.mark(id, |marks| marks.set(Marks::GONE)),
            Logged::Returned(id) => self.mark(id, |marks| marks.clear(Marks::GONE)),
            Logged::Overlay(event) => self.add_event(event),
            Logged::Quarantined(put) => self.put_quarantined(group, put),
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
        }
    }

    /// Ends a commit group: the catalog goes up to it from now on.
    pub(crate) fn finish(&mut self, group: &Applying) {
        self.sequence = group.sequence;
    }

    fn add_block(&mut self, group: &mut Applying, added: &BlockAdded) -> Result<(), Error> {
        let number = u32::try_from(self.blocks.len()).map_err(|_| broken())?;
        let source = match self.source_number(added.source) {
            Some(number) => number,
            None => {
                self.sources.push(added.source);
                u16::try_from(self.sources.len() - 1).map_err(|_| broken())?
            }
        };
        self.blocks.push(Block {
            id: added.id,
            place: added.place,
            source,
            received: added.received,
            raw: added.raw,
            bodies: 0,
            live: 0,
            dropped: false,
        });
        self.block_numbers.insert(added.id, number);
        group.blocks.push(number);
        Ok(())
    }

    fn put_record(&mut self, group: &Applying, put: &RecordPut<'_>) -> Result<(), Error> {
        let block = group.block(put.block)?;
        let version = Version { block, slot: put.slot, digest: put.digest };
        let (source, received) = self.fill(block).ok_or(broken())?;
        let header = packed::unpack(put.header);
        if let Some(number) = self.number(put.id) {
            self.replace_header(number, put.header, header.as_ref())?;
            self.slot_mut(number)?.versions.push(version);
            let column = self.column_mut(number)?;
            column.received = received;
            column.marks.clear(Marks::GONE);
            return Ok(());
        }
        let number = u32::try_from(self.slots.len()).map_err(|_| broken())?;
        let full_url = self.known_url(put.full_url);
        let (kind, marks) = (Kind::Other, Marks::default());
        let mut column = Column { start: UNDATED, end: UNDATED, received, source, kind, marks };
        column.describe(header.as_ref());
        self.index.add(number, column.kind, column.start, header.as_ref());
        let versions = Versions::One(version);
        self.slots.push(Some(Slot { id: put.id, full_url, header: Box::from(put.header), versions }));
        self.columns.push(column);
        self.numbers.insert(put.id, number);
        Ok(())
    }

    fn recur(&mut self, recurrence: &Recurrence<'_>) -> Result<(), Error> {
        let number = self.number(recurrence.id).ok_or(broken())?;
        let header = packed::unpack(recurrence.header);
        self.replace_header(number, recurrence.header, header.as_ref())?;
        let versions = &mut self.slot_mut(number)?.versions;
        versions.make_current(recurrence.version as usize);
        let current = versions.current().ok_or(broken())?;
        let received = self.blocks.get(current.block as usize).ok_or(broken())?.received.as_millis();
        let column = self.column_mut(number)?;
        column.received = received;
        column.marks.clear(Marks::GONE);
        Ok(())
    }

    fn replace_header(
        &mut self,
        number: u32,
        bytes: &[u8],
        header: Option<&Header<'_>>,
    ) -> Result<(), Error> {
        let column = self.columns.get_mut(number as usize).ok_or(broken())?;
        let slot = self.slots.get_mut(number as usize).and_then(Option::as_mut).ok_or(broken())?;
        self.index.remove(number, column.kind, column.start, packed::unpack(&slot.header).as_ref());
        slot.header = Box::from(bytes);
        column.describe(header);
        self.index.add(number, column.kind, column.start, header);
        Ok(())
    }

    fn mark(&mut self, id: RecordId, change: impl FnOnce(&mut Marks)) -> Result<(), Error> {
        let number = self.number(id).ok_or(broken())?;
        change(&mut self.column_mut(number)?.marks);
        Ok(())
    }

    fn add_event(&mut self, event: OverlayEvent) -> Result<(), Error> {
        let number = self.number(event.record).ok_or(broken())?;
        let overlaid = self.overlays.entry(number).or_default();
        overlaid.events.push(event);
        overlaid.folded = Overlay::fold(&overlaid.events);
        let marks = [(Marks::HIDDEN, overlaid.folded.hidden), (Marks::DELETED, overlaid.folded.deleted)];
        let column = self.column_mut(number)?;
        for (mark, holds) in marks {
            if holds { column.marks.set(mark) } else { column.marks.clear(mark) }
        }
        Ok(())
    }

    fn put_quarantined(&mut self, group: &Applying, put: QuarantinePut) -> Result<(), Error> {
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
        };
        if let Some(before) = self.quarantine.insert(put.id, item) {
            self.empty(before.at);
        }
        Ok(())
    }

    fn release(&mut self, id: RecordId) -> Result<(), Error> {
        let item = self.quarantine.remove(&id).ok_or(broken())?;
        self.empty(item.at);
        Ok(())
    }

    fn note_row(&mut self, sequence: u64, row: RowWritten) {
        if row.present {
            self.rows.insert((row.table, row.id), sequence);
        } else {
            self.rows.remove(&(row.table, row.id));
        }
    }

    fn move_block(&mut self, group: &Applying, moved: &BlockMoved) -> Result<(), Error> {
        let from = *self.block_numbers.get(&moved.from).ok_or(broken())?;
        let to = group.block(moved.to)?;
        let new_place = |slot: u32| moved.slots.iter().find(|(old, _)| *old == slot).map(|(_, new)| *new);
        let versions = self.slots.iter_mut().flatten().flat_map(|slot| slot.versions.list_mut());
        for version in versions.filter(|version| version.block == from) {
            version.slot = new_place(version.slot).ok_or(broken())?;
            version.block = to;
        }
        for at in self.quarantine.values_mut().filter_map(|item| item.at.as_mut()) {
            if at.0 == from {
                *at = (to, new_place(at.1).ok_or(broken())?);
            }
        }
        let count = u32::try_from(moved.slots.len()).map_err(|_| broken())?;
        if let Some(block) = self.blocks.get_mut(to as usize) {
            block.bodies += count;
            block.live += count;
        }
        self.drop_block(moved.from)
    }

    fn drop_block(&mut self, id: BlockId) -> Result<(), Error> {
        let number = self.block_numbers.remove(&id).ok_or(broken())?;
        let block = self.blocks.get_mut(number as usize).ok_or(broken())?;
        block.dropped = true;
        block.live = 0;
        Ok(())
    }

    /// What the person noted, attached or flagged is never lost silently: a record with an overlay stays.
    fn remove_connection(&mut self, connection: ConnectionId) {
        let Some(source) = self.source_number(Source::Connection(connection)) else { return };
        for number in (0_u32..).take(self.slots.len()) {
            let touched = self.overlays.get(&number).is_some_and(Overlaid::is_by_people);
            let Some(column) = self.columns.get(number as usize).filter(|column| column.source == source)
            else {
                continue;
            };
            if touched {
                continue;
            }
            let Some(slot) = self.slots.get_mut(number as usize).and_then(Option::take) else { continue };
            self.overlays.remove(&number);
            self.numbers.remove(&slot.id);
            self.index.remove(number, column.kind, column.start, packed::unpack(&slot.header).as_ref());
            for version in slot.versions.list() {
                self.empty(Some((version.block, version.slot)));
            }
        }
        let ids = self.quarantine.iter().filter(|(_, item)| item.connection == connection);
        for id in ids.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Some(item) = self.quarantine.remove(&id) {
                self.empty(item.at);
            }
        }
    }

    /// Counts one more body in a block. Returns the number of the block's source, and when it was received.
    fn fill(&mut self, block: u32) -> Option<(u16, i64)> {
        let block = self.blocks.get_mut(block as usize)?;
        block.bodies += 1;
        block.live += 1;
        Some((block.source, block.received.as_millis()))
    }

    fn empty(&mut self, at: Option<(u32, u32)>) {
        if let Some(block) = at.and_then(|(block, _)| self.blocks.get_mut(block as usize)) {
            block.live = block.live.saturating_sub(1);
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

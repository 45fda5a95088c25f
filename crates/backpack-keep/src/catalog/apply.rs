//! Applying the log: the one way in which a catalog changes, at opening and after a commit alike.

use backpack_core::{BlockId, ConnectionId, RecordId};
use backpack_record::{Header, Overlay, OverlayEvent};

use super::change::{
    BlockAdded, BlockMoved, FullUrl, Logged, QuarantinePut, RecordPut, Recurrence, RowWritten, Source,
};
use super::slot::{KnownUrl, Marks, UNDATED, Versions};
use super::{Block, Catalog, Overlaid, Quarantined, Slot, Version};
use crate::Error;
use crate::packed::{self, Span};

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
        let source = self.fill(block).ok_or(broken())?;
        let header = packed::unpack(put.header);
        if let Some(number) = self.number(put.id) {
            self.replace_header(number, put.header, header.as_ref());
            if let Some(slot) = self.slot_mut(number) {
                slot.versions.push(version);
                slot.marks.clear(Marks::GONE);
            }
            return Ok(());
        }
        let number = u32::try_from(self.slots.len()).map_err(|_| broken())?;
        let full_url = self.known_url(put.full_url);
        let mut slot = Slot {
            id: put.id,
            start: UNDATED,
            end: UNDATED,
            source,
            kind: packed::unreadable().kind,
            marks: Marks::default(),
            full_url,
            header: Box::from(put.header),
            versions: Versions::One(version),
        };
        describe(&mut slot, header.as_ref());
        self.index.add(number, slot.kind, slot.start, header.as_ref());
        self.slots.push(Some(slot));
        self.numbers.insert(put.id, number);
        Ok(())
    }

    fn recur(&mut self, recurrence: &Recurrence<'_>) -> Result<(), Error> {
        let number = self.number(recurrence.id).ok_or(broken())?;
        let header = packed::unpack(recurrence.header);
        self.replace_header(number, recurrence.header, header.as_ref());
        let slot = self.slot_mut(number).ok_or(broken())?;
        slot.versions.make_current(recurrence.version as usize);
        slot.marks.clear(Marks::GONE);
        Ok(())
    }

    fn replace_header(&mut self, number: u32, bytes: &[u8], header: Option<&Header<'_>>) {
        let Some(mut slot) = self.slots.get_mut(number as usize).and_then(Option::take) else { return };
        self.index.remove(number, slot.kind, slot.start, packed::unpack(&slot.header).as_ref());
        slot.header = Box::from(bytes);
        describe(&mut slot, header);
        self.index.add(number, slot.kind, slot.start, header);
        if let Some(place) = self.slots.get_mut(number as usize) {
            *place = Some(slot);
        }
    }

    fn mark(&mut self, id: RecordId, change: impl FnOnce(&mut Marks)) -> Result<(), Error> {
        let number = self.number(id).ok_or(broken())?;
        change(&mut self.slot_mut(number).ok_or(broken())?.marks);
        Ok(())
    }

    fn add_event(&mut self, event: OverlayEvent) -> Result<(), Error> {
        let number = self.number(event.record).ok_or(broken())?;
        let overlaid = self.overlays.entry(number).or_default();
        overlaid.events.push(event);
        overlaid.folded = Overlay::fold(&overlaid.events);
        let marks = [(Marks::HIDDEN, overlaid.folded.hidden), (Marks::DELETED, overlaid.folded.deleted)];
        let slot = self.slot_mut(number).ok_or(broken())?;
        for (mark, holds) in marks {
            if holds { slot.marks.set(mark) } else { slot.marks.clear(mark) }
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
            let Some(place) = self.slots.get_mut(number as usize) else { continue };
            if touched || place.as_ref().is_none_or(|slot| slot.source != source) {
                continue;
            }
            let Some(slot) = place.take() else { continue };
            self.overlays.remove(&number);
            self.numbers.remove(&slot.id);
            self.index.remove(number, slot.kind, slot.start, packed::unpack(&slot.header).as_ref());
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

    /// Counts one more body in a block. Returns the number of the block's source.
    fn fill(&mut self, block: u32) -> Option<u16> {
        let block = self.blocks.get_mut(block as usize)?;
        block.bodies += 1;
        block.live += 1;
        Some(block.source)
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

    fn slot_mut(&mut self, number: u32) -> Option<&mut Slot> {
        self.slots.get_mut(number as usize)?.as_mut()
    }
}

/// Sets the columns that are read off a header.
fn describe(slot: &mut Slot, header: Option<&Header<'_>>) {
    let span = header.and_then(Span::of);
    slot.start = span.map_or(UNDATED, |span| span.start);
    slot.end = span.map_or(UNDATED, |span| span.end);
    slot.kind = header.map_or(packed::unreadable().kind, |header| header.kind);
    if header.is_some_and(packed::is_retracted) {
        slot.marks.set(Marks::RETRACTED);
    } else {
        slot.marks.clear(Marks::RETRACTED);
    }
}

//! What blocks tell of the part of the log that is lost: records, versions, items in quarantine, moves.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use backpack_connect::Put;
use backpack_core::{BlockId, ConnectionId, RecordId, Timestamp};
use bytes::Bytes;

use super::image::Image;
use crate::block::{BlockIndex, OpenBlock};
use crate::catalog::change::{BlockAdded, BlockMoved, FullUrl, Logged, QuarantinePut, RecordPut};
use crate::catalog::{Catalog, Place, Source};
use crate::page::{bytes_id, full_url_of, record_id};
use crate::segment::LogWriter;
use crate::verify::{Examiner, scan};
use crate::{ConnectionRow, Error, Incoming, MembersRow, QueryRow, packed, row::open_row, table};

/// What later changes name, and the log no longer has.
pub(crate) struct Wanted {
    pub(crate) records: BTreeSet<RecordId>,
    pub(crate) blocks: BTreeSet<BlockId>,
}

/// What is put back into the log.
#[derive(Default)]
pub(crate) struct Salvage {
    blocks: Vec<Found>,
    /// Records of which nothing is known but that they were there, in blocks that are not.
    stand_ins: Vec<(BlockId, Source, Vec<RecordId>)>,
    at: Timestamp,
}

/// A block, and what it tells.
struct Found {
    id: BlockId,
    source: Source,
    raw: u32,
    bodies: Vec<(u32, Body)>,
    /// The block whose living bodies were moved here, and their old and new numbers.
    moved: Option<(BlockId, Vec<(u32, u32)>)>,
}

enum Body {
    Record(RecordId, Box<Incoming>),
    Quarantined(RecordId, ConnectionId, String, u64),
}

impl Salvage {
    /// Reads every block that the log does not know.
    pub(crate) async fn read(
        examiner: &Examiner<'_>,
        image: &Image,
        wanted: Wanted,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let mut reader = image.replay()?;
        let catalog = std::mem::take(&mut reader.catalog);
        let sources = Sources::read(examiner, &catalog, &wanted.records).await?;
        let log = Moves::read(image)?;
        let mut salvage = Self { at, ..Self::default() };
        let there = stored(examiner).await?;
        let stored: BTreeSet<BlockId> = there.keys().copied().collect();
        for (id, sealed) in &there {
            if log.added.contains(id) {
                continue;
            }
            let Ok(open) = OpenBlock::new(&examiner.parts.keys, *id, sealed) else { continue };
            let slots = (0..open.len()).map(|slot| (slot, slot)).collect();
            salvage.add(*id, &open, slots, &sources, (&catalog, &stored))?;
        }
        // What was moved out of a block that the log lost lies where it was moved to.
        for id in &wanted.blocks {
            let Some((last, slots)) = log.follow(*id) else { continue };
            let Some(sealed) = there.get(&last) else { continue };
            let Ok(open) = OpenBlock::new(&examiner.parts.keys, last, sealed) else { continue };
            salvage.add(*id, &open, slots, &sources, (&catalog, &BTreeSet::new()))?;
        }
        let found: BTreeSet<RecordId> = salvage.records().collect();
        let mut missing: BTreeMap<Option<ConnectionId>, Vec<RecordId>> = BTreeMap::new();
        for id in wanted.records.difference(&found) {
            missing.entry(sources.members.get(id).copied()).or_default().push(*id);
        }
        let stand_ins = missing.into_iter().map(|(connection, records)| {
            (BlockId::random(), connection.map_or(Source::Entry, Source::Connection), records)
        });
        salvage.stand_ins = stand_ins.collect();
        Ok(salvage)
    }

    /// Adds a block under its id, with the bodies that lie in `open`: their numbers in the block, and there.
    fn add(
        &mut self,
        id: BlockId,
        open: &OpenBlock,
        slots: Vec<(u32, u32)>,
        sources: &Sources<'_>,
        (catalog, stored): (&Catalog, &BTreeSet<BlockId>),
    ) -> Result<(), Error> {
        let index = open.index()?;
        let Some(source) = sources.of(&index, open) else { return Ok(()) };
        let mut bodies = Vec::new();
        let mut moved: BTreeMap<BlockId, Vec<(u32, u32)>> = BTreeMap::new();
        for (own, slot) in slots {
            let Some(put) = put_of(&index, open, slot) else { continue };
            let body = sources.body(source, put);
            if let Body::Record(record, incoming) = &body
                && let Some((from, old)) = moved_from(catalog, *record, &incoming.digest, stored)
            {
                moved.entry(from).or_default().push((old, own));
            } else {
                bodies.push((own, body));
            }
        }
        // A block holds what lived of one block.
        let moved = moved.into_iter().next();
        self.blocks.push(Found { id, source, raw: open.raw(), bodies, moved });
        Ok(())
    }

    fn records(&self) -> impl Iterator<Item = RecordId> {
        self.blocks.iter().flat_map(|block| &block.bodies).filter_map(|(_, body)| match body {
            Body::Record(id, _) => Some(*id),
            Body::Quarantined(..) => None,
        })
    }

    /// Returns how many blocks it adds.
    pub(crate) fn blocks(&self) -> u16 {
        u16::try_from(self.blocks.len() + self.stand_ins.len()).unwrap_or(u16::MAX)
    }

    /// Adds it to a commit group, before all else.
    pub(crate) fn write(&self, log: &mut LogWriter) -> Result<(), Error> {
        for (number, block) in (0_u16..).zip(&self.blocks) {
            self.add_block(log, block.id, block.source, block.raw)?;
            for (slot, body) in &block.bodies {
                match body {
                    Body::Record(id, incoming) => log.push(&Logged::Record(RecordPut {
                        id: *id,
                        digest: incoming.digest,
                        block: number,
                        slot: *slot,
                        full_url: full_url_of(incoming),
                        header: &incoming.header,
                    }))?,
                    Body::Quarantined(id, connection, reason, length) => {
                        log.push(&Logged::Quarantined(QuarantinePut {
                            id: *id,
                            connection: *connection,
                            received: self.at,
                            reason: reason.clone(),
                            length: *length,
                            at: Some((number, *slot)),
                        }))?;
                    }
                }
            }
            if let Some((from, slots)) = &block.moved {
                log.push(&Logged::Moved(BlockMoved { from: *from, to: number, slots: slots.clone() }))?;
            }
        }
        self.write_stand_ins(log)
    }

    /// What is known of a record by name alone is kept under a header that says nothing, so that what the person did to
    /// it stays, and its body finds it if it comes again.
    fn write_stand_ins(&self, log: &mut LogWriter) -> Result<(), Error> {
        let header = packed::unreadable().pack();
        let first = u16::try_from(self.blocks.len()).unwrap_or(u16::MAX);
        for (block, (id, source, records)) in (first..).zip(&self.stand_ins) {
            self.add_block(log, *id, *source, 0)?;
            for (slot, id) in (0..).zip(records) {
                let (full_url, digest) = (FullUrl::None, [0; 16]);
                let put = RecordPut { id: *id, digest, block, slot, full_url, header: &header };
                log.push(&Logged::Record(put))?;
            }
        }
        Ok(())
    }

    fn add_block(&self, log: &mut LogWriter, id: BlockId, source: Source, raw: u32) -> Result<(), Error> {
        log.push(&Logged::Block(BlockAdded { id, place: Place::Store, source, received: self.at, raw }))
    }
}

/// A body whose version the catalog looks for in a block that is gone was moved by a lost commit group.
fn moved_from(
    catalog: &Catalog,
    record: RecordId,
    digest: &[u8; 16],
    stored: &BTreeSet<BlockId>,
) -> Option<(BlockId, u32)> {
    let versions = catalog.slot_of(record)?.versions.list();
    let same = versions.iter().filter(|version| version.digest == *digest);
    same.filter_map(|version| Some((catalog.block(version.block)?, version.slot)))
        .find(|(block, _)| block.place == Place::Store && !stored.contains(&block.id))
        .map(|(block, slot)| (block.id, slot))
}

fn put_of(index: &BlockIndex<'_>, open: &OpenBlock, slot: u32) -> Option<Put> {
    let head = index.items.get(slot as usize)?;
    let mut put = Put::new(head.media_type, open.body(slot).ok()?);
    put.id = head.id.map(str::to_owned);
    put.version = head.source_version.map(str::to_owned);
    put.full_url = head.full_url.map(str::to_owned);
    Some(put)
}

async fn stored(examiner: &Examiner<'_>) -> Result<HashMap<BlockId, Bytes>, Error> {
    let mut stored = HashMap::new();
    scan(examiner.parts, table::BLOCK, &mut |entry| {
        if let Some(id) = entry.id.first_chunk() {
            stored.insert(BlockId::from_bytes(*id), entry.value.bytes.clone());
        }
    })
    .await?;
    Ok(stored)
}

/// Where what lived of a block was moved to.
#[derive(Default)]
struct Moves {
    added: BTreeSet<BlockId>,
    moved: HashMap<BlockId, (BlockId, Vec<(u32, u32)>)>,
}

impl Moves {
    fn read(image: &Image) -> Result<Self, Error> {
        let mut moves = Self::default();
        for group in image.groups.values() {
            let mut own = Vec::new();
            group.read(|change| {
                match change {
                    Logged::Block(added) => {
                        moves.added.insert(added.id);
                        own.push(added.id);
                    }
                    Logged::Moved(moved) => {
                        if let Some(to) = own.get(usize::from(moved.to)) {
                            moves.moved.insert(moved.from, (*to, moved.slots));
                        }
                    }
                    _ => {}
                }
                Ok(())
            })?;
        }
        Ok(moves)
    }

    /// Returns the block in which what lived of another one lies now: its old numbers, and its numbers there.
    fn follow(&self, from: BlockId) -> Option<(BlockId, Vec<(u32, u32)>)> {
        let (mut last, mut slots) = self.moved.get(&from)?.clone();
        while let Some((next, later)) = self.moved.get(&last) {
            let on = |slot: u32| later.iter().find(|(old, _)| *old == slot).map(|(_, new)| *new);
            slots = slots.iter().filter_map(|(old, slot)| Some((*old, on(*slot)?))).collect();
            last = *next;
        }
        Some((last, slots))
    }
}

/// Which connections there are, and what is known to be theirs.
struct Sources<'k> {
    keys: &'k backpack_keys::BackpackKeys,
    connections: BTreeSet<ConnectionId>,
    queries: BTreeSet<(ConnectionId, String)>,
    known: BTreeSet<RecordId>,
    /// What queries are known to return.
    members: HashMap<RecordId, ConnectionId>,
}

impl<'k> Sources<'k> {
    async fn read(
        examiner: &Examiner<'k>,
        catalog: &Catalog,
        wanted: &BTreeSet<RecordId>,
    ) -> Result<Self, Error> {
        let keys = &examiner.parts.keys;
        let mut known: BTreeSet<RecordId> = catalog.records().map(|record| record.id()).collect();
        known.extend(wanted);
        let mut connections: BTreeSet<_> = catalog
            .records()
            .filter_map(|record| match record.source() {
                Source::Connection(id) => Some(id),
                Source::Entry => None,
            })
            .collect();
        let (mut queries, mut members) = (BTreeSet::new(), HashMap::new());
        scan(examiner.parts, table::CONNECTION, &mut |entry| {
            if let Ok((_, row)) = open_row::<ConnectionRow>(keys, &entry.id, &entry.value.bytes) {
                connections.insert(row.id);
            }
        })
        .await?;
        scan(examiner.parts, table::QUERY, &mut |entry| {
            if let Ok((_, row)) = open_row::<QueryRow>(keys, &entry.id, &entry.value.bytes) {
                queries.insert((row.connection, row.query));
            }
        })
        .await?;
        scan(examiner.parts, table::MEMBERS, &mut |entry| {
            if let Ok((_, row)) = open_row::<MembersRow>(keys, &entry.id, &entry.value.bytes) {
                queries.insert((row.connection, row.query));
                members.extend(row.records.iter().map(|record| (*record, row.connection)));
                known.extend(row.records);
            }
        })
        .await?;
        connections.extend(queries.iter().map(|(connection, _)| *connection));
        Ok(Self { keys, connections, queries, known, members })
    }

    /// Returns where a block comes from: what makes one of its bodies a record that is known, or else the only one that
    /// asks such a query.
    fn of(&self, index: &BlockIndex<'_>, open: &OpenBlock) -> Option<Source> {
        if index.items.iter().any(|item| item.actor.is_some()) {
            return Some(Source::Entry);
        }
        let slots = 0..open.len();
        let readable = slots.filter_map(|slot| Incoming::read(put_of(index, open, slot)?).ok());
        for incoming in readable {
            let is_its = |connection: &&ConnectionId| {
                self.known.contains(&record_id(self.keys, **connection, &incoming))
            };
            if let Some(connection) = self.connections.iter().find(is_its) {
                return Some(Source::Connection(*connection));
            }
        }
        let asking: Vec<_> = self.queries.iter().filter(|(_, query)| query == index.query).collect();
        match (asking.as_slice(), self.connections.len()) {
            ([(connection, _)], _) => Some(Source::Connection(*connection)),
            ([], 1) => self.connections.first().copied().map(Source::Connection),
            _ => None,
        }
    }

    /// An entry's id was random, and is not known any more.
    fn body(&self, source: Source, put: Put) -> Body {
        let body = put.body.clone();
        match (source, Incoming::read(put)) {
            (Source::Connection(connection), Ok(incoming)) => {
                Body::Record(record_id(self.keys, connection, &incoming), Box::new(incoming))
            }
            (Source::Entry, Ok(incoming)) => Body::Record(RecordId::random(), Box::new(incoming)),
            (source, Err(item)) => {
                let connection = match source {
                    Source::Connection(connection) => connection,
                    Source::Entry => ConnectionId::from_bytes([0; 16]),
                };
                let id = bytes_id(self.keys, connection, &body);
                Body::Quarantined(id, connection, item.reason, body.len() as u64)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use backpack_record::Header;

    use super::*;

    #[test]
    fn a_stand_in_has_a_header_that_can_be_read() {
        assert!(Header::unpack(&packed::unreadable().pack()).is_ok());
    }
}

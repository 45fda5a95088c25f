//! Making a page ready: ids, decisions, blocks, and the chunks that are committed one after the other.

use std::sync::Arc;

use backpack_connect::{Gone, Put};
use backpack_core::{ConnectionId, RecordId};
use backpack_keys::BackpackKeys;
use backpack_store::{Fence, MAX_BATCH_BYTES};
use bytes::Bytes;

use super::commit::{Last, PageWrite};
use super::identity::{quarantine_id, record_id, source_id};
use super::{Incoming, PageCommit, Quarantined, Seen};
use crate::Error;
use crate::block::{self, BlockItem, ItemHead, SealedBlock};
use crate::catalog::Catalog;
use crate::keep::Inner;

/// The bytes one chunk of a page fills a batch up to; the rest is for the last chunk's rows, head and journal.
pub(crate) const CHUNK_BYTES: usize = MAX_BATCH_BYTES - (192 << 10);
/// The largest body that is kept.
const MAX_BODY: usize = backpack_record::MAX_BODY;

/// One item of a page, with its id.
#[derive(Debug)]
pub(super) struct PageItem {
    pub(super) id: RecordId,
    pub(super) sort: ItemSort,
    /// Block of the chunk, and number within it, once its body is in one.
    pub(super) at: Option<(usize, u32)>,
    /// The quarantined item that it was before.
    pub(super) releases: Option<RecordId>,
}

#[derive(Debug)]
pub(super) enum ItemSort {
    Readable(Incoming),
    Quarantined(Quarantined),
}

impl PageItem {
    pub(super) const fn new(id: RecordId, sort: ItemSort) -> Self {
        Self { id, sort, at: None, releases: None }
    }

    pub(super) fn put(&self) -> &Put {
        match &self.sort {
            ItemSort::Readable(incoming) => &incoming.put,
            ItemSort::Quarantined(item) => &item.put,
        }
    }

    /// About how many bytes its change takes in the log, compressed.
    pub(super) fn log_room(&self) -> usize {
        match &self.sort {
            ItemSort::Readable(incoming) => 64 + incoming.header.len() / 2,
            ItemSort::Quarantined(item) => 128 + item.reason.len(),
        }
    }
}

/// A page taken apart: what stays the same for all of its chunks.
#[derive(Debug)]
pub(super) struct PageFacts {
    pub(super) connection: ConnectionId,
    pub(super) query: String,
    pub(super) envelope: Option<Bytes>,
    pub(super) fence: Option<Fence>,
}

/// Returns a page's items with their ids, the gone ones' ids, and what goes with the last chunk.
pub(super) fn identify(
    keys: &BackpackKeys,
    page: PageCommit,
) -> Result<(Arc<PageFacts>, Vec<PageItem>, Last), Error> {
    let PageCommit { connection, query, incoming, quarantined, gone, envelope, cursor, ledger, rows, fence } =
        page;
    let readable = incoming
        .into_iter()
        .map(|incoming| PageItem::new(record_id(keys, connection, &incoming), ItemSort::Readable(incoming)));
    let unreadable = quarantined
        .into_iter()
        .map(|item| PageItem::new(quarantine_id(keys, connection, &item), ItemSort::Quarantined(item)));
    let items = readable.chain(unreadable).collect();
    let gone =
        gone.iter().map(|Gone { resource_type, id, .. }| source_id(keys, connection, resource_type, id));
    let last = Last { gone: gone.collect(), cursor, ledger, rows: rows.into_write(keys)? };
    Ok((Arc::new(PageFacts { connection, query, envelope, fence }), items, last))
}

/// Seals the bodies that must be stored, as the catalog stands now, and cuts the page into chunks of about `most` bytes.
pub(super) fn prepare(
    inner: &Inner,
    facts: &Arc<PageFacts>,
    mut items: Vec<PageItem>,
    most: usize,
) -> Result<Vec<PageWrite>, Error> {
    items.iter_mut().for_each(|item| item.at = None);
    let needed = needed(&inner.read_catalog(), &items);
    let bodies: Vec<BlockItem<'_>> =
        needed.iter().filter_map(|at| items.get(*at)).map(|item| block_item(item.put())).collect();
    let cut = block::cut(&inner.parts.keys, &facts.query, facts.envelope.as_deref(), &bodies)?;
    drop(bodies);
    let mut places = Vec::with_capacity(needed.len());
    let mut blocks = Vec::with_capacity(cut.len());
    for (number, (range, block)) in cut.into_iter().enumerate() {
        places.extend((0_u32..).take(range.len()).map(|slot| (number, slot)));
        blocks.push(block);
    }
    for (item, place) in needed.into_iter().zip(places) {
        if let Some(item) = items.get_mut(item) {
            item.at = Some(place);
        }
    }
    Ok(chunks(facts, items, blocks, most))
}

/// Returns the numbers of the items whose bodies are not kept yet.
fn needed(catalog: &Catalog, items: &[PageItem]) -> Vec<usize> {
    let mut seen = Seen::default();
    let mut needed = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let needs_body = match &item.sort {
            ItemSort::Readable(incoming) => seen.decide(catalog, item.id, &incoming.digest).needs_body(),
            ItemSort::Quarantined(quarantined) => {
                seen.is_new_to_quarantine(catalog, item.id) && quarantined.put.body.len() <= MAX_BODY
            }
        };
        if needs_body {
            needed.push(at);
        }
    }
    needed
}

/// Items stay in the page's order; a chunk ends where a block ends.
fn chunks(
    facts: &Arc<PageFacts>,
    items: Vec<PageItem>,
    blocks: Vec<SealedBlock>,
    most: usize,
) -> Vec<PageWrite> {
    let mut ends = vec![0; blocks.len()];
    for (number, item) in items.iter().enumerate() {
        if let Some(end) = item.at.and_then(|(block, _)| ends.get_mut(block)) {
            *end = number;
        }
    }
    let mut chunks = Vec::new();
    let mut chunk = PageWrite::new(facts);
    let mut blocks = blocks.into_iter();
    let (mut first, mut next, mut room) = (0, 0, 0);
    for (number, mut item) in items.into_iter().enumerate() {
        // Within a block there is no end: its bodies and their changes are committed together.
        let is_between = next == 0 || ends.get(next - 1).is_none_or(|end| number > *end);
        if room > most && is_between {
            chunks.push(std::mem::replace(&mut chunk, PageWrite::new(facts)));
            (first, room) = (next, 0);
        }
        while let Some((block, _)) = item.at
            && block >= next
            && let Some(sealed) = blocks.next()
        {
            room += sealed.sealed.len().min(backpack_store::MAX_VALUE_BYTES);
            chunk.blocks.push(sealed);
            next += 1;
        }
        room += item.log_room();
        item.at = item.at.map(|(block, slot)| (block - first, slot));
        chunk.items.push(item);
    }
    chunks.push(chunk);
    chunks
}

pub(crate) fn block_item(put: &Put) -> BlockItem<'_> {
    let head = ItemHead {
        length: u32::try_from(put.body.len()).unwrap_or(u32::MAX),
        media_type: &put.media_type,
        id: put.id.as_deref(),
        source_version: put.version.as_deref(),
        full_url: put.full_url.as_deref(),
        envelope: put.envelope.as_deref(),
        patient: put.patient.as_deref(),
        actor: None,
    };
    BlockItem { head, body: &put.body }
}

//! Bodies back in: versions and quarantined items, under the times and in the order they had.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use backpack_connect::Put;
use backpack_core::{RecordId, Timestamp};
use backpack_record::Actor;
use bytes::Bytes;

use super::Restore;
use crate::block::{self, BlockItem, SealedBlock};
use crate::catalog::change::{Logged, QuarantinePut, RecordPut};
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, busy, detached};
use crate::page::{CHUNK_BYTES, block_item, full_url_of, quarantine_id, record_id};
use crate::{Error, Incoming, Quarantined};

/// Bodies that came together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RestoredPage {
    /// Where they came from.
    pub source: Source,
    /// The query that brought them; empty for entries.
    pub query: String,
    /// When they were received, or written.
    pub received: Timestamp,
    /// The envelope of the page.
    pub envelope: Option<Bytes>,
    /// The bodies.
    pub items: Vec<RestoredItem>,
}

/// One body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RestoredItem {
    /// The record, or the item in quarantine; without it the id is made as a sync would make it.
    pub id: Option<RecordId>,
    /// The body and what came with it.
    pub put: Put,
    /// Who wrote it, if it is an entry.
    pub actor: Option<Actor>,
    /// Why it is no record, if it is one of quarantine.
    pub unread: Option<Unread>,
}

/// Why an item is in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The reason.
    pub reason: String,
    /// Whether its connector doubts it.
    pub doubted: bool,
    /// The length of its body, which may not have been kept.
    pub length: u64,
    /// Whether its body was kept.
    pub kept: bool,
}

impl RestoredPage {
    /// Returns an empty page.
    #[must_use]
    pub fn new(source: Source, query: impl Into<String>, received: Timestamp) -> Self {
        Self { source, query: query.into(), received, envelope: None, items: Vec::new() }
    }
}

impl RestoredItem {
    /// Returns a version of a record.
    #[must_use]
    pub const fn new(id: Option<RecordId>, put: Put) -> Self {
        Self { id, put, actor: None, unread: None }
    }
}

impl Unread {
    /// Returns the reason of an item whose body of `length` bytes was kept.
    #[must_use]
    pub fn new(reason: impl Into<String>, length: u64) -> Self {
        Self { reason: reason.into(), doubted: false, length, kept: true }
    }
}

impl Restore {
    /// Puts bodies back, in order: each is the next version of its record. Returns the ids of their records.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`], [`Error::NoSuchConnection`] for what is in quarantine and came from nowhere; the store's and
    /// the blob store's errors.
    pub async fn items(&self, pages: Vec<RestoredPage>) -> Result<Vec<RecordId>, Error> {
        let inner = Arc::clone(&self.keep.0);
        detached(async move {
            let at_work = Arc::clone(&inner);
            let (ids, chunks) = busy(move || prepare(&at_work, pages)).await?;
            for chunk in chunks {
                inner.put_blobs(&chunk.blocks()).await?;
                let blobs: Vec<_> = chunk.runs.iter().filter_map(|run| run.block.as_ref()?.blob()).collect();
                let landed = inner.commit(&Arc::new(Mutex::new(chunk))).await;
                blobs.iter().for_each(|blob| inner.in_flight.end(*blob));
                landed?.ok_or(Error::Busy)?;
            }
            Ok(ids)
        })
        .await
    }

    /// Lets go of what is in quarantine and not among `stay`.
    ///
    /// # Errors
    ///
    /// The store's errors.
    pub async fn release_all_but(&self, stay: Vec<RecordId>) -> Result<(), Error> {
        let inner = Arc::clone(&self.keep.0);
        let stay = stay.into_iter().collect();
        detached(async move { inner.commit(&Arc::new(Mutex::new(Releases { stay }))).await.map(drop) }).await
    }
}

/// A few blocks on their way to a commit.
#[derive(Debug, Default)]
struct Chunk {
    runs: Vec<Run>,
    room: usize,
}

/// One block, and what lies in it. Without a block: what is in quarantine without its body.
#[derive(Debug)]
struct Run {
    source: Source,
    received: Timestamp,
    block: Option<SealedBlock>,
    items: Vec<Ready>,
}

#[derive(Debug)]
struct Ready {
    id: RecordId,
    incoming: Incoming,
    unread: Option<Unread>,
}

impl Chunk {
    fn blocks(&self) -> Vec<SealedBlock> {
        self.runs.iter().filter_map(|run| run.block.clone()).collect()
    }
}

fn prepare(inner: &Inner, pages: Vec<RestoredPage>) -> Result<(Vec<RecordId>, Vec<Chunk>), Error> {
    let mut ids = Vec::new();
    let mut chunks = vec![Chunk::default()];
    for page in pages {
        let mut ready = Vec::with_capacity(page.items.len());
        let mut actors = Vec::with_capacity(page.items.len());
        for item in page.items {
            let (of, actor) = (page.source, item.actor.clone());
            let item = identify(inner, of, item)?;
            ids.push(item.id);
            ready.push(item);
            actors.push(actor);
        }
        let heads: Vec<BlockItem<'_>> = ready
            .iter()
            .zip(actors)
            .map(|(item, actor)| {
                let mut head = block_item(&item.incoming.put);
                head.head.actor = actor;
                head
            })
            .collect();
        let cut = cut(inner, &page.query, page.envelope.as_deref(), page.source, &heads, &ready)?;
        drop(heads);
        let mut rest = ready.into_iter();
        for (range, block) in cut {
            let items: Vec<Ready> = rest.by_ref().take(range.len()).collect();
            let run = Run { source: page.source, received: page.received, block, items };
            push(&mut chunks, run);
        }
    }
    chunks.retain(|chunk| !chunk.runs.is_empty());
    Ok((ids, chunks))
}

type Cut = Vec<(Range<usize>, Option<SealedBlock>)>;

/// What was too large for quarantine has no body and no block; an entry has a block of its own.
fn cut(
    inner: &Inner,
    query: &str,
    envelope: Option<&[u8]>,
    source: Source,
    heads: &[BlockItem<'_>],
    ready: &[Ready],
) -> Result<Cut, Error> {
    let has_body =
        |at: usize| ready.get(at).is_some_and(|item| item.unread.as_ref().is_none_or(|unread| unread.kept));
    let mut cuts = Vec::new();
    let mut start = 0;
    while start < heads.len() {
        if !has_body(start) {
            cuts.push((start..start + 1, None));
            start += 1;
            continue;
        }
        let most = if source == Source::Entry { start + 1 } else { heads.len() };
        let end = (start..most).find(|at| !has_body(*at)).unwrap_or(most);
        let run = heads.get(start..end).unwrap_or_default();
        for (range, block) in block::cut(&inner.parts.keys, query, envelope, run)? {
            cuts.push((start + range.start..start + range.end, Some(block)));
        }
        start = end;
    }
    Ok(cuts)
}

fn push(chunks: &mut Vec<Chunk>, run: Run) {
    let sealed =
        run.block.as_ref().map_or(0, |block| block.sealed.len().min(backpack_store::MAX_VALUE_BYTES));
    let log = |item: &Ready| {
        let reason = item.unread.as_ref().map_or(0, |unread| unread.reason.len());
        128 + item.incoming.header.len() + reason
    };
    let room = sealed + 128 + run.items.iter().map(log).sum::<usize>();
    let is_full = chunks.last().is_none_or(|chunk| chunk.room > 0 && chunk.room + room > CHUNK_BYTES);
    if is_full {
        chunks.push(Chunk::default());
    }
    if let Some(chunk) = chunks.last_mut() {
        chunk.room += room;
        chunk.runs.push(run);
    }
}

fn identify(inner: &Inner, source: Source, item: RestoredItem) -> Result<Ready, Error> {
    let keys = &inner.parts.keys;
    let RestoredItem { id, put, unread, .. } = item;
    let Some(unread) = unread else {
        let incoming = Incoming::restored(put);
        let id = match (id, source) {
            (Some(id), _) => id,
            (None, Source::Connection(connection)) => record_id(keys, connection, &incoming),
            (None, Source::Entry) => RecordId::random(),
        };
        return Ok(Ready { id, incoming, unread: None });
    };
    let Source::Connection(connection) = source else { return Err(Error::NoSuchConnection) };
    let made = || quarantine_id(keys, connection, &Quarantined::doubted(put.clone(), ""));
    let id = match id {
        Some(id) => id,
        // The bytes that its id came from are not here.
        None if !unread.kept => RecordId::random(),
        None => made(),
    };
    Ok(Ready { id, incoming: Incoming::unread(put), unread: Some(unread) })
}

impl Write for Chunk {
    fn draft(&mut self, _: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for run in &self.runs {
            let block = match &run.block {
                Some(block) => Some(draft.add_block(block, run.source, run.received)?),
                None => None,
            };
            for (slot, item) in (0_u32..).zip(&run.items) {
                draft.log.push(&item.logged(run, block, slot)?)?;
            }
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.room
    }

    fn is_alone(&self) -> bool {
        true
    }
}

impl Ready {
    fn logged(&self, run: &Run, block: Option<u16>, slot: u32) -> Result<Logged<'_>, Error> {
        let incoming = &self.incoming;
        let Some(unread) = &self.unread else {
            return Ok(Logged::Record(RecordPut {
                id: self.id,
                digest: incoming.digest,
                block: block.ok_or(Error::Tampered(block::WHAT))?,
                slot,
                full_url: full_url_of(incoming),
                header: &incoming.header,
            }));
        };
        let Source::Connection(connection) = run.source else { return Err(Error::NoSuchConnection) };
        let put = QuarantinePut {
            id: self.id,
            connection,
            received: run.received,
            reason: unread.reason.clone(),
            length: unread.length,
            at: block.map(|block| (block, slot)),
        };
        Ok(if unread.doubted { Logged::Doubted(put) } else { Logged::Quarantined(put) })
    }
}

/// What leaves quarantine.
#[derive(Debug)]
struct Releases {
    stay: std::collections::HashSet<RecordId>,
}

impl Write for Releases {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for (id, _) in catalog.quarantine().filter(|(id, _)| !self.stay.contains(id)) {
            draft.log.push(&Logged::Released(id))?;
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        64 << 10
    }

    fn is_alone(&self) -> bool {
        true
    }
}

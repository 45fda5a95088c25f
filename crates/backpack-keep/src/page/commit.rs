//! Page in, cursor out.

use std::sync::{Arc, Mutex, PoisonError};

use backpack_core::RecordId;
use backpack_record::Actor;
use backpack_store::Fence;

use super::prepare::{CHUNK_BYTES, ItemSort, PageFacts, PageItem, identify, prepare};
use super::record::draft_record;
use super::{CursorUpdate, PageCommit, PageCounts, Quarantined};
use crate::block::SealedBlock;
use crate::catalog::change::{Logged, QuarantinePut};
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, busy, detached};
use crate::row_batch::{PendingRow, RowWrite};
use crate::{Act, ChangeKind, Counts, Error, Keep, Ledger, QueryRow};

/// How often a page is made ready anew because what it meets was removed in between.
const ATTEMPTS: usize = 8;
/// A chunk of this many bytes that does not fit a batch will not fit by cutting it further.
const LEAST_CHUNK: usize = 64 << 10;
/// The longest reason that is kept with a quarantined item.
const MAX_REASON: usize = 300;
/// The longest name of a query that the activity journal tells.
const MAX_QUERY: usize = 200;

impl Keep {
    /// Keeps a page: its new and changed items, what is gone, the ledger, and last the cursor.
    ///
    /// A page that is too large for one batch is split; cursor and ledger are in the last part. After a crash, or an
    /// error, the same page may be committed again: an item meets itself by id and content, and nothing counts twice.
    /// The future may be dropped at any time; the page is then kept all the same, or not begun.
    ///
    /// # Errors
    ///
    /// The store's errors, `Fenced` among them if the lease was lost; [`Error::TooLarge`] for a cursor over 16 KiB;
    /// [`Error::Busy`] if other processes were faster every time.
    pub async fn commit_page(&self, page: PageCommit) -> Result<PageCounts, Error> {
        self.may_write()?;
        let inner = Arc::clone(&self.0);
        detached(async move { commit_page(&inner, page).await }).await
    }
}

async fn commit_page(inner: &Arc<Inner>, page: PageCommit) -> Result<PageCounts, Error> {
    inner.check_open()?;
    if matches!(&page.cursor, CursorUpdate::To(cursor) if cursor.bytes.len() > 16 << 10) {
        return Err(Error::TooLarge("cursor"));
    }
    let at_work = Arc::clone(inner);
    let stays = page.cursor == CursorUpdate::Stay;
    let (facts, items, last) = busy(move || identify(&at_work.parts.keys, page)).await?;
    let previous = if stays { inner.row_of_query(&facts).await? } else { None };
    let mut last = Some((last, previous));
    let mut counts = PageCounts::default();
    let mut rest = Some(items);
    let mut most = CHUNK_BYTES;
    for _ in 0..ATTEMPTS {
        let Some(items) = rest.take() else { return Ok(counts) };
        let (at_work, same) = (Arc::clone(inner), Arc::clone(&facts));
        let chunks = busy(move || prepare(&at_work, &same, items, most)).await?;
        rest = commit_chunks(inner, chunks, &mut last, &mut counts, &mut most).await?;
    }
    if rest.is_some() { Err(Error::Busy) } else { Ok(counts) }
}

/// Commits chunks in order. Returns the items that must be made ready again, if any: in chunks of `most` bytes.
async fn commit_chunks(
    inner: &Arc<Inner>,
    chunks: Vec<PageWrite>,
    last: &mut Option<(Last, Option<QueryRow>)>,
    counts: &mut PageCounts,
    most: &mut usize,
) -> Result<Option<Vec<PageItem>>, Error> {
    let mut chunks = chunks.into_iter().peekable();
    while let Some(mut chunk) = chunks.next() {
        if chunks.peek().is_none() {
            chunk.last = last.take();
        }
        chunk.before = counts.clone();
        let (mut chunk, landed) = chunk.commit(inner).await;
        let landed = match landed {
            // Its log shrank less than was reckoned with.
            Err(Error::TooLarge(_)) if *most > LEAST_CHUNK => {
                *most /= 4;
                false
            }
            landed => landed?,
        };
        if !landed {
            *last = chunk.last.take();
            let mut items = chunk.items;
            items.extend(chunks.flat_map(|chunk| chunk.items));
            return Ok(Some(items));
        }
        *counts = std::mem::take(&mut chunk.counts);
    }
    Ok(None)
}

impl Inner {
    async fn row_of_query(self: &Arc<Self>, facts: &PageFacts) -> Result<Option<QueryRow>, Error> {
        let keep = Keep::of(Arc::clone(self));
        let name = QueryRow::name_of(facts.connection, &facts.query);
        Ok(keep.row::<QueryRow>(&name).await?.map(|(row, _)| row))
    }
}

/// What goes with the last chunk of a page.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) gone: Vec<RecordId>,
    pub(super) cursor: CursorUpdate,
    pub(super) ledger: Ledger,
    pub(super) rows: RowWrite,
}

/// One chunk of a page on its way to a commit.
#[derive(Debug)]
pub(super) struct PageWrite {
    facts: Arc<PageFacts>,
    pub(super) items: Vec<PageItem>,
    pub(super) blocks: Vec<SealedBlock>,
    last: Option<(Last, Option<QueryRow>)>,
    /// The counts of the chunks before.
    before: PageCounts,
    /// The counts up to this chunk, as it was drafted last.
    pub(super) counts: PageCounts,
}

impl PageWrite {
    pub(super) fn new(facts: &Arc<PageFacts>) -> Self {
        Self {
            facts: Arc::clone(facts),
            items: Vec::new(),
            blocks: Vec::new(),
            last: None,
            before: PageCounts::default(),
            counts: PageCounts::default(),
        }
    }

    /// Commits the chunk. Returns it with whether it landed: if not, it must be made ready again.
    pub(super) async fn commit(self, inner: &Arc<Inner>) -> (Self, Result<bool, Error>) {
        if let Err(error) = inner.put_blobs(&self.blocks).await {
            return (self, Err(error));
        }
        let blobs: Vec<_> = self.blocks.iter().filter_map(SealedBlock::blob).collect();
        let empty = Self::new(&self.facts);
        let write = Arc::new(Mutex::new(self));
        let landed = inner.commit(&write).await;
        blobs.iter().for_each(|blob| inner.in_flight.end(*blob));
        let chunk = std::mem::replace(&mut *write.lock().unwrap_or_else(PoisonError::into_inner), empty);
        (chunk, landed.map(|version| version.is_some()))
    }

    fn draft_item(
        &self,
        item: &PageItem,
        blocks: &[u16],
        catalog: &Catalog,
        draft: &mut Draft<'_>,
        counts: &mut PageCounts,
    ) -> Result<Drafted, Error> {
        if let Some(quarantined) = item.releases.filter(|id| catalog.has_quarantined(*id)) {
            draft.log.push(&Logged::Released(quarantined))?;
        }
        let at = item.at.and_then(|(block, slot)| Some((*blocks.get(block)?, slot)));
        match &item.sort {
            ItemSort::Readable(incoming) => draft_record(item.id, incoming, at, catalog, draft, counts),
            ItemSort::Quarantined(quarantined) => {
                counts.quarantined += 1;
                if !draft.seen.is_new_to_quarantine(catalog, item.id) {
                    return Ok(Drafted::Ready);
                }
                let put = QuarantinePut {
                    id: item.id,
                    connection: self.facts.connection,
                    received: draft.now,
                    reason: bounded_reason(quarantined),
                    length: quarantined.put.body.len() as u64,
                    at,
                };
                let doubted = quarantined.doubted;
                draft.log.push(&if doubted { Logged::Doubted(put) } else { Logged::Quarantined(put) })?;
                Ok(Drafted::Ready)
            }
        }
    }
}

impl Write for PageWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        if self.blocks.iter().any(|block| draft.is_outdated(block)) {
            return Ok(Drafted::Stale);
        }
        let source = Source::Connection(self.facts.connection);
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            blocks.push(draft.add_block(block, source, draft.now)?);
        }
        let mut counts = self.before.clone();
        let (new, changed) = (counts.new_ids.len(), counts.changed_ids.len());
        let quarantined = draft.seen.new_to_quarantine();
        for item in &self.items {
            if self.draft_item(item, &blocks, catalog, draft, &mut counts)? == Drafted::Stale {
                return Ok(Drafted::Stale);
            }
        }
        let gone = match &mut self.last {
            Some((last, previous)) => {
                draft_last(&self.facts, last, previous.as_ref(), catalog, draft, &mut counts)?
            }
            None => Vec::new(),
        };
        counts.gone_ids.extend(&gone);
        let new = counts.new_ids.get(new..).unwrap_or_default().to_vec();
        let changed = counts.changed_ids.get(changed..).unwrap_or_default().to_vec();
        let act = Act::Imported {
            connection: self.facts.connection,
            query: self.facts.query.chars().take(MAX_QUERY).collect(),
            new: new.len() as u64,
            changed: changed.len() as u64,
            gone: gone.len() as u64,
            quarantined: draft.seen.new_to_quarantine() - quarantined,
        };
        act_of_page(act, draft)?;
        if !(new.is_empty() && changed.is_empty() && gone.is_empty()) {
            draft.changes.push(ChangeKind::Records { new, changed, gone });
        }
        self.counts = counts;
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        let blocks: usize =
            self.blocks.iter().filter(|block| block.blob().is_none()).map(|b| b.sealed.len()).sum();
        let rows = self.last.as_ref().map_or(0, |(last, _)| last.rows.room());
        blocks + rows + self.items.iter().map(PageItem::log_room).sum::<usize>() + (40 << 10)
    }

    fn fence(&self) -> Option<&Fence> {
        self.facts.fence.as_ref()
    }
}

/// Drafts what goes with the last chunk. Returns what is gone.
fn draft_last(
    facts: &PageFacts,
    last: &mut Last,
    previous: Option<&QueryRow>,
    catalog: &Catalog,
    draft: &mut Draft<'_>,
    counts: &mut PageCounts,
) -> Result<Vec<RecordId>, Error> {
    let mut gone = Vec::new();
    for id in &last.gone {
        if draft.seen.goes(catalog, *id) {
            draft.log.push(&Logged::Gone(*id))?;
            counts.gone += 1;
            gone.push(*id);
        }
    }
    let mut row = QueryRow::new(facts.connection, &*facts.query, last.ledger.clone());
    row.ledger.counts = added(last.ledger.counts, counts);
    row.cursor = match &last.cursor {
        CursorUpdate::Stay => previous.and_then(|row| row.cursor.clone()),
        CursorUpdate::To(cursor) => Some(cursor.bytes.clone()),
        CursorUpdate::Clear => None,
    };
    draft.put_row(&PendingRow::new(draft.keys, &row)?)?;
    if last.rows.draft(catalog, draft)? == Drafted::Stale {
        return Err(Error::Busy);
    }
    Ok(gone)
}

/// A page that brought nothing is not told of.
fn act_of_page(act: Act, draft: &mut Draft<'_>) -> Result<(), Error> {
    match act {
        Act::Imported { new: 0, changed: 0, gone: 0, quarantined: 0, .. } => Ok(()),
        Act::Imported { connection, .. } => draft.act(&Actor::Connection(connection), act),
        _ => Ok(()),
    }
}

fn bounded_reason(item: &Quarantined) -> String {
    item.reason.chars().take(MAX_REASON).collect()
}

/// Returns the ledger's counts with a page's added.
fn added(before: Counts, page: &PageCounts) -> Counts {
    Counts {
        received: before.received + page.new + page.changed + page.unchanged + page.quarantined,
        new: before.new + page.new,
        changed: before.changed + page.changed,
        unchanged: before.unchanged + page.unchanged,
        quarantined: before.quarantined + page.quarantined,
        gone: before.gone + page.gone,
        ..before
    }
}

//! Quarantined items that can be read after all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use backpack_connect::Put;
use backpack_core::{ConnectionId, RecordId};
use backpack_record::Actor;
use backpack_store::Fence;

use super::commit::PageWrite;
use super::identity::record_id;
use super::prepare::{CHUNK_BYTES, ItemSort, PageFacts, PageItem, prepare};
use crate::catalog::Catalog;
use crate::catalog::change::{Logged, QuarantineId};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, busy, detached};
use crate::read::Original;
use crate::{Act, Error, Incoming, Keep, Source};

/// How often items are made ready anew because what they meet changed in between.
const ATTEMPTS: usize = 8;
/// The most bytes of bodies that are read again in one go.
const BYTES_AT_ONCE: usize = 8 << 20;

/// What becomes of a quarantined item that can be read after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it is kept, refused or left")]
pub enum Judgement {
    /// It becomes a record.
    Keep,
    /// It concerns somebody else: it leaves quarantine and is not kept.
    Refuse,
    /// It stays in quarantine.
    Leave,
}

/// What reading the quarantine again brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retried {
    /// Items that could be read, and are records now.
    pub released: u64,
    /// Items that could be read, and concern somebody else: they are not kept.
    pub refused: u64,
    /// Items that still cannot be read, that their connector doubts, or that were left.
    pub remaining: u64,
    /// The records that are new or changed.
    pub records: Vec<RecordId>,
}

impl Keep {
    /// Reads a connection's quarantine again, and keeps as records what can be read by now and `judge` lets through. What
    /// its connector doubts is not asked about: it stays.
    ///
    /// The future may be dropped at any time; some items may then be read and others not.
    ///
    /// # Errors
    ///
    /// As [`Keep::commit_page`].
    pub async fn retry_quarantine(
        &self,
        connection: ConnectionId,
        fence: Option<Fence>,
        judge: impl Fn(&Incoming) -> Judgement + Send + Sync + 'static,
    ) -> Result<Retried, Error> {
        self.may_write()?;
        let keep = self.clone();
        detached(async move {
            let mut retry = Retry { keep, connection, fence, retried: Retried::default() };
            let (mut readable, mut refused, mut bytes) = (BTreeMap::new(), Vec::new(), 0);
            let mut bodies = retry.keep.quarantined();
            while let Some(body) = bodies.next().await? {
                if body.item.connection != connection {
                    continue;
                }
                let original = body.original.filter(|_| !body.item.doubted);
                let read = original.and_then(|original| {
                    let query = original.query.clone();
                    Some((query, Incoming::read(put_of(original)).ok()?))
                });
                let judged = read.map(|(query, incoming)| (judge(&incoming), query, incoming));
                match judged {
                    Some((Judgement::Keep, query, incoming)) => {
                        bytes += incoming.put.body.len();
                        let item = retry.item(body.item.id, incoming);
                        readable.entry(query).or_insert_with(Vec::new).push(item);
                    }
                    Some((Judgement::Refuse, ..)) => refused.push(body.item.id),
                    Some((Judgement::Leave, ..)) | None => retry.retried.remaining += 1,
                }
                if bytes > BYTES_AT_ONCE {
                    retry.release(std::mem::take(&mut readable)).await?;
                    bytes = 0;
                }
            }
            retry.release(readable).await?;
            retry.refuse(refused).await?;
            Ok(retry.retried)
        })
        .await
    }
}

/// A reading of one connection's quarantine.
struct Retry {
    keep: Keep,
    connection: ConnectionId,
    fence: Option<Fence>,
    retried: Retried,
}

impl Retry {
    fn item(&self, quarantined: QuarantineId, incoming: Incoming) -> PageItem {
        let id = record_id(&self.keep.0.parts.keys, self.connection, &incoming);
        let mut item = PageItem::new(id, ItemSort::Readable(incoming));
        item.releases = Some(quarantined);
        item
    }

    async fn release(&mut self, readable: BTreeMap<String, Vec<PageItem>>) -> Result<(), Error> {
        for (query, items) in readable {
            self.retried.released += items.len() as u64;
            let (connection, fence) = (self.connection, self.fence.clone());
            let facts = Arc::new(PageFacts { connection, query, envelope: None, fence });
            let mut rest = Some(items);
            for _ in 0..ATTEMPTS {
                let Some(items) = rest.take() else { break };
                let (at_work, same) = (Arc::clone(&self.keep.0), Arc::clone(&facts));
                let chunks = busy(move || prepare(&at_work, &same, items, CHUNK_BYTES)).await?;
                rest = self.commit_all(chunks).await?;
            }
            if rest.is_some() {
                return Err(Error::Busy);
            }
        }
        Ok(())
    }

    async fn commit_all(&mut self, chunks: Vec<PageWrite>) -> Result<Option<Vec<PageItem>>, Error> {
        let inner: &Arc<Inner> = &self.keep.0;
        let mut chunks = chunks.into_iter();
        while let Some(chunk) = chunks.next() {
            let (mut chunk, landed) = chunk.commit(inner).await;
            if !landed? {
                let mut items = chunk.items;
                items.extend(chunks.flat_map(|chunk| chunk.items));
                return Ok(Some(items));
            }
            self.retried.records.append(&mut chunk.counts.new_ids);
            self.retried.records.append(&mut chunk.counts.changed_ids);
        }
        Ok(None)
    }

    /// Takes items out of quarantine without keeping them.
    async fn refuse(&mut self, items: Vec<QuarantineId>) -> Result<(), Error> {
        if items.is_empty() {
            return Ok(());
        }
        self.retried.refused += items.len() as u64;
        let write = Arc::new(Mutex::new(RefuseWrite {
            connection: self.connection,
            items,
            fence: self.fence.clone(),
        }));
        self.keep.0.commit(&write).await?.map(drop).ok_or(Error::Busy)
    }
}

/// Items that leave quarantine, on their way to a commit.
#[derive(Debug)]
struct RefuseWrite {
    connection: ConnectionId,
    items: Vec<QuarantineId>,
    fence: Option<Fence>,
}

impl Write for RefuseWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        let mut items = 0;
        for item in self.items.iter().filter(|item| catalog.has_quarantined(**item)) {
            draft.log.push(&Logged::Released(*item))?;
            items += 1;
        }
        if items > 0 {
            let connection = self.connection;
            draft.act(&Actor::Connection(connection), Act::Dismissed { connection, items })?;
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.items.len() * 20 + (4 << 10)
    }

    fn fence(&self) -> Option<&Fence> {
        self.fence.as_ref()
    }

    /// Another writer of the same group may release the same item.
    fn is_alone(&self) -> bool {
        true
    }
}

fn put_of(original: Original) -> Put {
    debug_assert!(original.source != Source::Entry, "entries are refused, never quarantined");
    let mut put = Put::new(original.media_type, original.body);
    put.id = original.id;
    put.version = original.source_version;
    put.full_url = original.full_url;
    put.envelope = original.envelope;
    put.patient = original.patient;
    put
}

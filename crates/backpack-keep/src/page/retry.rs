//! Quarantined items that can be read after all.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack_connect::Put;
use backpack_core::ConnectionId;

use super::commit::PageWrite;
use super::identity::record_id;
use super::prepare::{CHUNK_BYTES, ItemSort, PageFacts, PageItem, prepare};
use crate::keep::{Inner, busy, detached};
use crate::read::Original;
use crate::{Error, Incoming, Keep, Source};

/// How often items are made ready anew because what they meet changed in between.
const ATTEMPTS: usize = 8;
/// The most bytes of bodies that are read again in one go.
const BYTES_AT_ONCE: usize = 8 << 20;

/// What reading the quarantine again brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retried {
    /// Items that could be read, and are records now.
    pub released: u64,
    /// Items that still cannot.
    pub remaining: u64,
}

impl Keep {
    /// Reads the quarantine again, and keeps what can be read by now as records.
    ///
    /// The future may be dropped at any time; some items may then be read and others not.
    ///
    /// # Errors
    ///
    /// As [`Keep::commit_page`].
    pub async fn retry_quarantine(&self) -> Result<Retried, Error> {
        let keep = self.clone();
        detached(async move {
            let mut retried = Retried::default();
            let mut readable: BTreeMap<(ConnectionId, String), Vec<PageItem>> = BTreeMap::new();
            let mut bytes = 0;
            let mut bodies = keep.quarantined();
            while let Some(body) = bodies.next().await? {
                let connection = body.item.connection;
                let read = body.original.and_then(|original| {
                    let query = original.query.clone();
                    Some((query, Incoming::read(put_of(original)).ok()?))
                });
                let Some((query, incoming)) = read else {
                    retried.remaining += 1;
                    continue;
                };
                retried.released += 1;
                bytes += incoming.put.body.len();
                let id = record_id(&keep.0.parts.keys, connection, &incoming);
                let mut item = PageItem::new(id, ItemSort::Readable(incoming));
                item.releases = Some(body.item.id);
                readable.entry((connection, query)).or_default().push(item);
                if bytes > BYTES_AT_ONCE {
                    release(&keep.0, std::mem::take(&mut readable)).await?;
                    bytes = 0;
                }
            }
            release(&keep.0, readable).await?;
            Ok(retried)
        })
        .await
    }
}

async fn release(
    inner: &Arc<Inner>,
    readable: BTreeMap<(ConnectionId, String), Vec<PageItem>>,
) -> Result<(), Error> {
    for ((connection, query), items) in readable {
        let facts = Arc::new(PageFacts { connection, query, envelope: None, fence: None });
        let mut rest = Some(items);
        for _ in 0..ATTEMPTS {
            let Some(items) = rest.take() else { break };
            let (at_work, same) = (Arc::clone(inner), Arc::clone(&facts));
            let chunks = busy(move || prepare(&at_work, &same, items, CHUNK_BYTES)).await?;
            rest = commit_all(inner, chunks).await?;
        }
        if rest.is_some() {
            return Err(Error::Busy);
        }
    }
    Ok(())
}

async fn commit_all(inner: &Arc<Inner>, chunks: Vec<PageWrite>) -> Result<Option<Vec<PageItem>>, Error> {
    let mut chunks = chunks.into_iter();
    while let Some(chunk) = chunks.next() {
        let (chunk, landed) = chunk.commit(inner).await;
        if !landed? {
            let mut items = chunk.items;
            items.extend(chunks.flat_map(|chunk| chunk.items));
            return Ok(Some(items));
        }
    }
    Ok(None)
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

//! Entries: records made by hand, kept as imported ones are.

use std::sync::{Arc, Mutex};

use backpack_connect::Put;
use backpack_core::RecordId;
use backpack_record::{Actor, Refusal};
use bytes::Bytes;

use crate::activity::ACT_ROOM;
use crate::block::{BlockItem, ItemHead, SealedBlock};
use crate::catalog::change::{FullUrl, Logged, RecordPut};
use crate::catalog::{Catalog, Source};
use crate::commit::{Draft, Drafted, Write};
use crate::keep::{Inner, busy, detached};
use crate::page::Decision;
use crate::{Act, ChangeKind, Error, Incoming, Keep};

/// The media type of entries.
const MEDIA_TYPE: &str = "application/fhir+json";
/// How often an entry is made ready anew because a rotation began in between.
const ATTEMPTS: usize = 8;

impl Keep {
    /// Keeps an entry: a new one without `record`, a new version of one with it. Returns its id.
    ///
    /// A body that says what the current version says makes no new version.
    /// The future may be dropped at any time; the entry is then kept all the same, or not begun.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the body is no readable resource, [`Error::NoSuchRecord`], [`Error::NotAnEntry`],
    /// the store's errors.
    pub async fn put_entry(
        &self,
        record: Option<RecordId>,
        body: Bytes,
        actor: Actor,
    ) -> Result<RecordId, Error> {
        self.may_write()?;
        self.write_entry(record, None, body, actor).await
    }

    /// Keeps a new version of an entry that was made from the version with this number, counted from 0.
    ///
    /// As [`Keep::put_entry`] otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if another version is the current one by now; as [`Keep::put_entry`].
    pub async fn put_entry_over(&self, record: RecordId, version: usize, body: Bytes) -> Result<(), Error> {
        self.may_write()?;
        self.put_over(record, version, body).await
    }

    /// Keeps a new version of an entry, if the current one is still the one with this number.
    pub(crate) async fn put_over(&self, record: RecordId, current: usize, body: Bytes) -> Result<(), Error> {
        self.write_entry(Some(record), Some(current), body, self.actor()).await.map(drop)
    }

    async fn write_entry(
        &self,
        record: Option<RecordId>,
        over: Option<usize>,
        body: Bytes,
        actor: Actor,
    ) -> Result<RecordId, Error> {
        let inner = Arc::clone(&self.0);
        detached(async move {
            inner.check_open()?;
            for _ in 0..ATTEMPTS {
                let (at_work, body, actor) = (Arc::clone(&inner), body.clone(), actor.clone());
                let mut write = busy(move || EntryWrite::new(&at_work, record, body, actor)).await?;
                write.over = over;
                let id = write.id;
                inner.put_blobs(std::slice::from_ref(&write.block)).await?;
                let blob = write.block.blob();
                let landed = inner.commit(&Arc::new(Mutex::new(write))).await;
                if let Some(blob) = blob {
                    inner.in_flight.end(blob);
                }
                if landed?.is_some() {
                    return Ok(id);
                }
            }
            Err(Error::Busy)
        })
        .await
    }
}

/// One entry on its way to a commit.
#[derive(Debug)]
struct EntryWrite {
    id: RecordId,
    is_new: bool,
    /// The number of the version that must be the current one.
    over: Option<usize>,
    incoming: Incoming,
    block: SealedBlock,
    actor: Actor,
}

impl EntryWrite {
    fn new(inner: &Inner, record: Option<RecordId>, body: Bytes, actor: Actor) -> Result<Self, Error> {
        let length = u32::try_from(body.len())
            .map_err(|_| Error::Refused(Refusal::TooLarge { limit: backpack_record::MAX_BODY as u64 }))?;
        let incoming = Incoming::read_entry(Put::new(MEDIA_TYPE, body)).map_err(Error::Refused)?;
        let head = ItemHead {
            length,
            media_type: MEDIA_TYPE,
            id: None,
            source_version: None,
            full_url: None,
            envelope: None,
            patient: None,
            actor: Some(actor.clone()),
        };
        let item = BlockItem { head, body: &incoming.put.body };
        let block = SealedBlock::new(&inner.parts.keys, "", None, &[item])?;
        let (id, is_new) = (record.unwrap_or_else(RecordId::random), record.is_none());
        Ok(Self { id, is_new, over: None, incoming, block, actor })
    }
}

impl Write for EntryWrite {
    fn draft(&mut self, catalog: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        if !self.is_new {
            let source = catalog.source_of(self.id).ok_or(Error::NoSuchRecord)?;
            if source != Source::Entry {
                return Err(Error::NotAnEntry);
            }
        }
        let current = catalog.slot_of(self.id).map(|slot| slot.versions.current_index());
        if self.over.is_some() && self.over != current {
            return Err(Error::Conflict);
        }
        let decision = draft.seen.decide(catalog, self.id, &self.incoming.digest);
        if decision == Decision::Unchanged {
            return Ok(Drafted::Ready);
        }
        if draft.is_outdated(&self.block) {
            return Ok(Drafted::Stale);
        }
        // Going back to what an earlier version said is an edit of its own: it has its own time and author.
        let block = draft.add_block(&self.block, Source::Entry, draft.now)?;
        draft.log.push(&Logged::Record(RecordPut {
            id: self.id,
            digest: self.incoming.digest,
            block,
            slot: 0,
            full_url: FullUrl::None,
            header: &self.incoming.header,
        }))?;
        draft.act(&self.actor, if self.is_new { Act::Added(self.id) } else { Act::Edited(self.id) })?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        if self.is_new {
            new.push(self.id);
        } else {
            changed.push(self.id);
        }
        draft.changes.push(ChangeKind::Records { new, changed, gone: Vec::new() });
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.block.sealed.len().min(backpack_store::MAX_VALUE_BYTES)
            + self.incoming.header.len()
            + 512
            + ACT_ROOM
    }
}

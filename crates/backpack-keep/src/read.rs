//! Reading bodies: through the catalog to the block, and through the block to the body.

use std::sync::Arc;

use backpack_core::{BlockId, RecordId, Timestamp};
use backpack_files::ErrorKind;
use backpack_record::Actor;
use backpack_store::Key;
use bytes::Bytes;

use crate::block::{self, OpenBlock};
use crate::catalog::{Catalog, Place, Source};
use crate::keep::{Inner, busy};
use crate::{Error, Keep, table};

/// How often the catalog is asked again because a block was moved meanwhile.
const ATTEMPTS: usize = 8;
/// Above this many plain bytes a block is opened where it holds up nothing else.
const QUICK_BYTES: u32 = 1 << 20;

/// A version of a record as it came: every byte, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Original {
    /// The body, byte for byte.
    pub body: Bytes,
    /// The media type of the body.
    pub media_type: String,
    /// Where it came from.
    pub source: Source,
    /// The query that brought it; empty for an entry.
    pub query: String,
    /// When it was received, or written.
    pub received: Timestamp,
    /// The id at the source, if it was known apart from the body.
    pub id: Option<String>,
    /// The source's version, if it was known apart from the body.
    pub source_version: Option<String>,
    /// `Bundle.entry.fullUrl`.
    pub full_url: Option<String>,
    /// What else the entry held.
    pub envelope: Option<Bytes>,
    /// The envelope of the page.
    pub page_envelope: Option<Bytes>,
    /// The patient whom the source filed it under, when the body names none.
    pub patient: Option<String>,
    /// Who wrote it, if it is an entry.
    pub actor: Option<Actor>,
}

/// What is known of a version without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VersionInfo {
    /// Its number, from 0.
    pub version: usize,
    /// When it was received, or written.
    pub received: Timestamp,
    /// The commit group that brought it.
    pub commit: u64,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}

/// Where a body lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyPlace {
    pub(crate) block: BlockPlace,
    pub(crate) slot: u32,
}

/// Where a block lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockPlace {
    pub(crate) id: BlockId,
    pub(crate) place: Place,
    pub(crate) raw: u32,
    pub(crate) source: Source,
    pub(crate) received: Timestamp,
}

impl Keep {
    /// Returns the body of the version that is shown, byte for byte.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::Tampered`], the store's errors.
    pub async fn body(&self, record: RecordId) -> Result<Bytes, Error> {
        let (block, place) = self.0.locate(|catalog| body_place(catalog, record, None)).await?;
        block.body(place.slot)
    }

    /// Returns a version of a record as it came: the `version`-th, from 0.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`], [`Error::NoSuchVersion`], [`Error::Tampered`], the store's errors.
    pub async fn original(&self, record: RecordId, version: usize) -> Result<Original, Error> {
        let (block, place) = self.0.locate(|catalog| body_place(catalog, record, Some(version))).await?;
        Original::new(&block, &place)
    }

    /// Returns the versions of a record, oldest first. Never touches the disk.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchRecord`].
    pub fn versions(&self, record: RecordId) -> Result<Vec<VersionInfo>, Error> {
        let catalog = self.0.read_catalog();
        let slot = catalog.slot_of(record).ok_or(Error::NoSuchRecord)?;
        let current = slot.versions.current_index();
        let versions = slot.versions.list().iter().enumerate();
        let known = versions.filter_map(|(version, place)| {
            let block = catalog.block(place.block)?;
            let (received, commit) = (block.received, block.sequence);
            Some(VersionInfo { version, received, commit, is_current: version == current })
        });
        Ok(known.collect())
    }
}

impl Original {
    pub(crate) fn new(block: &OpenBlock, place: &BodyPlace) -> Result<Self, Error> {
        Self::of(block, &block.index()?, &place.block, place.slot)
    }

    /// Returns everything in a block: what stands before the bodies is read once.
    pub(crate) fn all(block: &OpenBlock, place: &BlockPlace) -> Result<Vec<Self>, Error> {
        let index = block.index()?;
        let slots = (0_u32..).take(index.items.len());
        slots.map(|slot| Self::of(block, &index, place, slot)).collect()
    }

    fn of(
        block: &OpenBlock,
        index: &block::BlockIndex<'_>,
        place: &BlockPlace,
        slot: u32,
    ) -> Result<Self, Error> {
        let head = index.items.get(slot as usize).ok_or(Error::Tampered(block::WHAT))?;
        let text = |text: Option<&str>| text.map(str::to_owned);
        Ok(Self {
            body: block.body(slot)?,
            media_type: head.media_type.to_owned(),
            source: place.source,
            query: index.query.to_owned(),
            received: place.received,
            id: text(head.id),
            source_version: text(head.source_version),
            full_url: text(head.full_url),
            envelope: head.envelope.map(Bytes::copy_from_slice),
            page_envelope: index.envelope.map(Bytes::copy_from_slice),
            patient: text(head.patient),
            actor: head.actor.clone(),
        })
    }
}

impl Inner {
    /// Finds a body in the catalog and opens its block. A block that was moved meanwhile is looked for again.
    pub(crate) async fn locate(
        self: &Arc<Self>,
        find: impl Fn(&Catalog) -> Result<BodyPlace, Error>,
    ) -> Result<(Arc<OpenBlock>, BodyPlace), Error> {
        self.check_open()?;
        let mut may_lag = self.is_shared();
        for _ in 0..ATTEMPTS {
            let found = find(&self.read_catalog());
            let place = match found {
                // Another process may have written it since.
                Err(Error::NoSuchRecord | Error::NoSuchVersion) if may_lag => {
                    may_lag = false;
                    Keep::of(Arc::clone(self)).refresh().await?;
                    continue;
                }
                found => found?,
            };
            if let Some(block) = self.open_block(&place.block).await? {
                return Ok((block, place));
            }
            Keep::of(Arc::clone(self)).refresh().await?;
        }
        Err(Error::Tampered(block::WHAT))
    }

    /// Opens a block; `None` if it is no longer there.
    pub(crate) async fn open_block(
        self: &Arc<Self>,
        block: &BlockPlace,
    ) -> Result<Option<Arc<OpenBlock>>, Error> {
        if let Some(open) = self.cache.find(block.id) {
            return Ok(Some(open));
        }
        // Between the reading and the opening a rotation may have ended: what is there then is sealed anew.
        let open = self.with_keys(|| self.open_sealed(block)).await?;
        let Some(open) = open.map(Arc::new) else { return Ok(None) };
        self.cache.keep(block.id, &open);
        Ok(Some(open))
    }

    async fn open_sealed(self: &Arc<Self>, block: &BlockPlace) -> Result<Option<OpenBlock>, Error> {
        let Some(sealed) = self.sealed_block(block).await? else { return Ok(None) };
        if block.raw > QUICK_BYTES {
            let (inner, id) = (Arc::clone(self), block.id);
            return busy(move || OpenBlock::new(&inner.parts.keys, id, &sealed)).await.map(Some);
        }
        OpenBlock::new(&self.parts.keys, block.id, &sealed).map(Some)
    }

    async fn sealed_block(&self, block: &BlockPlace) -> Result<Option<Bytes>, Error> {
        match block.place {
            Place::Store => {
                let id = Bytes::copy_from_slice(block.id.as_bytes());
                let key = Key::new(self.parts.space(), table::BLOCK, id);
                Ok(self.parts.store.get(&key).await?.map(|value| value.bytes))
            }
            Place::Blob(blob) => {
                let read = match self.parts.blobs.get(blob, None).await {
                    Ok(stream) => stream.collect().await,
                    Err(error) => Err(error),
                };
                match read {
                    Ok(sealed) => Ok(Some(sealed)),
                    Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }
}

/// Returns where a version's body lies; without a number, the one that is shown.
fn body_place(catalog: &Catalog, record: RecordId, version: Option<usize>) -> Result<BodyPlace, Error> {
    let versions = &catalog.slot_of(record).ok_or(Error::NoSuchRecord)?.versions;
    let number = version.unwrap_or_else(|| versions.current_index());
    let version = versions.list().get(number).ok_or(Error::NoSuchVersion)?;
    let block = block_place(catalog, version.block).ok_or(Error::Tampered("catalog"))?;
    Ok(BodyPlace { block, slot: version.slot })
}

/// Returns where a block lies.
pub(crate) fn block_place(catalog: &Catalog, number: u32) -> Option<BlockPlace> {
    let block = catalog.block(number)?;
    Some(BlockPlace {
        id: block.id,
        place: block.place,
        raw: block.raw,
        source: catalog.source(block.source),
        received: block.received,
    })
}

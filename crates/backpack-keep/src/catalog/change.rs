//! What the catalog's log says: every change to the catalog, in the order in which it happened.
//!
//! Variants and fields are persisted by position: new variants go at the end, and fields are never reordered.

use backpack_core::{BlobId, BlockId, ConnectionId, RecordId, Timestamp};
use backpack_record::OverlayEvent;
use serde::{Deserialize, Serialize};

use crate::activity::ChainEnd;

/// One change. Within a commit group a change names blocks by their number: the n-th `Block` of that group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Logged<'a> {
    /// A block was added.
    Block(BlockAdded),
    /// A record got a version; it is new if it was not there.
    #[serde(borrow)]
    Record(RecordPut<'a>),
    /// The source went back to a version that was kept before.
    Recurred(#[serde(borrow)] Recurrence<'a>),
    /// The source no longer has the record.
    Gone(RecordId),
    /// The source has it again, as it was.
    Returned(RecordId),
    /// The person did something.
    Overlay(OverlayEvent),
    /// An item could not be read.
    Quarantined(QuarantinePut),
    /// A quarantined item is no longer needed: it could be read after all.
    Released(QuarantineId),
    /// A row was written or deleted.
    Row(RowWritten),
    /// What lives of a block was moved into the next one.
    Moved(BlockMoved),
    /// A block that nothing lives in was dropped.
    Dropped(BlockId),
    /// A connection's records were removed, except those with an overlay.
    Removed(ConnectionId),
    /// The source no longer returns the record, without a word.
    Vanished(RecordId),
    /// An item that its connector doubts.
    Doubted(QuarantinePut),
    /// An act was told in the activity journal: its number and hash.
    Acted(ChainEnd),
    /// What a record shows, now that it is corrected, or is so no more.
    Shown(#[serde(borrow)] ShownPut<'a>),
}

impl Logged<'_> {
    /// Returns the same change in a commit group that has so many blocks before its own.
    pub(crate) fn moved_on(mut self, blocks: u16) -> Self {
        let number = match &mut self {
            Logged::Record(put) => Some(&mut put.block),
            Logged::Quarantined(put) | Logged::Doubted(put) => put.at.as_mut().map(|(block, _)| block),
            Logged::Moved(moved) => Some(&mut moved.to),
            _ => None,
        };
        if let Some(number) = number {
            *number = number.saturating_add(blocks);
        }
        self
    }
}

/// Names a quarantined item: an HMAC of its connection and content.
pub(crate) type QuarantineId = RecordId;

/// Where the bodies of a block come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Source {
    /// A connection.
    Connection(ConnectionId),
    /// The person, by hand.
    Entry,
}

/// Where a block is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// In the store.
    Store,
    /// In the blob store.
    Blob(BlobId),
}

/// A block that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlockAdded {
    pub(crate) id: BlockId,
    pub(crate) place: Place,
    pub(crate) source: Source,
    pub(crate) received: Timestamp,
    /// The length of its plain content in bytes.
    pub(crate) raw: u32,
}

/// A version of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordPut<'a> {
    pub(crate) id: RecordId,
    pub(crate) digest: [u8; 16],
    /// The number of the block within the commit group.
    pub(crate) block: u16,
    /// The number of the body within the block.
    pub(crate) slot: u32,
    #[serde(borrow)]
    pub(crate) full_url: FullUrl<'a>,
    /// The packed header.
    pub(crate) header: &'a [u8],
}

/// `Bundle.entry.fullUrl`, as short as it can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FullUrl<'a> {
    /// There is none.
    None,
    /// `urn:uuid:` and the record's id.
    Urn,
    /// This, a slash, the record's type, a slash, and its id.
    Based(&'a str),
    /// Anything else.
    Other(&'a str),
}

impl<'a> FullUrl<'a> {
    pub(crate) fn shorten(url: Option<&'a str>, resource_type: &str, id: Option<&str>) -> Self {
        let Some(url) = url else { return Self::None };
        let Some(id) = id else { return Self::Other(url) };
        if url.strip_prefix("urn:uuid:") == Some(id) {
            return Self::Urn;
        }
        let base = url
            .strip_suffix(id)
            .and_then(|rest| rest.strip_suffix('/'))
            .and_then(|rest| rest.strip_suffix(resource_type))
            .and_then(|rest| rest.strip_suffix('/'));
        base.map_or(Self::Other(url), Self::Based)
    }
}

/// The return of an earlier version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recurrence<'a> {
    pub(crate) id: RecordId,
    /// The number of the version, from 0.
    pub(crate) version: u32,
    pub(crate) header: &'a [u8],
}

/// What a record shows, read from its corrected body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownPut<'a> {
    pub(crate) id: RecordId,
    /// How many corrections the source disagrees with, having changed since.
    pub(crate) conflicts: u32,
    /// The packed header; `None` if the record shows what its source says.
    #[serde(borrow)]
    pub(crate) header: Option<&'a [u8]>,
}

/// An item that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuarantinePut {
    pub(crate) id: QuarantineId,
    pub(crate) connection: ConnectionId,
    pub(crate) received: Timestamp,
    pub(crate) reason: String,
    /// The length of the body in bytes.
    pub(crate) length: u64,
    /// Block and number within it; `None` if the body was too large to keep.
    pub(crate) at: Option<(u16, u32)>,
}

/// A row that was written or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowWritten {
    pub(crate) table: u8,
    pub(crate) id: [u8; 16],
    pub(crate) present: bool,
}

/// A block whose living bodies were moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlockMoved {
    pub(crate) from: BlockId,
    /// The number of the new block within the commit group.
    pub(crate) to: u16,
    /// For each body that lives: its old number and its new one.
    pub(crate) slots: Vec<(u32, u32)>,
}

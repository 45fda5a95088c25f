//! Blocks: the bodies of one page of one connection, or entries, compressed together and sealed.
//!
//! A block is its index (postcard) and the bodies, one behind the other, packed. At most 256 KiB plain, unless one body
//! alone is larger. Sealed it lies in the store, bound to its id; what is over 64 KiB sealed lies in the blob store
//! instead, bound to the same id.

mod cache;
mod cut;
mod read;
mod write;

use backpack_record::Actor;
use serde::{Deserialize, Serialize};

pub(crate) use cache::BlockCache;
pub(crate) use cut::cut;
pub(crate) use read::OpenBlock;
pub(crate) use read::open_packing;
pub(crate) use write::{BlockItem, SealedBlock, seal_packing};

pub(crate) const WHAT: &str = "block";
/// The most plain bytes of bodies in a block of several.
pub(crate) const BLOCK_BYTES: usize = 256 << 10;
/// The most plain bytes a reader accepts: one body at its limit, and its index.
pub(crate) const MAX_PLAIN: usize = (64 << 20) + (4 << 20);

/// What stands before the bodies. Persisted by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlockIndex<'a> {
    /// The query that brought them; empty for entries.
    pub(crate) query: &'a str,
    /// The envelope of the page.
    pub(crate) envelope: Option<&'a [u8]>,
    #[serde(borrow)]
    pub(crate) items: Vec<ItemHead<'a>>,
}

/// What is kept with a body. Persisted by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ItemHead<'a> {
    pub(crate) length: u32,
    pub(crate) media_type: &'a str,
    pub(crate) id: Option<&'a str>,
    pub(crate) source_version: Option<&'a str>,
    pub(crate) full_url: Option<&'a str>,
    pub(crate) envelope: Option<&'a [u8]>,
    pub(crate) patient: Option<&'a str>,
    /// Who wrote it, if it is an entry.
    pub(crate) actor: Option<Actor>,
}

//! What a Backpack is opened with.

use std::sync::Arc;

use backpack_core::{Clock, SpaceId};
use backpack_files::BlobStore;
use backpack_keys::BackpackKeys;
use backpack_store::{AnchorStore, Store};

/// What a Backpack is opened with: where it is kept, and the keys that open it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The blob store: files, and bodies too large for the store.
    pub blobs: Arc<dyn BlobStore>,
    /// Where the anchor is kept, outside the store.
    pub anchors: Arc<dyn AnchorStore>,
    /// The Backpack's keys.
    pub keys: BackpackKeys,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Parts {
    /// Returns the parts of the Backpack whose space the keys belong to.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn BlobStore>,
        anchors: Arc<dyn AnchorStore>,
        keys: BackpackKeys,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, blobs, anchors, keys, clock }
    }

    /// Returns the Backpack's space.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.keys.space()
    }
}

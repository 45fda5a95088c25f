//! What a Backpack is opened with.

use std::sync::Arc;

use backpack_core::{Clock, SpaceId};
use backpack_files::BlobStore;
use backpack_keys::BackpackKeys;
use backpack_record::Actor;
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
    /// Who acts, as the activity journal tells it: the person, unless set.
    pub actor: Actor,
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
        Self { store, blobs, anchors, keys, clock, actor: Actor::Person }
    }

    /// Sets who acts.
    #[must_use]
    pub fn acting_as(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Returns the Backpack's space.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.keys.space()
    }
}

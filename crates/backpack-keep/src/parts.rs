//! What a Backpack is opened with.

mod renew;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::{AccountId, Clock, SpaceId};
use backpack_files::BlobStore;
use backpack_keys::BackpackKeys;
use backpack_record::Actor;
use backpack_store::{AnchorStore, Store};

use crate::sweep::GRACE;
use crate::{Error, Room};

/// Where the keys of a Backpack are read anew: the key file, as it is by now.
///
/// It is asked when something is met that is sealed under a newer epoch than the Backpack was opened with, possibly by a
/// writer that holds up others, so it must not use the Backpack itself.
#[async_trait]
pub trait KeySource: Send + Sync + fmt::Debug {
    /// Returns the keys of a space as they are now; `None` if it is no longer the account's.
    ///
    /// # Errors
    ///
    /// [`Error::OtherRoot`] if the account must be opened again to read them; the errors of where they are kept.
    async fn keys_of(&self, space: SpaceId) -> Result<Option<BackpackKeys>, Error>;
}

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
    /// How long a blob that nothing names any more stays where other processes have the store open: for as long as a backup
    /// may take, say. A day, unless set; where nobody else has the store open nobody waits.
    pub blob_grace: Duration,
    /// Where new keys are read that another process made. Without it a rotation elsewhere ends in
    /// [`Error::NewerKeys`](crate::Error::NewerKeys).
    pub key_source: Option<Arc<dyn KeySource>>,
    /// Who acts, as the activity journal tells it: the person, unless set.
    pub actor: Actor,
    /// The account that opens the Backpack: what it may do there is looked up. Without it, everything.
    pub account: Option<AccountId>,
    /// How much room the person's files may take; any, unless set.
    pub room: Option<Arc<dyn Room>>,
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
        let (blob_grace, key_source, account) = (GRACE, None, None);
        let (actor, room) = (Actor::Person, None);
        Self { store, blobs, anchors, keys, clock, blob_grace, key_source, actor, account, room }
    }

    /// Sets how long a blob that nothing names any more stays where other processes have the store open.
    #[must_use]
    pub const fn with_blob_grace(mut self, grace: Duration) -> Self {
        self.blob_grace = grace;
        self
    }

    /// Sets where new keys are read that another process made.
    #[must_use]
    pub fn with_key_source(mut self, source: Arc<dyn KeySource>) -> Self {
        self.key_source = Some(source);
        self
    }

    /// Sets how much room the person's files may take.
    #[must_use]
    pub fn with_room(mut self, room: Arc<dyn Room>) -> Self {
        self.room = Some(room);
        self
    }

    /// Sets who acts.
    #[must_use]
    pub fn acting_as(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Sets the account that opens the Backpack.
    #[must_use]
    pub const fn of_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Returns the Backpack's space.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.keys.space()
    }
}

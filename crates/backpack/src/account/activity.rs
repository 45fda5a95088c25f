//! Who did what to the account itself: unlocked it, changed its ways in, added and deleted Backpacks.
//!
//! The journal lies in the account's own space, so that it outlives every Backpack.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_files::MemoryBlobs;
use backpack_keep::{Act, ActivityFilter, ActivityPage, Keep, Parts, Person};
use backpack_record::Actor;

use super::Account;
use crate::{Error, Storage};

impl Account {
    /// Returns a handle under which somebody else acts: what is done through it, and through the Backpacks it opens, is
    /// told in the journals by this name. The name is the host's to vouch for.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self(Arc::clone(&self.0), actor)
    }

    /// Reads a page of the account's activity journal: when it was unlocked and by which way in, which ways in and
    /// Backpacks were added and taken away. What was done inside a Backpack stands in its own journal.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) if an act was altered or removed,
    /// [`ErrorKind::RolledBack`](crate::ErrorKind::RolledBack), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn activity(&self, filter: &ActivityFilter) -> Result<ActivityPage, Error> {
        let journal = self.journal().await?;
        journal.refresh().await?;
        Ok(journal.activity(filter).await?)
    }

    /// Follows the whole chain of the account's activity journal. Returns how many acts there are.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::activity`].
    pub async fn verify_activity(&self) -> Result<u64, Error> {
        Ok(self.journal().await?.verify_activity().await?)
    }

    /// Tells the journal, as far as that is possible: neither a full disk nor a damaged journal keeps anybody from the
    /// account. Not to be called while the keys are held.
    pub(super) async fn tell(&self, act: Act) {
        let told = match self.journal().await {
            Ok(journal) => journal.acting_as(self.1.clone()).act(act).await.map(drop).map_err(Error::from),
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::warn!(%error, "the account's activity journal could not be written");
        }
    }

    /// The account, once its journal knows that it was unlocked.
    pub(super) async fn told(self) -> Self {
        let slot = self.0.keys.lock().await.root.slot().number();
        self.tell(Act::Unlocked { slot }).await;
        self
    }

    /// The journal, open: it is made if there is none yet.
    pub(super) async fn journal(&self) -> Result<Keep, Error> {
        let mut journal = self.0.journal.lock().await;
        if let Some(open) = journal.as_ref().filter(|open| !open.is_closed()) {
            return Ok(open.clone());
        }
        let opened = match Keep::open(self.journal_parts().await?).await {
            // The account is new, or was made before there was a journal.
            Err(backpack_keep::Error::NoSuchBackpack) => {
                match Keep::create(self.journal_parts().await?, Person::unnamed()).await {
                    Err(backpack_keep::Error::Exists) => Keep::open(self.journal_parts().await?).await?,
                    created => created?,
                }
            }
            opened => opened?,
        };
        Ok(journal.insert(opened).clone())
    }

    /// The journal, if this account has it open.
    pub(super) async fn open_journal(&self) -> Option<Keep> {
        self.0.journal.lock().await.clone()
    }

    /// Closes the journal; whoever tells it something opens it anew.
    pub(super) async fn close_journal(&self) {
        if let Some(journal) = self.0.journal.lock().await.take() {
            journal.close().await;
        }
    }

    pub(super) async fn journal_parts(&self) -> Result<Parts, Error> {
        let own = self.own_space().await;
        let Storage { store, anchors, .. } = self.0.storage.clone();
        // Acts are small: nothing of this space ever goes to the blob store.
        let blobs = Arc::new(MemoryBlobs::new());
        let keys = self.backpack_keys(own).await?;
        let parts = Parts::new(store, blobs, anchors, keys, Arc::clone(&self.0.options.clock));
        Ok(parts.acting_as(self.1.clone()))
    }

    pub(super) async fn own_space(&self) -> SpaceId {
        self.0.keys.lock().await.file.own_space()
    }
}

//! How much room the files of an account take, and how much they may.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_keep::{Error as KeepError, Keep, KeySource as _, PeekedBytes, Room, RoomTurn, WeakKeep};
use backpack_store::Store;
use tokio::sync::Mutex;

use super::Account;
use super::keys::{KeyRing, Keys};
use crate::Error;

/// How much room the files of an account take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileRoom {
    /// The bytes that the files of all Backpacks have together, as they are without sealing and padding.
    pub used: u64,
    /// The most that they may have.
    pub most: u64,
}

/// What everybody who counts the room of an account shares.
#[derive(Default)]
pub(super) struct Shared {
    /// Held by whoever adds a file, while its room is counted and taken.
    turn: Arc<Mutex<()>>,
    known: std::sync::Mutex<HashMap<SpaceId, Known>>,
}

/// What is known of one Backpack.
#[derive(Clone, Default)]
struct Known {
    /// Where files were added to it: it follows what they take.
    open: Option<WeakKeep>,
    /// What was counted where it is not open.
    peeked: Option<PeekedBytes>,
}

/// The room of an account's files, over all of its Backpacks, open or not.
pub(super) struct AccountRoom {
    store: Arc<dyn Store>,
    keys: Arc<KeyRing>,
    most: u64,
    shared: Arc<Shared>,
}

impl Account {
    /// Returns how much room the files of the account take and may take. It looks at every Backpack, open or not.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn file_room(&self) -> Result<FileRoom, Error> {
        let room = self.room();
        Ok(FileRoom { used: room.used().await?, most: room.most })
    }

    pub(super) fn room(&self) -> AccountRoom {
        AccountRoom {
            store: Arc::clone(&self.0.storage.store),
            keys: Arc::clone(&self.0.keys),
            most: self.0.options.file_bytes,
            shared: Arc::clone(&self.0.room),
        }
    }
}

impl AccountRoom {
    /// Counts: where nothing was written since it last was, no row of a file is read.
    async fn used(&self) -> Result<u64, KeepError> {
        let keys =
            if self.store.is_shared() { self.keys.fresh().await? } else { self.keys.lock().await }.clone();
        let spaces = keys.file.backpacks();
        self.shared.change(|known| known.retain(|space, _| spaces.contains(space)));
        let mut used = 0_u64;
        for space in spaces {
            used = used.saturating_add(self.used_in(space, &keys).await?);
        }
        Ok(used)
    }

    async fn used_in(&self, space: SpaceId, keys: &Keys) -> Result<u64, KeepError> {
        let known = self.shared.change(|known| known.get(&space).cloned().unwrap_or_default());
        if let Some(open) = known.open.as_ref().and_then(WeakKeep::upgrade) {
            match open.file_bytes().await {
                // It was closed a moment ago, here or because another process deleted it.
                Err(_) if open.is_closed() => {}
                bytes => return Ok(bytes?.total),
            }
        }
        let found = keys.file.backpack_keys(&keys.root, space);
        let found = found.map_err(|_| KeepError::Tampered("key file"))?;
        let peeked = match Keep::peek_file_bytes(&*self.store, &found, known.peeked).await {
            Err(KeepError::NewerKeys(..)) => {
                // Another process rotates it, or somebody who has access too.
                match self.keys.keys_of(space).await? {
                    Some(found) => Keep::peek_file_bytes(&*self.store, &found, None).await?,
                    // It was deleted, or is somebody else's to count now.
                    None => return Ok(0),
                }
            }
            peeked => peeked?,
        };
        self.shared.change(|known| known.entry(space).or_default().peeked = Some(peeked));
        Ok(peeked.bytes)
    }
}

impl Shared {
    fn change<T>(&self, change: impl FnOnce(&mut HashMap<SpaceId, Known>) -> T) -> T {
        change(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Room for AccountRoom {
    async fn turn(&self, asking: &Keep) -> Result<RoomTurn, KeepError> {
        let turn = Arc::clone(&self.shared.turn).lock_owned().await;
        self.shared.change(|known| known.entry(asking.space()).or_default().open = Some(asking.downgrade()));
        let used = self.used().await?;
        Ok(RoomTurn::new(self.most.saturating_sub(used), turn))
    }
}

impl fmt::Debug for AccountRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRoom").field("most", &self.most).finish_non_exhaustive()
    }
}

//! How much room the files of an account take, and how much they may.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_keep::{Error as KeepError, Keep, KeySource as _, Room, RoomTurn};
use backpack_store::Store;
use tokio::sync::Mutex;

use super::Account;
use super::keys::KeyRing;
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

/// The room of an account's files, over all of its Backpacks, open or not.
pub(super) struct AccountRoom {
    store: Arc<dyn Store>,
    keys: Arc<KeyRing>,
    most: u64,
    turn: Arc<Mutex<()>>,
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
            turn: Arc::clone(&self.0.room),
        }
    }
}

impl AccountRoom {
    async fn used(&self) -> Result<u64, KeepError> {
        let keys =
            if self.store.is_shared() { self.keys.fresh().await? } else { self.keys.lock().await }.clone();
        let mut used = 0_u64;
        for space in keys.file.backpacks() {
            let found = keys.file.backpack_keys(&keys.root, space);
            let found = found.map_err(|_| KeepError::Tampered("key file"))?;
            let bytes = match Keep::peek_file_bytes(&*self.store, &found).await {
                Err(KeepError::NewerKeys(..)) => {
                    // Another process rotates it, or somebody who has access too.
                    match self.keys.keys_of(space).await? {
                        Some(found) => Keep::peek_file_bytes(&*self.store, &found).await?,
                        // It was deleted, or is somebody else's to count now.
                        None => 0,
                    }
                }
                bytes => bytes?,
            };
            used = used.saturating_add(bytes);
        }
        Ok(used)
    }
}

#[async_trait]
impl Room for AccountRoom {
    async fn turn(&self) -> Result<RoomTurn, KeepError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let used = self.used().await?;
        Ok(RoomTurn::new(self.most.saturating_sub(used), turn))
    }
}

impl fmt::Debug for AccountRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRoom").field("most", &self.most).finish_non_exhaustive()
    }
}

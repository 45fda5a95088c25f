//! An account that ends: what becomes of its Backpacks, and of its keys.

use backpack_core::SpaceId;
use backpack_keep::TABLES;

use super::members::deletes;
use crate::account::Account;
use crate::hosting::{Placeholder, PlaceholderState};
use crate::{Error, ErrorKind};

/// What became of the Backpacks of an account that was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountDeleted {
    /// Backpacks that were deleted: its own, and those that nobody else looked after.
    pub deleted: Vec<SpaceId>,
    /// Backpacks that live on without it.
    pub left: Vec<SpaceId>,
}

impl Account {
    /// Deletes the account for good: its own Backpack and every one that nobody else looks after, each with its keys first;
    /// it leaves those that others look after. Then its key file: what stands in its place opens as no account. The account
    /// is closed. In a folder the emptied store stays; the host may remove the folder.
    ///
    /// Cancel-safe: call it again; what is gone is gone. Once the key file is gone the rest is only space.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] if the keys changed meanwhile, [`ErrorKind::Io`], as [`Account::delete_backpack`].
    pub async fn delete(&self) -> Result<AccountDeleted, Error> {
        let ended = self.end_access().await?;
        let keys = self.keys_now().await?.clone();
        if !keys.file.backpacks().is_empty() {
            return Err(Error::new(ErrorKind::Busy, "delete account"));
        }
        let own = keys.file.own_space();
        let gone = Placeholder { state: PlaceholderState::Deleted, account: self.id(), spaces: vec![own] };
        self.0.storage.key_file.replace(Some(&keys.stored), gone.to_bytes()).await?;
        self.close_journal().await;
        backpack_store::clear(&*self.0.storage.store, own, TABLES).await?;
        self.0.storage.anchors.forget(own).await?;
        self.close().await?;
        Ok(ended)
    }

    /// Ends the account's access to every Backpack, each as it must end.
    pub(crate) async fn end_access(&self) -> Result<AccountDeleted, Error> {
        let mut ended = AccountDeleted::default();
        for id in self.spaces().await? {
            let is_deleted = match self.backpack(id).await {
                Ok(open) => {
                    open.whole().refresh().await?;
                    open.whole().sharing().is_none_or(|row| deletes(&row, self.id()))
                }
                // It has no access any more, or a crash left a key alone.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => false,
                // What cannot be opened is deleted if it is nobody else's.
                Err(error) => match self.may_delete(id).await {
                    Ok(()) => true,
                    Err(_) => return Err(error),
                },
            };
            if is_deleted {
                self.delete_backpack(id).await?;
                ended.deleted.push(id);
            } else {
                self.leave(id).await?;
                ended.left.push(id);
            }
        }
        Ok(ended)
    }
}

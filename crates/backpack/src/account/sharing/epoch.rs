//! Keys of a shared Backpack: made for all who have access at once, and taken over by each.

use backpack_keep::{Keep, Operation};

use super::change::Wanted;
use crate::Error;
use crate::account::Account;
use crate::account::keys::Shared;

impl Account {
    /// Takes over keys that another member made, and makes new ones if somebody lost access and nobody did so yet.
    pub(in crate::account) async fn settle(&self, keep: &Keep) -> Result<(), Error> {
        let Some(row) = keep.sharing() else { return Ok(()) };
        let epochs = self.keys_now().await?.file.epochs(keep.space())?;
        let is_behind = epochs.first().is_none_or(|newest| *newest < row.epoch)
            || epochs.last().is_some_and(|oldest| *oldest < row.oldest);
        if is_behind && !row.members.is_empty() {
            self.take_over(keep).await?;
        }
        if let Err(error) = self.renew_if_due(keep).await {
            // A full disk keeps nobody from reading; the next turn makes up for it.
            tracing::warn!(%error, "a new key is due and could not be made");
        }
        Ok(())
    }

    /// Makes a new key if somebody lost access since the last one was made. Returns its epoch.
    pub(super) async fn renew_if_due(&self, keep: &Keep) -> Result<Option<u32>, Error> {
        let is_due = keep.sharing().is_some_and(|row| row.is_rotation_due);
        if !is_due || !keep.role().is_manager() {
            return Ok(None);
        }
        let wanted = Wanted::to(Operation::Maintain);
        let epoch = self.change(keep, &wanted, |change| match change.row.is_rotation_due {
            true => change.new_epoch().map(Some),
            false => Ok(None),
        });
        let epoch = epoch.await?;
        self.take_over(keep).await?;
        Ok(epoch)
    }

    /// Makes a new key for everybody who has access.
    pub(in crate::account) async fn renew(&self, keep: &Keep) -> Result<(), Error> {
        self.change(keep, &Wanted::to(Operation::Maintain), |change| change.new_epoch().map(drop)).await?;
        self.take_over(keep).await
    }

    /// Tells everybody who has access which old keys nothing needs any more.
    pub(in crate::account) async fn forget_for_all(&self, keep: &Keep, epoch: u32) -> Result<(), Error> {
        self.change(keep, &Wanted::to(Operation::Maintain), |change| {
            change.forget_before(epoch);
            Ok(())
        })
        .await
    }

    /// Puts the keys that were sealed to this account last into its key file, and seals with them from now on.
    pub(super) async fn take_over(&self, keep: &Keep) -> Result<(), Error> {
        if self.0.keys.take_shared(keep.space()).await? == Shared::Taken {
            keep.adopt(self.backpack_keys(keep.space()).await?).await?;
        }
        Ok(())
    }

    /// Says whether keys are made for several: for whoever has access, and whoever was invited.
    pub(in crate::account) fn is_shared(keep: &Keep) -> bool {
        keep.sharing().is_some_and(|row| !row.members.is_empty())
    }
}

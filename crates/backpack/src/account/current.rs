//! Which Backpack somebody looks at: one at a time, remembered over restarts.

use backpack_core::SpaceId;
use backpack_keep::{CurrentRow, RowBatch};

use super::Account;
use crate::{Backpack, Error, ErrorKind};

impl Account {
    /// Opens a Backpack and remembers it as the one that is looked at: [`Account::current`] returns it, also after a
    /// restart.
    ///
    /// Connections, contacts, files and everything else belong to one Backpack: what is done goes through its handle alone.
    ///
    /// Cancel-safe: the one before or this one is remembered.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`]; [`ErrorKind::Full`].
    pub async fn switch_to(&self, id: SpaceId) -> Result<Backpack, Error> {
        let backpack = self.backpack(id).await?;
        let row = CurrentRow::new(id, self.0.options.clock.now());
        self.journal().await?.write(RowBatch::new().put(&row)).await?;
        Ok(backpack)
    }

    /// Returns the Backpack that was switched to last, open; `None` if none was, or if it is not there any more.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`].
    pub async fn current(&self) -> Result<Option<Backpack>, Error> {
        let Some(id) = self.current_id().await? else { return Ok(None) };
        match self.backpack(id).await {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => Ok(None),
            opened => opened.map(Some),
        }
    }

    pub(super) async fn current_id(&self) -> Result<Option<SpaceId>, Error> {
        let found = self.journal().await?.row::<CurrentRow>(&[]).await?;
        Ok(found.map(|(row, _)| row.space))
    }
}

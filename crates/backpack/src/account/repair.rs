//! Repairing a Backpack, as a plan says.

use backpack_core::SpaceId;
use backpack_keep::{Consent, Keep, Repaired, Verification};

use super::Account;
use crate::Error;

impl Account {
    /// Repairs a Backpack as `plan` says: what [`Account::verify`] found, after the host showed it or copied the account.
    /// Handles that are open on it are closed; [`Account::backpack`] opens it anew.
    ///
    /// Nothing that can be read is thrown away. What is derivable is made again; a body or a file that is lost is marked,
    /// its record stays, and the next sync asks its portal for it; what cannot be had again is listed.
    ///
    /// Not cancel-safe: a dropped call leaves a part undone, which the next one goes on with.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy) if the state is no longer the planned one,
    /// [`ErrorKind::NewerFormat`](crate::ErrorKind::NewerFormat), [`ErrorKind::RolledBack`](crate::ErrorKind::RolledBack)
    /// without [`Consent::anchor`], [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn repair(
        &self,
        id: SpaceId,
        plan: &Verification,
        consent: Consent,
    ) -> Result<Repaired, Error> {
        if let Some(open) = self.0.open.lock().await.remove(&id) {
            open.keep().close().await;
        }
        let parts = self.parts(id, self.backpack_keys(id).await?).await?;
        Ok(Keep::repair(parts, plan, consent).await?)
    }
}

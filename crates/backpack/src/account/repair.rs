//! Repairing a Backpack or the account's journal, as a plan says.

use backpack_core::SpaceId;
use backpack_keep::{Act, Consent, Keep, Repaired, Verification};

use super::Account;
use crate::Error;
use crate::role::Operation;

impl Account {
    /// Repairs a Backpack as `plan` says: what [`Account::verify`] found, after the host showed it or copied the account.
    /// Handles that are open on it are closed; [`Account::backpack`] opens it anew.
    ///
    /// A plan for the account's own space repairs its activity journal; acts that are lost stay lost and are listed. What
    /// is repaired elsewhere is told there, as far as that is possible, so the journal comes first: otherwise its plan is
    /// no longer the one of its state.
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
        let parts = if id == self.own_space().await {
            self.close_journal().await;
            self.journal_parts().await?
        } else {
            self.permit_space(id, Operation::Maintain).await?;
            if let Some(open) = self.forget_open(id).await {
                open.whole().close().await;
            }
            self.parts(id, self.backpack_keys(id).await?).await?
        };
        let repaired = Keep::repair(parts, plan, consent).await?;
        let after = &repaired.after.findings;
        let mended = plan.findings.iter().filter(|finding| !after.contains(finding)).count() as u64;
        self.tell(Act::Repaired { mended, remaining: after.len() as u64 }).await;
        Ok(repaired)
    }
}

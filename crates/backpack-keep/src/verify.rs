//! Reading everything to see that it is whole.

use crate::head::Head;
use crate::{Error, Keep};

/// What was read and found whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Commit groups of the journal, each linked to the one before.
    pub groups: u64,
    /// Bodies of every version, and of quarantine.
    pub bodies: u64,
}

impl Keep {
    /// Follows the whole journal, and reads every body of every version and of quarantine.
    ///
    /// It reads all there is of them; files are checked as they are opened. Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] says what is not whole; the store's errors.
    pub async fn verify(&self) -> Result<Verified, Error> {
        self.refresh().await?;
        let head = self.0.head.lock().await.head;
        self.0.check_chain(Head::START, &head).await?;
        self.verify_activity().await?;
        let mut verified = Verified { groups: head.sequence, bodies: 0 };
        let mut bodies = self.bodies();
        while bodies.next().await?.is_some() {
            verified.bodies += 1;
        }
        let mut quarantined = self.quarantined();
        while quarantined.next().await?.is_some() {
            verified.bodies += 1;
        }
        Ok(verified)
    }
}

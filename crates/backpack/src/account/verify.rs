//! Looking at everything that an account keeps.

use backpack_core::SpaceId;
use backpack_keep::{Act, Keep, Outcome, Verification, VerifyOptions};
use backpack_keys::KeyFile;
use bytes::Bytes;

use super::Account;
use crate::hosting::Placeholder;
use crate::{Error, ErrorKind};

/// What a verification of an account found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountVerification {
    /// How the key file stands.
    pub key_file: KeyFileState,
    /// What was found in each Backpack, by id.
    pub backpacks: Vec<Verification>,
    /// What was found in the account's own space: its activity journal. `None` for an account that has none yet.
    pub journal: Option<Verification>,
}

/// How the key file stands, next to the one that the account was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyFileState {
    /// It is whole, and the one the account was opened with.
    Whole,
    /// It is whole, and another one: another process replaced it since, or somebody put an older one in its place.
    Another,
    /// It is not there. The account that is open still has it: [`Account::write_key_file`] writes it again.
    Missing,
    /// It is damaged. As if it were missing.
    Damaged,
}

impl AccountVerification {
    /// Returns how bad things are, over all Backpacks, the account's journal and the key file.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let keys = match self.key_file {
            KeyFileState::Whole => Outcome::Ok,
            _ => Outcome::Repairable,
        };
        self.verifications().map(Verification::outcome).fold(keys, Outcome::max)
    }

    /// Returns what was found in each space, the account's journal first: what [`Account::repair`] does elsewhere is told
    /// there, and a plan holds only as long as nothing is written to what it is for.
    pub fn verifications(&self) -> impl Iterator<Item = &Verification> {
        self.journal.iter().chain(&self.backpacks)
    }

    fn faults(&self) -> u64 {
        let found = self.verifications().map(|one| one.findings.len()).sum::<usize>() as u64;
        found + u64::from(self.key_file != KeyFileState::Whole)
    }
}

impl Account {
    /// Looks at the key file, at the account's activity journal and at every Backpack, as the options say: whether they
    /// open or not. The findings name opaque ids alone.
    ///
    /// Others may write to what opens; nobody may to what does not, since that may look like damage.
    /// Nothing that is looked at is written to, but for the act of opening where other processes may have the account open. The account's journal is told afterwards, as far as that is possible,
    /// unless something was found in the journal itself.
    ///
    /// Cancel-safe: a dropped call is not told.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`], [`ErrorKind::Io`], [`ErrorKind::RolledBack`] if nothing is left of a Backpack or of the
    /// journal at all; other damage is a finding, not an error.
    pub async fn verify(&self, options: &VerifyOptions) -> Result<AccountVerification, Error> {
        let key_file = self.key_file_state().await?;
        let mut backpacks = Vec::new();
        for id in self.spaces().await? {
            // What it has old keys of and no access to is not its to look at, and would seem damaged.
            if matches!(self.access_to(id).await, Ok(None)) {
                continue;
            }
            match self.look_at(id, options).await {
                // A key alone was left by a crash: there is no Backpack.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {}
                verified => backpacks.push(verified?),
            }
        }
        let journal = self.look_at_journal(options).await?;
        let found = AccountVerification { key_file, backpacks, journal };
        if found.journal.as_ref().is_none_or(|journal| journal.findings.is_empty()) {
            self.tell(Act::Verified { faults: found.faults() }).await;
        }
        Ok(found)
    }

    /// Looks at one Backpack, whether it opens or not. One that is open is compared with what it has in memory, too.
    ///
    /// Nothing is written to it. The account's journal is told afterwards, as far as that is possible.
    ///
    /// Cancel-safe: a dropped call is not told.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::RolledBack`] if nothing is left of it at all, and as [`Account::verify`].
    pub async fn verify_backpack(&self, id: SpaceId, options: &VerifyOptions) -> Result<Verification, Error> {
        let found = self.look_at(id, options).await?;
        self.tell(Act::Verified { faults: found.findings.len() as u64 }).await;
        Ok(found)
    }

    async fn look_at(&self, id: SpaceId, options: &VerifyOptions) -> Result<Verification, Error> {
        let open = self.opened(id).await;
        if let Some(open) = open.filter(|open| !open.whole().is_closed()) {
            return open.verify_with(options).await;
        }
        if self.0.storage.store.is_shared()
            && let Ok(opened) = self.backpack(id).await
        {
            // What other processes write meanwhile is told from damage.
            return opened.verify_with(options).await;
        }
        let parts = self.parts(id, self.backpack_keys(id).await?).await?;
        Ok(Keep::examine(&parts, options).await?)
    }

    async fn look_at_journal(&self, options: &VerifyOptions) -> Result<Option<Verification>, Error> {
        let found = match self.open_journal().await {
            Some(journal) => journal.verify_with(options).await,
            None => Keep::examine(&self.journal_parts().await?, options).await,
        };
        match found {
            Err(backpack_keep::Error::NoSuchBackpack) => Ok(None),
            found => Ok(Some(found?)),
        }
    }

    /// Writes the key file again as this account has it, where the stored one is missing or damaged. Returns whether it did.
    ///
    /// Cancel-safe: the old or the new file is there, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn write_key_file(&self) -> Result<bool, Error> {
        let is_lost = matches!(self.key_file_state().await?, KeyFileState::Missing | KeyFileState::Damaged);
        if is_lost {
            let mut keys = self.0.keys.lock().await;
            let (place, bytes) = (&self.0.storage.key_file, Bytes::from(keys.file.to_bytes()));
            place.replace(place.load().await?.as_ref(), bytes.clone()).await?;
            keys.stored = bytes;
        }
        Ok(is_lost)
    }

    async fn key_file_state(&self) -> Result<KeyFileState, Error> {
        // What another process that has the account open wrote is taken over; what cannot be is judged below.
        if let Err(error) = self.keys_now().await.map(drop) {
            tracing::debug!(%error, "the key file could not be taken over");
        }
        let keys = self.0.keys.lock().await;
        let Some(stored) = self.0.storage.key_file.load().await? else { return Ok(KeyFileState::Missing) };
        Ok(match KeyFile::parse(&stored) {
            // The account was deleted; nobody who still has it open brings it back.
            Err(_) if Placeholder::is_one(&stored) => KeyFileState::Another,
            Err(_) => KeyFileState::Damaged,
            Ok(_) if *stored == *keys.file.to_bytes() => KeyFileState::Whole,
            Ok(_) => KeyFileState::Another,
        })
    }
}

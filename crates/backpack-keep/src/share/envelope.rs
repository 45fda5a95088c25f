//! What lies in a Backpack's space for those who do not have its newest keys, or none yet.
//!
//! Values of the table of envelopes are not sealed under an epoch, and the log does not tell of them: whoever needs one could
//! open neither. Each proves itself, by HPKE (`backpack-keys`, `shared.rs`) or by the code of an invitation. They lie under
//!
//! - the row id of the account, for a member's keys;
//! - the invitation's id, for the keys of an invitation, and
//! - 16 bytes of SHA-256 over `backpack/1/invite/answer` and the invitation's id, for the answer to one.

use backpack_core::{AccountId, InvitationId, SpaceId};
use backpack_keys::{BackpackKeys, Sender, SharedKeys};
use backpack_store::{Batch, Key, Scan, Store};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::SharingRow;
use crate::row::{Row as _, open_row};
use crate::{Error, table};

const ANSWER: &[u8] = b"backpack/1/invite/answer";

/// The envelopes of a Backpack, read and written without its keys.
#[derive(Clone, Copy, Debug)]
pub struct Envelopes<'s> {
    store: &'s dyn Store,
    space: SpaceId,
}

impl<'s> Envelopes<'s> {
    /// Returns the envelopes of a space.
    #[must_use]
    pub fn of(store: &'s dyn Store, space: SpaceId) -> Self {
        Self { store, space }
    }

    /// Returns where a member's keys lie.
    #[must_use]
    pub fn member(keys: &BackpackKeys, account: AccountId) -> [u8; 16] {
        keys.row_id(table::ENVELOPE.0, account.as_bytes())
    }

    /// Returns where the keys of an invitation lie.
    #[must_use]
    pub const fn invitation(id: InvitationId) -> [u8; 16] {
        *id.as_bytes()
    }

    /// Returns where the answer to an invitation lies.
    #[must_use]
    pub fn answer(id: InvitationId) -> [u8; 16] {
        let digest = Sha256::new().chain_update(ANSWER).chain_update(id.as_bytes()).finalize();
        digest.first_chunk().copied().unwrap_or_default()
    }

    /// Returns what lies at a place.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn read(&self, place: [u8; 16]) -> Result<Option<Bytes>, Error> {
        let key = Key::new(self.space, table::ENVELOPE, Bytes::copy_from_slice(&place));
        Ok(self.store.get(&key).await?.map(|value| value.bytes))
    }

    /// Writes the answer to an invitation, over an earlier one. Nothing else can be written without the Backpack's keys.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn write_answer(&self, id: InvitationId, answer: Vec<u8>) -> Result<(), Error> {
        let place = Bytes::copy_from_slice(&Self::answer(id));
        self.store.commit(Batch::new(self.space).put(table::ENVELOPE, place, answer)).await?;
        Ok(())
    }

    /// Says whether whoever sealed keys has access, by the row of members as these keys open it. Whoever left counts until a new
    /// key was made, since what they sealed may be all that somebody has who was away. `None` if the keys do not open the row.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn is_of_a_member(&self, keys: &BackpackKeys, sender: Sender) -> Result<Option<bool>, Error> {
        let id = keys.row_id(SharingRow::TABLE.0, &[]);
        let key = Key::new(self.space, SharingRow::TABLE, Bytes::copy_from_slice(&id));
        let Some(value) = self.store.get(&key).await? else { return Ok(None) };
        let Ok((_, row)) = open_row::<SharingRow>(keys, &id, &value.bytes) else { return Ok(None) };
        let has = row.member(sender.account).is_some_and(|member| member.card.key() == sender.key);
        let had = || row.former.iter().any(|former| former.account == sender.account);
        Ok(Some(has || (row.is_rotation_due && had())))
    }

    /// Removes all of them: the first thing that goes of a Backpack that is deleted, so that others can tell that it is.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn remove_all(&self) -> Result<(), Error> {
        backpack_store::clear(self.store, self.space, &[table::ENVELOPE]).await?;
        Ok(())
    }

    /// Says whether keys were sealed to anybody: whether the Backpack is shared, as far as can be told without its keys.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn are_there(&self) -> Result<bool, Error> {
        let mut scan = Some(Scan::new(self.space, table::ENVELOPE));
        while let Some(asked) = scan {
            let page = self.store.scan(&asked).await?;
            if page.entries.iter().any(|entry| SharedKeys::sender(&entry.value.bytes).is_ok()) {
                return Ok(true);
            }
            scan = asked.continued(page.next);
        }
        Ok(false)
    }
}

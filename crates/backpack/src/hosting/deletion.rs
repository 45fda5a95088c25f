//! Deleting an account: its keys first, so that what is left of it can never be read, then everything else.

use backpack_core::{AccountId, SpaceId};
use backpack_keep::{Envelopes, TABLES};
use backpack_keys::KeyFile;
use backpack_store::ErrorKind as StoreError;
use bytes::Bytes;

use super::placeholder::State;
use super::{Hosting, Placeholder};
use crate::{Error, ErrorKind};

const OPERATION: &str = "delete account";
/// How often the key file is read again because another process replaced it.
const ATTEMPTS: usize = 16;

impl Hosting {
    /// Deletes an account for good: its key file first, in one step, so that what is left of it can never be read; then
    /// everything else. Handles that are open on it in this process are closed. No key service is needed, unless it shares a
    /// Backpack with another account: then its access is [ended as it must be](crate::Account::delete) before.
    ///
    /// A deletion that was broken off is ended by calling it again, and so is an arrival. Copies of the key file that a
    /// backup of the database holds open as they did; see `docs/hosting.md`.
    ///
    /// Cancel-safe: once the key file is gone the rest is only space.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such account, [`ErrorKind::Damaged`] if what stands in the place of its key
    /// file is none, [`ErrorKind::Io`].
    pub async fn delete_account(&self, id: AccountId) -> Result<(), Error> {
        if self.shares_something(id).await? {
            self.account(id).await?.end_access().await?;
        }
        let left = self.destroy_keys(id).await?;
        self.shut(id).await?;
        let places = &self.0.places;
        for space in &left.spaces {
            // A commit that was under way elsewhere may still have landed behind the clearing.
            while backpack_store::clear(&*places.store, *space, TABLES).await? > 0 {}
            places.blobs.remove(*space).await?;
            places.anchors.forget(*space).await?;
        }
        Ok(places.key_files.remove(id, &left.to_bytes()).await?)
    }

    /// Says whether keys of one of its Backpacks were sealed to anybody.
    async fn shares_something(&self, id: AccountId) -> Result<bool, Error> {
        let Some(stored) = self.0.places.key_files.of(id).load().await? else { return Ok(false) };
        if Placeholder::is_one(&stored) {
            return Ok(false);
        }
        for space in KeyFile::parse(&stored)?.backpacks() {
            if Envelopes::of(&*self.0.places.store, space).are_there().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts a list of what is left in the place of the key file.
    async fn destroy_keys(&self, id: AccountId) -> Result<Placeholder, Error> {
        let place = self.0.places.key_files.of(id);
        for _ in 0..ATTEMPTS {
            let Some(stored) = place.load().await? else {
                return Err(Error::new(ErrorKind::NotFound("account"), OPERATION));
            };
            let left = Placeholder { state: State::Deleted, account: id, spaces: spaces_of(&stored)? };
            let bytes = left.to_bytes();
            if stored == bytes {
                return Ok(left);
            }
            match place.replace(Some(&stored), bytes).await {
                // Another process changed the keys a moment ago.
                Err(error) if matches!(error.kind(), StoreError::Conflict(_)) => {}
                replaced => return Ok(replaced.map(|()| left)?),
            }
        }
        Err(Error::new(ErrorKind::Busy, OPERATION))
    }
}

/// Returns every space that a key file holds keys of, or that a placeholder names.
fn spaces_of(stored: &Bytes) -> Result<Vec<SpaceId>, Error> {
    if Placeholder::is_one(stored) {
        return Ok(Placeholder::parse(stored)?.spaces);
    }
    let file = KeyFile::parse(stored)?;
    let mut spaces = file.backpacks();
    spaces.push(file.own_space());
    Ok(spaces)
}

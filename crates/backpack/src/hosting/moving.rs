//! Moving accounts into a host and out of it.

use std::path::Path;

use backpack_core::AccountId;
use backpack_keys::KeyFile;

use super::Hosting;
use crate::account::{Keys, Moved};
use crate::unlock::way::NewWay;
use crate::{Account, Error, Options, Storage, Unlock};

impl Hosting {
    /// Takes an account in that is open somewhere else, such as in a folder: copies it, proves the copy as
    /// [`Account::move_to`] does, and adds the host's way in to those that the copy keeps. Close the account and remove what
    /// it lay on afterwards: two that go on as one account are two from then on.
    ///
    /// Cancel-safe, as [`Account::move_to`].
    ///
    /// # Errors
    ///
    /// As [`Account::move_to`]; those of the key service.
    pub async fn take_in(&self, account: &Account) -> Result<Moved, Error> {
        let target = self.0.places.storage(account.id());
        let service = self.0.key_service.name().to_owned();
        let way =
            NewWay::prepare(self.way_in(), account.id(), self.0.options.account.passphrase_cost).await?;
        account.move_with(&target, move |keys| with_way_in(keys, &way, &service)).await
    }

    /// Moves an account out into a folder of its own, on the engine that the options name: copies it, proves the copy as
    /// [`Account::move_to`] does, and gives it a way in that the person has. The host's way in opens nothing there. Delete the
    /// account here afterwards, with [`Hosting::delete_account`].
    ///
    /// The folder must be absent or empty, or hold what an earlier call left that was broken off.
    ///
    /// Cancel-safe, as [`Account::move_to`].
    ///
    /// # Errors
    ///
    /// As [`Account::move_to`]; [`ErrorKind::Exists`](crate::ErrorKind::Exists) and
    /// [`ErrorKind::NotAnAccount`](crate::ErrorKind::NotAnAccount) if the folder holds something else.
    pub async fn move_out(
        &self,
        id: AccountId,
        folder: impl AsRef<Path> + Send,
        way_in: Unlock,
        options: &Options,
    ) -> Result<Moved, Error> {
        let service = self.0.key_service.name().to_owned();
        let way = NewWay::prepare(way_in, id, options.passphrase_cost).await?;
        let account = self.account(id).await?;
        let target = Storage::create_or_go_on(folder.as_ref(), options).await?;
        let moved = account.move_with(&target, move |keys| with_way_in(keys, &way, &service)).await;
        // Whatever became of it, the folder is let go.
        let closed = target.store.close().await;
        let moved = moved?;
        closed?;
        Ok(moved)
    }
}

/// Returns the key file with one more way in, and without those that a key service had until now.
fn with_way_in(keys: &Keys, way: &NewWay, service: &str) -> Result<KeyFile, backpack_keys::Error> {
    let mut file = keys.file.clone();
    let old: Vec<_> =
        file.slots().into_iter().filter(|slot| slot.service.as_deref() == Some(service)).collect();
    file.add_slot(&keys.root, &way.slot()?)?;
    for slot in old {
        file.remove_slot(slot.id)?;
    }
    Ok(file)
}

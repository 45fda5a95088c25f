//! A copy for an account that lies elsewhere: sealed to its card, taken in as a Backpack of its own.
#![cfg(feature = "backup")]

use std::path::Path;
use std::sync::Arc;

use backpack_archive::{BackUpOptions, Key, Lock, Source, Written};
use backpack_core::SpaceId;
use backpack_keep::{AccountCard, Act, Operation};

use crate::account::Account;
use crate::{Backpack, Error};

impl Account {
    /// Hands an encrypted copy of a Backpack over: a whole backup in `file`, which must not exist, sealed to the public key of
    /// the account's card. What is written afterwards, here or there, stays there: it is a copy, with no key of this one.
    ///
    /// Cancel-safe: the file is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted); as [`Account::back_up`].
    pub async fn hand_copy(
        &self,
        backpack: SpaceId,
        to: &AccountCard,
        file: impl AsRef<Path> + Send,
    ) -> Result<Written, Error> {
        let open = self.backpack(backpack).await?;
        open.permit(Operation::Export)?;
        let lock = Arc::new(Lock::public_key(to.key().as_bytes())?);
        let options = BackUpOptions::default();
        let written =
            backpack_archive::back_up(open.whole(), file.as_ref(), lock, open.now(), options).await?;
        let (records, files) = (written.counts.records, written.counts.files);
        open.whole().act(Act::Shared { with: to.name.clone(), records, files }).await?;
        Ok(written)
    }

    /// Takes in a copy that was sealed to this account's card, as a Backpack of its own.
    ///
    /// Cancel-safe, as [`Account::restore`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongPassphrase`](crate::ErrorKind::WrongPassphrase) if it is sealed to another account; as
    /// [`Account::restore`].
    pub async fn take_copy(&self, file: impl AsRef<Path> + Send) -> Result<Backpack, Error> {
        let key = Arc::new(Key::secret_key(&self.identity().await?.secret())?);
        self.restore(vec![Source::sealed(file.as_ref(), key)]).await
    }
}

//! A host of many accounts.

use std::fmt;
use std::sync::Arc;

use backpack_core::{AccountId, SpaceId};
use backpack_key_service::KeyService;
use backpack_record::Actor;

use super::cache::Cache;
use super::flight::Flights;
use super::{AccountPage, HostingOptions, Placeholder, Places, Usage};
use crate::account::KeptBy;
use crate::{Account, Backpack, Error, ErrorKind, Unlock};

/// A host of many accounts: it opens them with a key service, and keeps those in memory that were used last, within a
/// budget of bytes. Cheap to clone; clones are one host.
///
/// A handle that it gave out is never closed under whoever uses it. What is let go stays with its users, and is freed when
/// the last of them is done. An account and a Backpack are open once in a process, however many ask for them.
///
/// Where other processes have the store open too, what is handed out has what they wrote up to then.
#[derive(Clone)]
pub struct Hosting(pub(super) Arc<Inner>, Actor);

pub(super) struct Inner {
    pub(super) places: Places,
    pub(super) options: HostingOptions,
    pub(super) key_service: Arc<dyn KeyService>,
    cache: Cache,
    accounts: Flights<AccountId, Account>,
    backpacks: Flights<(AccountId, SpaceId), Backpack>,
}

impl Hosting {
    /// Returns a host of the accounts that lie in `places`, whose root keys `key_service` wraps.
    #[must_use]
    pub fn new(places: Places, key_service: Arc<dyn KeyService>, options: HostingOptions) -> Self {
        let actor = options.account.actor.clone();
        let cache = Cache::new(options.clone());
        let (accounts, backpacks) = Default::default();
        Self(Arc::new(Inner { places, options, key_service, cache, accounts, backpacks }), actor)
    }

    /// Returns a handle under which somebody else acts: what is done through it, and through what it opens, is told in the
    /// journals by this name. The name is the host's to vouch for.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self(Arc::clone(&self.0), actor)
    }

    /// Makes a new account.
    ///
    /// Cancel-safe: a dropped call leaves no account, or a whole one that nobody knows the id of.
    ///
    /// # Errors
    ///
    /// Those of the key service and of the store.
    pub async fn create_account(&self) -> Result<Account, Error> {
        let id = AccountId::random();
        let (storage, options) = (self.0.places.storage(id), self.options());
        let account = Account::create_as(id, storage, KeptBy::Users, self.way_in(), options).await?;
        self.0.cache.keep_account(&account);
        Ok(account)
    }

    /// Opens an account, or returns it as it is open.
    ///
    /// Cancel-safe: a dropped call opens it all the same.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is none, or none any more; [`ErrorKind::WrongKeyService`],
    /// [`ErrorKind::KeyServiceDenied`] and [`ErrorKind::KeyServiceUnavailable`] if the key service does not open it;
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`]. A failure is not remembered: the next call tries again.
    pub async fn account(&self, id: AccountId) -> Result<Account, Error> {
        if let Some(account) = self.0.cache.account(id)
            && self.is_still_there(id).await?
        {
            return Ok(account.acting_as(self.1.clone()));
        }
        self.open_account(id).await
    }

    /// Opens a Backpack of an account, or returns it as it is open, with what other processes wrote up to now.
    ///
    /// Cancel-safe: a dropped call opens it all the same.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such account, or if the Backpack is none of its: an id alone opens nothing.
    /// As [`Hosting::account`] and [`Account::backpack`]. A failure is not remembered.
    pub async fn backpack(&self, account: AccountId, id: SpaceId) -> Result<Backpack, Error> {
        let is_shared = self.0.places.store.is_shared();
        // The account first: it is let go after its Backpacks.
        let opened = self.0.cache.account(account);
        if let Some(opened) = opened
            && let Some(backpack) = self.0.cache.backpack(account, id)
        {
            let keep = backpack.whole();
            if !is_shared && keep.sharing().is_none() && !keep.is_closed() {
                self.0.cache.hit();
                return Ok(backpack.acting_as(self.1.clone()));
            }
            match opened.backpack(id).await {
                // What is here may be out of date: it is opened anew below, and fails there if it must.
                Err(error) if is_about_what_is_here(&error) => drop(self.0.cache.forget(account)),
                fresh => {
                    let fresh = fresh?;
                    self.0.cache.hit();
                    self.0.cache.keep_backpack(account, &fresh);
                    return Ok(fresh.acting_as(self.1.clone()));
                }
            }
        }
        let host = self.clone();
        let backpack = self.0.backpacks.join((account, id), || host.open_backpack(account, id)).await?;
        Ok(backpack.acting_as(self.1.clone()))
    }

    /// Returns a page of the accounts there are, in the order of their ids, after `after`. Those whose deletion or arrival
    /// was broken off are among them; [`Hosting::delete_account`] ends either.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub async fn accounts(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        Ok(self.0.places.key_files.list(after).await?)
    }

    /// Says what is in memory, and how often it was found there.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.0.cache.usage()
    }

    /// Weighs everything anew that is in memory, and lets go what is over the budget or was not used for long. Every use
    /// does the first for a few, so that it is only needed where much stays in use or hardly anything is asked for: call it
    /// once a minute.
    pub fn tidy(&self) {
        self.0.cache.tidy();
    }

    /// Closes everything that is in memory, whoever uses it: for the end of a process. What was committed stays.
    ///
    /// Cancel-safe: call it again if it was dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if something could not be made durable.
    pub async fn close(&self) -> Result<(), Error> {
        for account in self.0.cache.forget_all() {
            account.close().await?;
        }
        Ok(self.0.places.store.close().await?)
    }

    pub(super) fn options(&self) -> crate::Options {
        self.0.options.account.clone().acting_as(self.1.clone())
    }

    pub(super) fn way_in(&self) -> Unlock {
        Unlock::KeyService(Arc::clone(&self.0.key_service))
    }

    /// Lets go of an account, and closes it for everybody in this process.
    pub(super) async fn shut(&self, id: AccountId) -> Result<(), Error> {
        match self.0.cache.forget(id) {
            Some(account) => account.close().await,
            None => Ok(()),
        }
    }

    async fn open_account(&self, id: AccountId) -> Result<Account, Error> {
        let (inner, way_in, options) = (Arc::clone(&self.0), self.way_in(), self.options());
        let opened = self.0.accounts.join(id, || async move {
            // Whoever was here a moment ago may have opened it.
            if let Some(account) = inner.cache.account(id) {
                return Ok(account);
            }
            let storage = inner.places.storage(id);
            let account = Account::open_as(id, storage, way_in, options).await.map_err(no_account)?;
            inner.cache.keep_account(&account);
            // One that was deleted while it was opened must not stay.
            if inner.has_key_file(id).await? {
                return Ok(account);
            }
            drop(inner.cache.forget(id));
            account.close().await?;
            Err(Error::new(ErrorKind::NotFound("account"), "open account"))
        });
        Ok(opened.await?.acting_as(self.1.clone()))
    }

    async fn open_backpack(self, account: AccountId, id: SpaceId) -> Result<Backpack, Error> {
        let opened = self.open_account(account).await?;
        let known = opened.opened(id).await;
        let backpack = opened.backpack(id).await?;
        match known.filter(|known| !known.whole().is_closed()) {
            Some(_) => self.0.cache.hit(),
            None => self.0.cache.missed(),
        }
        self.0.cache.keep_backpack(account, &backpack);
        Ok(backpack)
    }

    /// Another process may have deleted the account meanwhile: then it is let go here too.
    async fn is_still_there(&self, id: AccountId) -> Result<bool, Error> {
        if !self.0.places.store.is_shared() {
            return Ok(true);
        }
        let is_there = self.0.has_key_file(id).await?;
        if !is_there {
            self.shut(id).await?;
        }
        Ok(is_there)
    }
}

impl Inner {
    async fn has_key_file(&self, id: AccountId) -> Result<bool, Error> {
        let stored = self.places.key_files.of(id).load().await?;
        Ok(stored.is_some_and(|stored| !Placeholder::is_one(&stored)))
    }
}

/// Says whether it may be over once the account is opened anew. That the storage cannot be reached is not.
fn is_about_what_is_here(error: &Error) -> bool {
    use ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::Closed | Kind::NewerKeys | Kind::NotFound(_) | Kind::RolledBack { .. } | Kind::Damaged
    )
}

/// Who asks for an account by its id finds it, or does not.
pub(super) fn no_account(error: Error) -> Error {
    match error.kind() {
        ErrorKind::NotAnAccount => Error::new(ErrorKind::NotFound("account"), "open account"),
        _ => error,
    }
}

impl fmt::Debug for Hosting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hosting")
            .field("places", &self.0.places)
            .field("usage", &self.usage())
            .finish_non_exhaustive()
    }
}

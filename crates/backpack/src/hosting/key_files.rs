//! The key files of many accounts: one place each, listed and removed.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use backpack_core::AccountId;
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;

/// Keeps the key files of many accounts: a table with a row for each, a prefix with an object for each.
#[async_trait]
pub trait KeyFiles: Send + Sync + fmt::Debug {
    /// Returns the place of one account's key file, whether there is one or not.
    fn of(&self, account: AccountId) -> Arc<dyn KeyFileStore>;

    /// Returns a page of the accounts that have something in their place, in order, after `after`.
    ///
    /// # Errors
    ///
    /// What the storage returns.
    async fn list(&self, after: Option<AccountId>) -> Result<AccountPage, Error>;

    /// Removes what is in an account's place, on condition that it is still `bytes`. Nothing there is no error.
    ///
    /// # Errors
    ///
    /// [`Conflict`](ErrorKind::Conflict), which names no key, if something else is there; what the storage returns.
    async fn remove(&self, account: AccountId, bytes: &Bytes) -> Result<(), Error>;
}

/// One page of account ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountPage {
    /// The ids, ascending.
    pub ids: Vec<AccountId>,
    /// Where the next page continues; `None` at the end.
    pub next: Option<AccountId>,
}

impl AccountPage {
    /// Returns a page.
    #[must_use]
    pub fn new(ids: Vec<AccountId>, next: Option<AccountId>) -> Self {
        Self { ids, next }
    }
}

const PAGE: usize = 1000;

/// Key files in memory: for tests and previews.
#[derive(Clone, Debug, Default)]
pub(super) struct MemoryKeyFiles(Arc<Mutex<BTreeMap<AccountId, Bytes>>>);

#[derive(Debug)]
struct MemoryPlace(MemoryKeyFiles, AccountId);

impl MemoryKeyFiles {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl KeyFiles for MemoryKeyFiles {
    fn of(&self, account: AccountId) -> Arc<dyn KeyFileStore> {
        Arc::new(MemoryPlace(self.clone(), account))
    }

    async fn list(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        let kept = self.lock();
        let mut rest = kept.keys().copied().filter(|id| after.is_none_or(|after| *id > after));
        let ids: Vec<_> = rest.by_ref().take(PAGE).collect();
        let next = rest.next().and(ids.last().copied());
        Ok(AccountPage::new(ids, next))
    }

    async fn remove(&self, account: AccountId, bytes: &Bytes) -> Result<(), Error> {
        let mut kept = self.lock();
        match kept.get(&account) {
            Some(there) if there != bytes => {
                Err(Error::new(ErrorKind::Conflict(Vec::new()), "remove key file"))
            }
            _ => {
                kept.remove(&account);
                Ok(())
            }
        }
    }
}

#[async_trait]
impl KeyFileStore for MemoryPlace {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        Ok(self.0.lock().get(&self.1).cloned())
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        let mut kept = self.0.lock();
        if kept.get(&self.1) != before {
            return Err(Error::new(ErrorKind::Conflict(Vec::new()), "replace key file"));
        }
        kept.insert(self.1, bytes);
        Ok(())
    }
}

//! The accounts and Backpacks that are in memory, and what became of those who asked for them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use backpack_core::{AccountId, Clock, SpaceId};

use super::HostingOptions;
use super::lru::{Lru, Weighed};
use crate::{Account, Backpack};

/// What is in memory of a host, and how often it was found there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Accounts that are kept in memory.
    pub accounts: usize,
    /// Backpacks that are kept in memory.
    pub backpacks: usize,
    /// The bytes that both take, as they weigh. What is over the budget and in use is its users', and not counted.
    pub bytes: usize,
    /// How often a Backpack that was asked for was open.
    pub hits: u64,
    /// How often one was opened.
    pub misses: u64,
    /// How often one was let go to make room, or because nobody had used it for long.
    pub evictions: u64,
}

/// The name of what is kept. An account is kept at least as long as its Backpacks: it knows which of them are open.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Account(AccountId),
    Backpack(AccountId, SpaceId),
}

#[derive(Clone)]
enum Held {
    Account(Account),
    Backpack(Backpack),
}

impl Weighed for Held {
    fn weight(&self) -> usize {
        match self {
            Self::Account(account) => account.weight(),
            Self::Backpack(backpack) => backpack.whole().weight() + backpack.searcher().weight(),
        }
    }

    fn is_unused(&self) -> bool {
        match self {
            Self::Account(account) => account.is_unused(),
            Self::Backpack(backpack) => backpack.is_unused(),
        }
    }

    fn is_its_users(&self) -> bool {
        matches!(self, Self::Backpack(_))
    }
}

/// The accounts and Backpacks that are in memory.
pub(super) struct Cache {
    lru: Mutex<Lru<Name, Held>>,
    clock: Arc<dyn Clock>,
    options: HostingOptions,
    hits: AtomicU64,
    misses: AtomicU64,
    evictions: AtomicU64,
}

impl Cache {
    pub(super) fn new(options: HostingOptions) -> Self {
        let clock = Arc::clone(&options.account.clock);
        let lru = Mutex::new(Lru::new(options.memory_bytes));
        let (hits, misses, evictions) = Default::default();
        Self { lru, clock, options, hits, misses, evictions }
    }

    pub(super) fn account(&self, id: AccountId) -> Option<Account> {
        let found = self.lock().find(Name::Account(id), self.clock.now());
        match found? {
            Held::Account(account) if !account.is_closed() => Some(account),
            // Whoever had it closed it.
            Held::Account(_) | Held::Backpack(_) => {
                drop(self.forget(id));
                None
            }
        }
    }

    pub(super) fn backpack(&self, account: AccountId, id: SpaceId) -> Option<Backpack> {
        match self.lock().find(Name::Backpack(account, id), self.clock.now())? {
            Held::Backpack(backpack) => Some(backpack),
            Held::Account(_) => None,
        }
    }

    pub(super) fn keep_account(&self, account: &Account) {
        self.keep(Name::Account(account.id()), Held::Account(account.clone()));
    }

    pub(super) fn keep_backpack(&self, account: AccountId, backpack: &Backpack) {
        self.keep(Name::Backpack(account, backpack.id()), Held::Backpack(backpack.clone()));
    }

    /// Lets go of an account and all its Backpacks, whoever uses them. Returns the account.
    pub(super) fn forget(&self, id: AccountId) -> Option<Account> {
        let (account, backpacks) = {
            let mut lru = self.lock();
            let is_its = |name: &Name| matches!(name, Name::Backpack(of, _) if *of == id);
            let names: Vec<Name> = lru.keys().filter(is_its).collect();
            let backpacks: Vec<Held> = names.into_iter().filter_map(|name| lru.remove(name)).collect();
            (lru.remove(Name::Account(id)), backpacks)
        };
        drop(backpacks);
        match account? {
            Held::Account(account) => Some(account),
            Held::Backpack(_) => None,
        }
    }

    /// Returns every account that is in memory, and keeps nothing any more.
    pub(super) fn forget_all(&self) -> Vec<Account> {
        let ids: Vec<AccountId> = self.lock().keys().filter_map(Name::account).collect();
        ids.into_iter().filter_map(|id| self.forget(id)).collect()
    }

    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
        self.trim();
    }

    pub(super) fn missed(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    /// Lets go what is over the budget.
    pub(super) fn trim(&self) {
        let gone = self.lock().trim();
        self.let_go(gone);
    }

    /// Weighs everything anew, and lets go what is over the budget or was not used for long.
    pub(super) fn tidy(&self) {
        let gone = self.lock().tidy(self.clock.now(), self.options.idle);
        self.let_go(gone);
        self.trim();
    }

    pub(super) fn usage(&self) -> Usage {
        let lru = self.lock();
        let accounts = lru.keys().filter(|name| name.account().is_some()).count();
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Usage {
            accounts,
            backpacks: lru.keys().count() - accounts,
            bytes: lru.weight(),
            hits: read(&self.hits),
            misses: read(&self.misses),
            evictions: read(&self.evictions),
        }
    }

    fn keep(&self, name: Name, held: Held) {
        self.lock().keep(name, held, self.clock.now());
        self.trim();
    }

    fn let_go(&self, gone: Vec<Held>) {
        let backpacks = gone.iter().filter(|held| matches!(held, Held::Backpack(_))).count() as u64;
        self.evictions.fetch_add(backpacks, Ordering::Relaxed);
        // Large ones take a while to free: not where others wait for the lock.
        drop(gone);
    }

    fn lock(&self) -> MutexGuard<'_, Lru<Name, Held>> {
        self.lru.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Name {
    fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            Self::Backpack(..) => None,
        }
    }
}

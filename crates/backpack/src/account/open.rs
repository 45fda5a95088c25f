//! The Backpacks that an account has open, and who keeps them so.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use backpack_core::SpaceId;
use backpack_keep::WeakKeep;

use super::Account;
use crate::Backpack;

/// Who keeps a Backpack open that was opened once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptBy {
    /// The account, until it is closed.
    Account,
    /// Whoever has a handle of it: a host with many accounts decides itself what stays in memory.
    Users,
}

/// The Backpacks that an account has open. Each is open once, whoever asks for it.
pub(super) struct OpenBackpacks {
    kept_by: KeptBy,
    open: HashMap<SpaceId, Open>,
}

enum Open {
    Kept(Backpack),
    Loose(WeakKeep),
}

impl OpenBackpacks {
    pub(super) fn new(kept_by: KeptBy) -> Self {
        Self { kept_by, open: HashMap::new() }
    }

    pub(super) fn insert(&mut self, backpack: &Backpack) {
        let open = match self.kept_by {
            KeptBy::Account => Open::Kept(backpack.clone()),
            KeptBy::Users => {
                self.open.retain(|_, open| open.is_open());
                Open::Loose(backpack.whole().downgrade())
            }
        };
        self.open.insert(backpack.id(), open);
    }
}

impl Open {
    fn is_open(&self) -> bool {
        match self {
            Self::Kept(backpack) => !backpack.whole().is_closed(),
            Self::Loose(keep) => keep.upgrade().is_some(),
        }
    }
}

impl Account {
    /// Returns a Backpack that was opened and not forgotten since, whether another process closed it or not.
    pub(crate) async fn opened(&self, id: SpaceId) -> Option<Backpack> {
        let open = self.0.open.lock().await;
        let found = self.found(open.open.get(&id)?);
        drop(open);
        found
    }

    /// Remembers a Backpack that was just opened. Returns the one that was open already, if there is one.
    pub(super) async fn remember_open(&self, backpack: Backpack) -> Result<Backpack, Backpack> {
        let mut open = self.0.open.lock().await;
        let first = open.open.get(&backpack.id()).filter(|first| first.is_open());
        if let Some(first) = first.and_then(|first| self.found(first)) {
            return Err(first);
        }
        open.insert(&backpack);
        self.0.listeners.opened(&backpack).await;
        Ok(backpack)
    }

    /// Forgets a Backpack. Returns it if it was open.
    pub(super) async fn forget_open(&self, id: SpaceId) -> Option<Backpack> {
        let forgotten = self.0.open.lock().await.open.remove(&id)?;
        self.found(&forgotten)
    }

    /// Forgets what was closed.
    pub(super) async fn forget_closed(&self) {
        self.0.open.lock().await.open.retain(|_, open| open.is_open());
    }

    /// Forgets every Backpack. Returns those that were open.
    pub(super) async fn forget_all_open(&self) -> Vec<Backpack> {
        let forgotten = std::mem::take(&mut self.0.open.lock().await.open);
        forgotten.values().filter_map(|open| self.found(open)).collect()
    }

    /// Returns what is open, and opens nothing meanwhile.
    pub(super) fn found_in(&self, open: &OpenBackpacks) -> Vec<Backpack> {
        open.open.values().filter_map(|open| self.found(open)).collect()
    }

    /// Says whether it was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::SeqCst)
    }

    /// Says whether nobody but the caller has this account or a Backpack of it.
    pub(crate) fn is_unused(&self) -> bool {
        let is_alone = Arc::strong_count(&self.0) == 1;
        // Somebody is opening or closing one just now.
        let Ok(open) = self.0.open.try_lock() else { return false };
        is_alone && !open.open.values().any(Open::is_open)
    }

    /// Returns about how many bytes of memory it takes, its Backpacks left out: its keys, and its journal.
    pub(crate) fn weight(&self) -> usize {
        const OPEN_BYTES: usize = 4 << 10;
        // Whoever changes them holds them for a moment; what they weigh hardly changes.
        let keys = self.0.keys.weight().unwrap_or_default();
        let journal = self.0.journal.try_lock().ok();
        let journal = journal.and_then(|journal| journal.as_ref().map(backpack_keep::Keep::weight));
        OPEN_BYTES + keys + journal.unwrap_or_default()
    }

    fn found(&self, open: &Open) -> Option<Backpack> {
        match open {
            Open::Kept(backpack) => Some(backpack.acting_as(self.1.clone())),
            Open::Loose(keep) => {
                let connectors = Arc::clone(&self.0.connectors);
                let backpack = Backpack::new(keep.upgrade()?, &self.0.options, connectors);
                Some(backpack.acting_as(self.1.clone()))
            }
        }
    }
}

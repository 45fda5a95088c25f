//! The memory store: the contract at its plainest.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::Clock;

use crate::{
    Batch, Condition, Direction, Entry, Error, ErrorKind, Fence, Key, LeaseName, Leases, Scan, ScanPage,
    Store, Value, Version,
};

/// A store in memory: an ordered map behind a lock. Nothing outlives it; `close` refuses what comes after.
///
/// It never waits, so dropping one of its futures never leaves anything half done.
pub struct MemoryStore {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    is_shared: bool,
}

#[derive(Clone, Default)]
struct State {
    entries: BTreeMap<Key, Value>,
    last_version: u64,
    leases: Leases,
    closed: bool,
}

impl MemoryStore {
    /// Returns an empty store whose leases run out by `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default(), is_shared: false }
    }

    /// Says that several accounts of this process have the store open, as processes have one on a server.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// Returns a second, open store with the same entries and leases: what a crash at this moment leaves behind.
    #[must_use]
    pub fn fork(&self) -> Self {
        let mut state = self.lock().clone();
        state.closed = false;
        Self { clock: Arc::clone(&self.clock), state: Mutex::new(state), is_shared: self.is_shared }
    }

    /// Returns how many entries there are, over all spaces and tables.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Says whether there are no entries at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().entries.is_empty()
    }

    fn open(&self, operation: &'static str) -> Result<MutexGuard<'_, State>, Error> {
        let state = self.lock();
        if state.closed { Err(Error::new(ErrorKind::Closed, operation)) } else { Ok(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        key.check_limits()?;
        Ok(self.open("get")?.entries.get(key).cloned())
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        Ok(self.open("scan")?.page(scan))
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        batch.check_limits()?;
        let mut state = self.open("commit")?;
        if let Some(fence) = &batch.fence
            && !(fence.lease.space == batch.space && state.leases.holds(fence, self.clock.now()))
        {
            return Err(Error::new(ErrorKind::Fenced, "commit"));
        }
        state.check(&batch)?;
        Ok(state.apply(batch))
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        name.check_limits()?;
        let (fence, _) = self.open("lease")?.leases.take(name, ttl, held, self.clock.now())?;
        Ok(fence)
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.open("release")?.leases.release(fence);
        Ok(())
    }

    async fn close(&self) -> Result<(), Error> {
        self.lock().closed = true;
        Ok(())
    }

    fn is_shared(&self) -> bool {
        self.is_shared
    }
}

impl State {
    fn page(&self, scan: &Scan) -> ScanPage {
        let Some(range) = scan.key_range() else { return ScanPage::default() };
        let limit = scan.limit.max(1);
        let found = self.entries.range(range);
        let entry = |(key, value): (&Key, &Value)| Entry::new(key.id.clone(), value.clone());
        // One entry more than asked for tells whether the range goes on.
        let mut entries: Vec<_> = match scan.direction {
            Direction::Ascending => found.map(entry).take(limit.saturating_add(1)).collect(),
            Direction::Descending => found.rev().map(entry).take(limit.saturating_add(1)).collect(),
        };
        let goes_on = entries.len() > limit;
        entries.truncate(limit);
        let next = if goes_on { entries.last().map(|last| last.id.clone()) } else { None };
        ScanPage::new(entries, next)
    }

    fn check(&self, batch: &Batch) -> Result<(), Error> {
        let broken = batch.preconditions.iter().filter_map(|precondition| {
            let key = batch.key(precondition.table, &precondition.id);
            let version = self.entries.get(&key).map(|value| value.version);
            (!precondition.condition.holds(version)).then_some(key)
        });
        let broken: Vec<_> = broken.collect();
        if broken.is_empty() { Ok(()) } else { Err(Error::new(ErrorKind::Conflict(broken), "commit")) }
    }

    fn apply(&mut self, batch: Batch) -> Version {
        self.last_version += 1;
        let version = Version(self.last_version);
        for (table, id) in &batch.deletes {
            self.entries.remove(&batch.key(*table, id));
        }
        for put in batch.puts {
            let key = Key::new(batch.space, put.table, put.id);
            self.entries.insert(key, Value::new(put.value, version));
        }
        version
    }
}

impl Condition {
    /// Says whether the condition holds of a key that has `version`, or no value.
    #[must_use]
    pub fn holds(self, version: Option<Version>) -> bool {
        match self {
            Self::Absent => version.is_none(),
            Self::At(expected) => version == Some(expected),
        }
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} entries)", self.len())
    }
}

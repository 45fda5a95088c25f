//! A store that loses its power: what was not made durable may be gone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::Clock;
use backpack_store::{
    Batch, Error, ErrorKind, Fence, Key, LeaseName, MemoryStore, Reclaimed, Scan, ScanPage, Store, Value,
    Version,
};
use tokio::sync::Notify;

/// A memory store with a disk behind it: a commit can be read at once, becomes durable a moment later, and returns then.
///
/// [`crash`](Self::crash) returns what the disk holds. By default the disk follows once the committing task has yielded;
/// after [`hold`](Self::hold) it stands still until [`sync`](Self::sync).
#[derive(Debug)]
pub struct PowerCutStore {
    live: MemoryStore,
    disk: Mutex<Disk>,
    synced: Notify,
}

#[derive(Debug)]
struct Disk {
    durable: MemoryStore,
    /// What the disk would hold after each commit that is not durable yet.
    unsynced: Vec<MemoryStore>,
    commits: u64,
    durable_commits: u64,
    standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Follows,
    Held,
    Dead,
}

impl PowerCutStore {
    /// Returns an empty store whose leases run out by `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::after(MemoryStore::new(clock))
    }

    /// Returns the store as it starts again on what a [`crash`](Self::crash) left.
    #[must_use]
    pub fn after(image: MemoryStore) -> Self {
        let durable = image.fork();
        let disk = Disk {
            durable,
            unsynced: Vec::new(),
            commits: 0,
            durable_commits: 0,
            standing: Standing::Follows,
        };
        Self { live: image, disk: Mutex::new(disk), synced: Notify::new() }
    }

    /// Holds the disk: commits can be read but do not return, until [`sync`](Self::sync).
    pub fn hold(&self) {
        self.lock().standing = Standing::Held;
    }

    /// Makes everything durable that was committed so far.
    pub fn sync(&self) {
        self.lock().catch_up();
        self.synced.notify_waiters();
    }

    /// Returns how many commits can be read and are not durable.
    #[must_use]
    pub fn unsynced(&self) -> usize {
        self.lock().unsynced.len()
    }

    /// Cuts the power. Returns what the disk holds: every durable commit, and of the others the first `spared`, whole.
    ///
    /// Whatever is asked of this store afterwards fails as `Unavailable`.
    #[must_use]
    pub fn crash(&self, spared: usize) -> MemoryStore {
        let mut disk = self.lock();
        disk.standing = Standing::Dead;
        let image = spared.min(disk.unsynced.len()).checked_sub(1).and_then(|last| disk.unsynced.get(last));
        let image = image.unwrap_or(&disk.durable).fork();
        drop(disk);
        self.synced.notify_waiters();
        image
    }

    /// Waits until the `mine`th commit is durable.
    async fn durable(&self, mine: u64) -> Result<(), Error> {
        tokio::task::yield_now().await;
        loop {
            let synced = self.synced.notified();
            self.powered("commit")?;
            {
                let mut disk = self.lock();
                if disk.standing == Standing::Follows {
                    disk.catch_up();
                }
                if disk.durable_commits >= mine {
                    return Ok(());
                }
            }
            synced.await;
        }
    }

    fn powered(&self, operation: &'static str) -> Result<(), Error> {
        let dead = self.lock().standing == Standing::Dead;
        if dead { Err(Error::new(ErrorKind::Unavailable, operation)) } else { Ok(()) }
    }

    fn lock(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    fn catch_up(&mut self) {
        if let Some(last) = self.unsynced.pop() {
            self.durable = last;
            self.unsynced.clear();
        }
        self.durable_commits = self.commits;
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for PowerCutStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.powered("get")?;
        self.live.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.powered("scan")?;
        self.live.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.powered("commit")?;
        let version = self.live.commit(batch).await?;
        let mine = {
            let mut disk = self.lock();
            disk.unsynced.push(self.live.fork());
            disk.commits += 1;
            disk.commits
        };
        self.durable(mine).await?;
        Ok(version)
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.powered("lease")?;
        let fence = self.live.lease(name, ttl, held).await?;
        // A lease is part of the next image; a commit without content carries it there.
        self.commit(Batch::new(name.space)).await?;
        Ok(fence)
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.powered("release")?;
        self.live.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.powered("close")?;
        self.live.close().await?;
        self.sync();
        Ok(())
    }

    fn is_shared(&self) -> bool {
        self.live.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.powered("reclaim")?;
        self.live.reclaim().await
    }
}

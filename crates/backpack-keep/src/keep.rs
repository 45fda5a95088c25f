//! An open Backpack.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use backpack_core::SpaceId;
use backpack_record::Actor;
use tokio::sync::broadcast;

use crate::block::BlockCache;
use crate::catalog::Catalog;
use crate::change::Listeners;
use crate::commit::{HeadState, Queue};
use crate::head::Head;
use crate::share::{Access, Reach};
use crate::{Change, Error, Parts};

/// What an open Backpack takes beside what grows: keys, locks, queues.
const OPEN_BYTES: usize = 4 << 10;

/// An open Backpack. Clones share it; it is closed when the last one is dropped, or by [`Keep::close`].
///
/// Every method that writes runs in a task of its own: dropping its future gives up the answer, never half of the work.
/// They need a tokio runtime.
#[derive(Clone, Debug)]
pub struct Keep(pub(crate) Arc<Inner>, pub(crate) Actor, pub(crate) Reach);

/// What all handles of one open Backpack share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) head: tokio::sync::Mutex<HeadState>,
    pub(crate) queue: Queue,
    pub(crate) cache: BlockCache,
    pub(crate) changes: Listeners,
    pub(crate) in_flight: crate::sweep::InFlight,
    pub(crate) access: Access,
    /// Held for reading by whoever reads as of one commit group: nothing that it may still need is taken away.
    pub(crate) reading: Arc<tokio::sync::RwLock<()>>,
    catalog: RwLock<Catalog>,
    closed: AtomicBool,
}

impl Keep {
    /// Opens the Backpack in the space the keys belong to: checks head and anchor, and reads the catalog into memory.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::RolledBack`] and [`Error::Forked`] if the anchor tells more or something
    /// else; [`Error::Tampered`] and [`Error::NewerFormat`]; the store's errors.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let inner = Inner::new(parts);
        inner.open().await?;
        Ok(Self::of(inner))
    }

    /// Returns a handle under which whoever opened the Backpack acts.
    pub(crate) fn of(inner: Arc<Inner>) -> Self {
        let actor = inner.parts.actor.clone();
        Self(inner, actor, Reach::Whole)
    }

    /// Closes the Backpack for every handle. What was committed stays; later calls fail with [`Error::Closed`].
    ///
    /// The store and the blob store stay open: they are the host's.
    pub async fn close(&self) {
        self.0.shut();
        // Whoever is committing still may end.
        drop(self.0.head.lock().await);
        self.0.cache.clear();
    }

    /// Says whether it was closed, here or because another process deleted it.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.check_open().is_err()
    }

    /// Reads what other processes committed since. Returns whether there was anything.
    ///
    /// # Errors
    ///
    /// As [`Keep::open`]; [`Error::NoSuchBackpack`] if another process deleted it: it is closed then.
    pub async fn refresh(&self) -> Result<bool, Error> {
        let inner = Arc::clone(&self.0);
        detached(async move {
            inner.check_open()?;
            let mut head = inner.head.lock().await;
            inner.catch_up(&mut head).await
        })
        .await
    }

    /// Reads what other processes committed, where there may be any.
    ///
    /// # Errors
    ///
    /// As [`Keep::refresh`].
    pub async fn see_others(&self) -> Result<(), Error> {
        if self.0.is_shared() {
            self.refresh().await?;
        }
        Ok(())
    }

    /// Returns the space.
    #[must_use]
    pub fn space(&self) -> SpaceId {
        self.0.parts.space()
    }

    /// Returns the sequence of the last commit group that this handle knows.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.0.read_catalog().sequence()
    }

    /// Returns about how many bytes of memory the open Backpack takes: its catalog, its index, what it caches. Never touches
    /// the disk, and takes no longer for a large one than for a small one.
    #[must_use]
    pub fn weight(&self) -> usize {
        let Inner { cache, changes, .. } = &*self.0;
        OPEN_BYTES + self.0.read_catalog().weight() + cache.weight() + changes.weight()
    }

    /// Returns how many handles of the open Backpack there are, work under way among them: 1 or more.
    #[must_use]
    pub fn handles(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Asks the catalog. It is locked for reading meanwhile, so keep it short; the disk is never touched.
    pub fn catalog<T>(&self, ask: impl FnOnce(&Catalog) -> T) -> T {
        ask(&self.0.read_catalog())
    }

    /// Returns a listener for changes from now on. One that lags far behind misses the oldest, and is told so.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.listen()
    }
}

impl Inner {
    pub(crate) fn new(parts: Parts) -> Arc<Self> {
        let access = Access::new(parts.account);
        Arc::new(Self {
            parts,
            access,
            head: tokio::sync::Mutex::new(HeadState { head: Head::START, version: None }),
            queue: Queue::default(),
            cache: BlockCache::default(),
            changes: Listeners::default(),
            in_flight: crate::sweep::InFlight::default(),
            reading: Arc::default(),
            catalog: RwLock::default(),
            closed: AtomicBool::new(false),
        })
    }

    /// Says whether others may write to it: another process, or another account that has access.
    pub(crate) fn is_shared(&self) -> bool {
        self.parts.store.is_shared() || self.access.is_shared()
    }

    /// Refuses every later call.
    pub(crate) fn shut(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn check_open(&self) -> Result<(), Error> {
        if self.closed.load(Ordering::SeqCst) { Err(Error::Closed) } else { Ok(()) }
    }

    pub(crate) fn read_catalog(&self) -> RwLockReadGuard<'_, Catalog> {
        self.catalog.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write_catalog(&self) -> RwLockWriteGuard<'_, Catalog> {
        self.catalog.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs work in a task of its own, so that it ends even if nobody waits for it any more.
pub(crate) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    // A task ends early only when its runtime does.
    tokio::spawn(work).await.unwrap_or(Err(Error::Closed))
}

/// Runs work that keeps a processor busy where it holds up nothing else.
pub(crate) async fn busy<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Error::Closed))
}

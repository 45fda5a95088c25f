//! The store: reads on the caller's thread, writes on the worker's.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{
    Batch, Error, ErrorKind, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version,
};
use redb::Database;
use tokio::sync::oneshot;

use crate::errors::from_io;
use crate::options::RedbOptions;
use crate::worker::{Command, Worker};
use crate::{open, read};

/// A store in one folder, on redb.
///
/// One thread writes: it takes all commits that wait, lets them land in one transaction of redb, and only then
/// answers. Reads run on the caller's thread, see the last transaction that landed, and wait for no writer; a page
/// that is not in the cache is read from disk there and then.
///
/// Dropping a `commit` that has been polled once lets it land; dropping it before that means it never was.
/// Dropping the store waits until what was committed is durable and the folder is free.
pub struct RedbStore {
    shared: Arc<Shared>,
    commands: Sender<Command>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

/// What the readers and the worker share.
pub(crate) struct Shared {
    phase: RwLock<Phase>,
}

/// Whether the store can be used.
enum Phase {
    Open(Database),
    /// redb's database waits here to be closed.
    Poisoned(Database),
    Closed,
}

impl RedbStore {
    /// Opens or makes the store in `folder`, which is the store's alone, on a thread of its own.
    ///
    /// The whole file is read and checked, about a second for each gigabyte.
    ///
    /// # Errors
    ///
    /// [`InUse`](ErrorKind::InUse) if it is open elsewhere, [`NotAStore`](ErrorKind::NotAStore) for a folder with
    /// something else in it (or nothing, with [`OpenMode::Existing`](crate::OpenMode::Existing)),
    /// [`Exists`](ErrorKind::Exists) with [`OpenMode::CreateNew`](crate::OpenMode::CreateNew),
    /// [`Damaged`](ErrorKind::Damaged), [`NewerFormat`](ErrorKind::NewerFormat), [`Full`](ErrorKind::Full) and
    /// [`Io`](ErrorKind::Io).
    pub async fn open(folder: impl AsRef<Path>, options: RedbOptions) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        let (opened, wait) = oneshot::channel();
        let (commands, queue) = channel();
        let body = move || match catch_unwind(AssertUnwindSafe(|| open::open(&folder, &options))) {
            Ok(Ok((database, engine))) => {
                let shared = Arc::new(Shared { phase: RwLock::new(Phase::Open(database)) });
                let worker = Worker::new(engine, Arc::clone(&shared), options.clock);
                // If nobody waits any more, the queue is closed too, and the worker ends at once.
                drop(opened.send(Ok(shared)));
                worker.run(&queue);
            }
            Ok(Err(error)) => drop(opened.send(Err(error))),
            Err(_) => drop(opened.send(Err(Error::new(ErrorKind::Damaged, "open")))),
        };
        let thread = std::thread::Builder::new().name("backpack-redb".into()).spawn(body);
        let thread = thread.map_err(|error| from_io(&error, "open"))?;
        let shared = wait.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Io, "open")))?;
        Ok(Self { shared, commands, worker: Mutex::new(Some(thread)) })
    }

    async fn ask<T>(
        &self,
        operation: &'static str,
        command: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Command,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(command(reply)).is_err() {
            return Err(self.shared.refusal(operation));
        }
        answer.await.unwrap_or_else(|_| Err(self.shared.refusal(operation)))
    }
}

#[async_trait]
impl Store for RedbStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        key.check_limits()?;
        self.shared.read("get", |database| read::get(database, key))
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.shared.read("scan", |database| read::scan(database, scan))
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        batch.check_limits()?;
        self.ask("commit", |reply| Command::Commit(batch, reply)).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        name.check_limits()?;
        self.ask("lease", |reply| Command::Lease(name.clone(), ttl, held.cloned(), reply)).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.ask("release", |reply| Command::Release(fence.clone(), reply)).await
    }

    async fn close(&self) -> Result<(), Error> {
        match self.ask("close", Command::Close).await {
            Err(error) if *error.kind() == ErrorKind::Closed => Ok(()),
            answer => answer,
        }
    }

    /// Moves what lies at the end of the file to its front and cuts the file, durably: it writes about as much as it
    /// frees. Readers and writers wait meanwhile. After a failure on the way the store is
    /// [`Poisoned`](ErrorKind::Poisoned), and nothing is lost.
    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.ask("reclaim", Command::Reclaim).await.map(Some)
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        // The worker ends when the last sender is gone.
        self.commands = channel().0;
        let worker = self.worker.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            // A worker that panicked has nothing left to say.
            drop(worker.join());
        }
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedbStore")
    }
}

impl Shared {
    /// Uses the database beside others.
    pub(crate) fn with<T>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&Database) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &*self.phase.read().unwrap_or_else(PoisonError::into_inner) {
            Phase::Open(database) => body(database),
            phase => Err(phase.refusal(operation)),
        }
    }

    /// Uses the database while nobody else does.
    pub(crate) fn alone<T>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&mut Database) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &mut *self.phase.write().unwrap_or_else(PoisonError::into_inner) {
            Phase::Open(database) => body(database),
            phase => Err(phase.refusal(operation)),
        }
    }

    /// Refuses everything from now on.
    pub(crate) fn poison(&self) {
        let mut phase = self.phase.write().unwrap_or_else(PoisonError::into_inner);
        if let Phase::Open(database) | Phase::Poisoned(database) =
            std::mem::replace(&mut *phase, Phase::Closed)
        {
            *phase = Phase::Poisoned(database);
        }
    }

    /// Takes the database away to be closed.
    pub(crate) fn close(&self) -> Option<Database> {
        let mut phase = self.phase.write().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *phase, Phase::Closed) {
            Phase::Open(database) | Phase::Poisoned(database) => Some(database),
            Phase::Closed => None,
        }
    }

    fn read<T>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&Database) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let found = catch_unwind(AssertUnwindSafe(|| self.with(operation, read)));
        found.unwrap_or_else(|_| Err(Error::new(ErrorKind::Damaged, operation)))
    }

    fn refusal(&self, operation: &'static str) -> Error {
        self.phase.read().unwrap_or_else(PoisonError::into_inner).refusal(operation)
    }
}

impl Phase {
    fn refusal(&self, operation: &'static str) -> Error {
        let kind = match self {
            Self::Poisoned(_) => ErrorKind::Poisoned,
            Self::Open(_) | Self::Closed => ErrorKind::Closed,
        };
        Error::new(kind, operation)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use backpack_core::SpaceId;
    use backpack_store::Table;
    use backpack_testkit::{VirtualClock, run};

    use super::*;

    #[test]
    fn a_failed_fsync_poisons_until_the_store_is_opened_again() {
        run(async {
            let folder = tempfile::tempdir().unwrap();
            let failing = Arc::new(AtomicBool::new(false));
            let store = open(folder.path(), &failing).await;
            store.commit(put("acknowledged")).await.unwrap();
            failing.store(true, Ordering::SeqCst);
            assert_eq!(*store.commit(put("unacknowledged")).await.unwrap_err().kind(), ErrorKind::Poisoned);
            // The next fsync would say that all is well, though the pages may be gone.
            failing.store(false, Ordering::SeqCst);
            assert_eq!(*store.commit(put("later")).await.unwrap_err().kind(), ErrorKind::Poisoned);
            assert_eq!(*store.get(&key("acknowledged")).await.unwrap_err().kind(), ErrorKind::Poisoned);
            assert_eq!(*store.close().await.unwrap_err().kind(), ErrorKind::Poisoned);
            drop(store);
            let store = open(folder.path(), &failing).await;
            assert!(store.get(&key("acknowledged")).await.unwrap().is_some());
            assert!(store.get(&key("later")).await.unwrap().is_none());
            store.commit(put("again")).await.unwrap();
        });
    }

    #[test]
    fn a_commit_takes_two_fsyncs_and_so_do_all_that_wait() {
        run(async {
            let folder = tempfile::tempdir().unwrap();
            let syncs = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let mut options = RedbOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
            let counted = Arc::clone(&syncs);
            options.sync = Arc::new(move |file| {
                counted.fetch_add(1, Ordering::SeqCst);
                file.sync_data()
            });
            let store = RedbStore::open(folder.path(), options).await.unwrap();
            let counted = async |names: Vec<String>| {
                let before = syncs.load(Ordering::SeqCst);
                let commits = names.iter().map(|name| store.commit(put(name)));
                for landed in futures_util::future::join_all(commits).await {
                    landed.unwrap();
                }
                syncs.load(Ordering::SeqCst) - before
            };
            assert_eq!(counted(vec!["alone".to_owned()]).await, 2);
            let together = counted((0..200).map(|number| number.to_string()).collect()).await;
            // Two a group, and one more when the file grows; most of the commits wait for others.
            assert!((2..200).contains(&together), "{together} fsyncs for 200 commits");
        });
    }

    async fn open(folder: &Path, failing: &Arc<AtomicBool>) -> RedbStore {
        let mut options = RedbOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
        let failing = Arc::clone(failing);
        options.sync = Arc::new(move |file| {
            let fails = failing.load(Ordering::SeqCst);
            if fails { Err(std::io::Error::other("injected")) } else { file.sync_data() }
        });
        RedbStore::open(folder, options).await.unwrap()
    }

    fn put(name: &str) -> Batch {
        Batch::new(SpaceId::from_bytes([7; 16])).put(Table(1), name.to_owned(), "value")
    }

    fn key(name: &str) -> Key {
        Key::new(SpaceId::from_bytes([7; 16]), Table(1), name.to_owned())
    }
}

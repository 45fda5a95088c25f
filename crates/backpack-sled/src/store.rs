//! The store: reads on the caller's thread, writes on the worker's.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_folder::Front;
use backpack_store::{Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version};
use sled::Tree;
use tokio::sync::oneshot;

use crate::errors::from_io;
use crate::options::SledOptions;
use crate::salvage::Salvaged;
use crate::{open, read, salvage};

/// A store in one folder, on sled, made durable.
///
/// One thread writes: it takes all commits that wait, applies them, makes them durable together with one flush and
/// one fsync, and only then answers. Reads run on the caller's thread and never wait for the disk to be made durable,
/// only for a batch that is being applied (a few milliseconds for a megabyte); a page that is not in the cache is read
/// from disk there and then.
/// So a read may see a batch shortly before its `commit` returns; if that batch then cannot be made durable,
/// the store refuses everything as [`Poisoned`](backpack_store::ErrorKind::Poisoned), until it is opened again.
///
/// Dropping a `commit` that has been polled once lets it land; dropping it before that means it never was.
/// Dropping the store waits until what was committed is durable and the folder is free.
pub struct SledStore(Front<Tree>);

impl SledStore {
    /// Opens or makes the store in `folder`, which is the store's alone, on a thread of its own.
    ///
    /// # Errors
    ///
    /// [`InUse`](backpack_store::ErrorKind::InUse) if it is open elsewhere, [`NotAStore`](backpack_store::ErrorKind::NotAStore) for a folder with
    /// something else in it (or nothing, with [`OpenMode::Existing`](crate::OpenMode::Existing)),
    /// [`Exists`](backpack_store::ErrorKind::Exists) with [`OpenMode::CreateNew`](crate::OpenMode::CreateNew),
    /// [`Damaged`](backpack_store::ErrorKind::Damaged), [`NewerFormat`](backpack_store::ErrorKind::NewerFormat), [`Full`](backpack_store::ErrorKind::Full) and
    /// [`Io`](backpack_store::ErrorKind::Io).
    pub async fn open(folder: impl AsRef<Path>, options: SledOptions) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        let clock = Arc::clone(&options.clock);
        Ok(Self(Front::start("backpack-sled", clock, move || open::open(&folder, &options)).await?))
    }

    /// Saves what can be read of a store that is refused as [`Damaged`](backpack_store::ErrorKind::Damaged) into a new one in `to`, an absent
    /// or empty folder. The damaged one is read from a copy, and left as it is.
    ///
    /// Around what cannot be read in the log everything is kept, so an entry may be older than what was acknowledged, or
    /// missing: whoever opens a Backpack on the new store is told by its journal and its anchor what is lost. The copy
    /// takes as much room as the log, until this returns.
    ///
    /// Not cancel-safe: what a dropped call leaves in `to` is to be removed by hand.
    ///
    /// # Errors
    ///
    /// [`Damaged`](backpack_store::ErrorKind::Damaged) if nothing at all can be read, [`Exists`](backpack_store::ErrorKind::Exists) if there is a store in
    /// `to`, [`InUse`](backpack_store::ErrorKind::InUse) if the one in `from` is open, [`Full`](backpack_store::ErrorKind::Full) and [`Io`](backpack_store::ErrorKind::Io).
    pub async fn salvage(
        from: impl AsRef<Path>,
        to: impl AsRef<Path>,
        options: SledOptions,
    ) -> Result<Salvaged, Error> {
        let (from, to) = (from.as_ref().to_owned(), to.as_ref().to_owned());
        let (saved, wait) = oneshot::channel();
        let body = move || drop(saved.send(salvage::salvage(&from, &to, &options)));
        let thread = std::thread::Builder::new().name("backpack-sled".into()).spawn(body);
        thread.map_err(|error| from_io(&error, "salvage"))?;
        wait.await.unwrap_or_else(|_| Err(salvage::broken_off()))
    }
}

#[async_trait]
impl Store for SledStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        key.check_limits()?;
        self.0.read("get", |tree| read::get(tree, key))
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.0.read("scan", |tree| read::scan(tree, scan))
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.0.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.0.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.0.release(fence).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.0.close().await
    }

    /// Writes the store anew beside itself, makes that durable, reads it back, and goes on with it. Takes as much room
    /// again as the store has, until it is done; commits wait meanwhile.
    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.0.reclaim().await.map(Some)
    }
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SledStore")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use backpack_core::SpaceId;
    use backpack_store::{ErrorKind, Table};
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
    fn one_fsync_serves_all_commits_that_wait() {
        run(async {
            let folder = tempfile::tempdir().unwrap();
            let syncs = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let mut options = SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
            let counted = Arc::clone(&syncs);
            options.sync = Arc::new(move |file| {
                counted.fetch_add(1, Ordering::SeqCst);
                file.sync_data()
            });
            let store = SledStore::open(folder.path(), options).await.unwrap();
            let before = syncs.load(Ordering::SeqCst);
            let names: Vec<String> = (0..200).map(|number| number.to_string()).collect();
            let commits = names.iter().map(|name| store.commit(put(name)));
            for landed in futures_util::future::join_all(commits).await {
                landed.unwrap();
            }
            let during = syncs.load(Ordering::SeqCst) - before;
            assert!((1..100).contains(&during), "{during} fsyncs for 200 commits");
        });
    }

    async fn open(folder: &Path, failing: &Arc<AtomicBool>) -> SledStore {
        let mut options = SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
        let failing = Arc::clone(failing);
        options.sync = Arc::new(move |file| {
            let fails = failing.load(Ordering::SeqCst);
            if fails { Err(std::io::Error::other("injected")) } else { file.sync_data() }
        });
        SledStore::open(folder, options).await.unwrap()
    }

    fn put(name: &str) -> Batch {
        Batch::new(SpaceId::from_bytes([7; 16])).put(Table(1), name.to_owned(), "value")
    }

    fn key(name: &str) -> Key {
        Key::new(SpaceId::from_bytes([7; 16]), Table(1), name.to_owned())
    }
}

//! The store: reads on the caller's thread, writes on the worker's.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_folder::Front;
use backpack_store::{Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version};
use redb::Database;

use crate::options::RedbOptions;
use crate::{open, read};

/// A store in one folder, on redb.
///
/// One thread writes: it takes all commits that wait, lets them land in one transaction of redb, and only then
/// answers. Reads run on the caller's thread, see the last transaction that landed, and wait for no writer; a page
/// that is not in the cache is read from disk there and then.
///
/// Dropping a `commit` that has been polled once lets it land; dropping it before that means it never was.
/// Dropping the store waits until what was committed is durable and the folder is free.
pub struct RedbStore(Front<Database>);

impl RedbStore {
    /// Opens or makes the store in `folder`, which is the store's alone, on a thread of its own.
    ///
    /// The whole file is read and checked, about a second for each gigabyte.
    ///
    /// # Errors
    ///
    /// [`InUse`](backpack_store::ErrorKind::InUse) if it is open elsewhere, [`NotAStore`](backpack_store::ErrorKind::NotAStore) for a folder with
    /// something else in it (or nothing, with [`OpenMode::Existing`](crate::OpenMode::Existing)),
    /// [`Exists`](backpack_store::ErrorKind::Exists) with [`OpenMode::CreateNew`](crate::OpenMode::CreateNew),
    /// [`Damaged`](backpack_store::ErrorKind::Damaged), [`NewerFormat`](backpack_store::ErrorKind::NewerFormat), [`Full`](backpack_store::ErrorKind::Full) and
    /// [`Io`](backpack_store::ErrorKind::Io).
    pub async fn open(folder: impl AsRef<Path>, options: RedbOptions) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        let clock = Arc::clone(&options.clock);
        Ok(Self(Front::start("backpack-redb", clock, move || open::open(&folder, &options)).await?))
    }
}

#[async_trait]
impl Store for RedbStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        key.check_limits()?;
        self.0.read("get", |database| read::get(database, key))
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.0.read("scan", |database| read::scan(database, scan))
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

    /// Moves what lies at the end of the file to its front and cuts the file, durably: it writes about as much as it
    /// frees. Readers and writers wait meanwhile. After a failure on the way the store is
    /// [`Poisoned`](backpack_store::ErrorKind::Poisoned), and nothing is lost.
    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.0.reclaim().await.map(Some)
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedbStore")
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

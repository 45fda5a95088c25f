//! The engines under the harnesses, each by what opens its store, and an account on any of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack::files::{FolderAnchors, FolderBlobSpaces, FolderKeyFile};
use backpack::store::{Error as StoreError, Store};
use backpack::{Account, Error, Storage, Unlock};
use backpack_redb::{RedbOptions, RedbStore};
use backpack_sled::{SledOptions, SledStore};
use backpack_testkit::VirtualClock;
use futures_util::future::BoxFuture;

use crate::world::options;

type Opened = Result<Arc<dyn Store>, StoreError>;

/// An embedded engine.
#[derive(Clone, Copy)]
pub(super) struct Engine {
    pub(super) name: &'static str,
    open: fn(PathBuf, u64) -> BoxFuture<'static, Opened>,
}

/// Every engine that keeps a store in a folder. One that is added here is under all harnesses.
pub(super) const ENGINES: [Engine; 2] = [
    Engine {
        name: "sled",
        open: |folder, ballast| {
            Box::pin(async move {
                let options = SledOptions::new(Arc::new(VirtualClock::auto())).ballast_bytes(ballast);
                let store: Arc<dyn Store> = Arc::new(SledStore::open(folder, options).await?);
                Ok(store)
            })
        },
    },
    Engine {
        name: "redb",
        open: |folder, ballast| {
            Box::pin(async move {
                let options = RedbOptions::new(Arc::new(VirtualClock::auto())).ballast_bytes(ballast);
                let store: Arc<dyn Store> = Arc::new(RedbStore::open(folder, options).await?);
                Ok(store)
            })
        },
    },
];

impl Engine {
    pub(super) fn named(name: &str) -> Self {
        *ENGINES.iter().find(|engine| engine.name == name).unwrap()
    }

    /// Opens or makes the store in `folder`.
    pub(super) async fn store(&self, folder: &Path, ballast: u64) -> Opened {
        (self.open)(folder.to_owned(), ballast).await
    }

    async fn storage(&self, folder: &Path, ballast: u64) -> Result<Storage, StoreError> {
        Ok(Storage::new(
            self.store(&folder.join("store"), ballast).await?,
            Arc::new(FolderBlobSpaces::new(folder.join("blobs"))),
            Arc::new(FolderKeyFile::new(folder.join("keys.bpk"))),
            Arc::new(FolderAnchors::new(folder.join("anchors"))),
        ))
    }

    pub(super) async fn create_account(&self, folder: &Path, ballast: u64) -> Result<Account, Error> {
        let storage = self.storage(folder, ballast).await?;
        Account::create_on(storage, key(), options(&VirtualClock::auto())).await
    }

    pub(super) async fn open_account(&self, folder: &Path, ballast: u64) -> Result<Account, Error> {
        let storage = self.storage(folder, ballast).await?;
        Account::open_on(storage, key(), options(&VirtualClock::auto())).await
    }
}

/// A way in that costs nothing to stretch: what is tested here is not the passphrase.
fn key() -> Unlock {
    Unlock::host_key(vec![0x5A; 32])
}

//! Where an account lives: a store, blobs, the key file and the anchors, each behind its contract.

mod salvage;

use std::path::Path;
use std::sync::Arc;

use backpack_core::Clock;
use backpack_files::{BlobSpaces, FolderAnchors, FolderBlobSpaces, FolderKeyFile, MemoryBlobSpaces};
use backpack_store::{AnchorStore, KeyFileStore, MemoryAnchors, MemoryKeyFile, MemoryStore, Store};

use crate::engine::Engine;
use crate::hosting::Placeholder;
use crate::{Error, ErrorKind, Options};

pub use salvage::Salvaged;

/// Where an account lives. [`Account::create`](crate::Account::create) and [`open`](crate::Account::open) make one in
/// a folder; a host that has its own database puts one together from anything that implements the contracts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Storage {
    /// The ordered map of sealed values.
    pub store: Arc<dyn Store>,
    /// The sealed blobs of each Backpack.
    pub blobs: Arc<dyn BlobSpaces>,
    /// The key file, outside the store.
    pub key_file: Arc<dyn KeyFileStore>,
    /// The anchors, outside the store.
    pub anchors: Arc<dyn AnchorStore>,
}

impl Storage {
    /// Puts a storage together.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn BlobSpaces>,
        key_file: Arc<dyn KeyFileStore>,
        anchors: Arc<dyn AnchorStore>,
    ) -> Self {
        Self { store, blobs, key_file, anchors }
    }

    /// Returns an empty storage in memory, gone when the last clone is dropped.
    #[must_use]
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self::new(
            Arc::new(MemoryStore::new(clock)),
            Arc::new(MemoryBlobSpaces::new()),
            Arc::new(MemoryKeyFile::new()),
            Arc::new(MemoryAnchors::new()),
        )
    }

    /// Makes a storage in `folder`, which must be absent or empty: the engine that `options` name in `store`, blobs in
    /// `blobs`, anchors in `anchors`, and the key file `keys.bpk`.
    ///
    /// Not cancel-safe: a dropped call may leave a part of the folder behind, which is never taken for an account.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`] if there is an account already, [`ErrorKind::NotAnAccount`] if there is something else,
    /// [`ErrorKind::Full`] and [`ErrorKind::Io`].
    pub async fn create(folder: &Path, options: &Options) -> Result<Self, Error> {
        match Contents::of(folder)? {
            Contents::Nothing => {}
            Contents::Account | Contents::WithoutKeys => {
                return Err(Error::new(ErrorKind::Exists, "create account"));
            }
            Contents::Other => return Err(Error::new(ErrorKind::NotAnAccount, "create account")),
        }
        create_folder(folder).map_err(|source| Error::io("create account", source))?;
        Ok(Self::around(options.engine.create(&folder.join(STORE), options).await?, folder))
    }

    /// Makes a storage in `folder`, or opens the one there if an account that was to be moved there never arrived.
    pub(crate) async fn create_or_go_on(folder: &Path, options: &Options) -> Result<Self, Error> {
        if Contents::of(folder)? != Contents::Account {
            return Self::create(folder, options).await;
        }
        let there = Self::key_file(folder)?.load().await?;
        if !there.is_some_and(|there| Placeholder::is_one(&there)) {
            return Err(Error::new(ErrorKind::Exists, "create account"));
        }
        Self::open(folder, options).await
    }

    /// Opens the storage in `folder`.
    ///
    /// Cancel-safe: what was opened is let go again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAnAccount`] if there is none, [`ErrorKind::InUse`] if another process has it open,
    /// [`ErrorKind::Damaged`] and [`ErrorKind::NewerFormat`] if it cannot be read, [`ErrorKind::EngineMissing`] if
    /// this build has no such engine. Nothing is changed then.
    pub async fn open(folder: &Path, options: &Options) -> Result<Self, Error> {
        check_account(folder)?;
        // The store is opened first: its lock keeps every other process out of the rest.
        let store = folder.join(STORE);
        Ok(Self::around(Engine::of(&store)?.open(&store, options).await?, folder))
    }

    /// Returns the key file of the account in `folder`, without touching anything else.
    pub(crate) fn key_file(folder: &Path) -> Result<FolderKeyFile, Error> {
        check_account(folder)?;
        Ok(FolderKeyFile::new(folder.join(KEY_FILE)))
    }

    /// Puts the rest of `folder` beside its store.
    fn around(store: Arc<dyn Store>, folder: &Path) -> Self {
        Self::new(
            store,
            Arc::new(FolderBlobSpaces::new(folder.join(BLOBS))),
            Arc::new(FolderKeyFile::new(folder.join(KEY_FILE))),
            Arc::new(FolderAnchors::new(folder.join(ANCHORS))),
        )
    }
}

const KEY_FILE: &str = "keys.bpk";
const STORE: &str = "store";
const BLOBS: &str = "blobs";
const ANCHORS: &str = "anchors";

fn check_account(folder: &Path) -> Result<(), Error> {
    match Contents::of(folder)? {
        Contents::Account => Ok(()),
        Contents::WithoutKeys => Err(Error::new(ErrorKind::Damaged, "open account")),
        Contents::Nothing | Contents::Other => Err(Error::new(ErrorKind::NotAnAccount, "open account")),
    }
}

/// Makes the folder, readable by nobody else where the system knows such rights.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// What a folder holds.
#[derive(PartialEq, Eq)]
enum Contents {
    Nothing,
    Account,
    /// A store whose key file is gone: nothing can be read, and nothing may be overwritten.
    WithoutKeys,
    Other,
}

impl Contents {
    fn of(folder: &Path) -> Result<Self, Error> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(source) if source.kind() == std::io::ErrorKind::NotADirectory => return Ok(Self::Other),
            Err(source) => return Err(Error::io("open account", source)),
        };
        if folder.join(KEY_FILE).is_file() {
            return Ok(Self::Account);
        }
        if folder.join(STORE).is_dir() {
            return Ok(Self::WithoutKeys);
        }
        Ok(if entries.count() == 0 { Self::Nothing } else { Self::Other })
    }
}

//! Where accounts are made, and how much room they take.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use backpack::answers::Compacted;
use backpack::connect::Connector;
use backpack::core::Cancellation;
use backpack::sync::{Attachments, PersonGuard, SyncOptions, SyncReport};
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_store::Store;
use tempfile::TempDir;

use crate::{Recorder, Watched};

/// How many files are read at once: files are asked at no portal's cost, and commits that wait together land together.
const CONCURRENCY: usize = 16;

/// An account with one Backpack, in a folder.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    account: Account,
    storage: Storage,
    /// The Backpack.
    pub backpack: Backpack,
}

/// Returns a new folder on the disk to be measured. It goes when the value is dropped.
///
/// # Errors
///
/// If it cannot be made.
pub fn scratch() -> anyhow::Result<TempDir> {
    let parent = std::env::var_os("BACKPACK_BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    tempfile::tempdir_in(parent).context("no folder can be made for the bench")
}

impl Place {
    /// Makes an account with one empty Backpack in `folder`, unlocked by a key of the host.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn create(folder: &Path) -> anyhow::Result<Self> {
        Self::create_with(folder, Options::new()?).await
    }

    /// Makes one as the options say.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn create_with(folder: &Path, options: Options) -> anyhow::Result<Self> {
        let storage = Storage::create(folder, &options).await?;
        Self::create_on(folder, storage, options).await
    }

    /// Makes the same as [`Place::create`], with a store that notes what it is given.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn create_recorded(folder: &Path) -> anyhow::Result<(Self, Arc<Recorder>)> {
        let mut storage = Storage::create(folder, &Options::new()?).await?;
        let recorder = Arc::new(Recorder::default());
        storage.store = Arc::new(Watched::new(storage.store, Arc::clone(&recorder)));
        Ok((Self::create_on(folder, storage, Options::new()?).await?, recorder))
    }

    async fn create_on(folder: &Path, storage: Storage, options: Options) -> anyhow::Result<Self> {
        let account = Account::create_on(storage.clone(), host_key(), options).await?;
        let backpack = account.add_backpack(Person::unnamed()).await?;
        Ok(Self { folder: folder.to_owned(), account, storage, backpack })
    }

    /// Opens what [`Place::create`] made.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        let storage = Storage::open(folder, &Options::new()?).await?;
        let account = Account::open_on(storage.clone(), host_key(), Options::new()?).await?;
        let listed = account.backpacks().await?;
        let first = listed.first().context("the account has no Backpack")?;
        let backpack = account.backpack(first.id).await?;
        Ok(Self { folder: folder.to_owned(), account, storage, backpack })
    }

    /// Signs in at a connector and brings in everything, whomever it concerns. The connector must ask nobody anything.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn import(
        &self,
        connector: Arc<dyn Connector>,
        attachments: Attachments,
    ) -> anyhow::Result<SyncReport> {
        let SignIn::Done(connections) = self.backpack.connect(connector).await? else {
            anyhow::bail!("the connector asks somebody to sign in");
        };
        let connection = *connections.first().context("nobody was found")?;
        let options = SyncOptions::default()
            .with_person_guard(PersonGuard::Off)
            .with_attachments(attachments)
            .with_concurrency(CONCURRENCY);
        Ok(self.backpack.sync_with(connection, options, Cancellation::new(), |_| {}).await?)
    }

    /// Compacts the account.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn compact(&self) -> anyhow::Result<Compacted> {
        Ok(self.account.compact().await?)
    }

    /// Returns the store.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.storage.store
    }

    /// Closes the account, so that everything it wrote is in its folder, and returns how many bytes that takes: those
    /// that hold something, and those kept back for a full disk left out.
    ///
    /// # Errors
    ///
    /// The facade's.
    pub async fn close(self) -> anyhow::Result<u64> {
        self.account.close().await?;
        drop(self.backpack);
        drop(self.account);
        drop(self.storage);
        Ok(folder_bytes(&self.folder)? - Options::new()?.ballast_bytes)
    }
}

/// Returns how many bytes the files below a folder take on the disk.
///
/// # Errors
///
/// If it cannot be read.
pub fn folder_bytes(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { folder_bytes(&entry.path())? } else { taken(&entry)? };
    }
    Ok(bytes)
}

#[cfg(unix)]
fn taken(entry: &std::fs::DirEntry) -> std::io::Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(entry.metadata()?.blocks() * 512)
}

#[cfg(not(unix))]
fn taken(entry: &std::fs::DirEntry) -> std::io::Result<u64> {
    Ok(entry.metadata()?.len())
}

fn host_key() -> Unlock {
    Unlock::host_key([0x5a; 32].to_vec())
}

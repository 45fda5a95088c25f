//! Where the accounts live: one database for all of them, and one folder for their files.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use backpack::core::{AccountId, SpaceId};
use backpack::files::{BlobSpaces, FolderAnchors, FolderBlobSpaces, FolderKeyFile};
use backpack::store::Store;
use backpack::{Account, Backpack, Options as Settings, Person, Storage, Unlock};
use backpack_sled::{SledOptions, SledStore};

use crate::options::{Database, Options};
use crate::roster::Filled;

/// Where the accounts live. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    rows: Rows,
    blobs: Arc<dyn BlobSpaces>,
    settings: Settings,
}

#[derive(Clone, Debug)]
enum Rows {
    /// One sled for everybody; key files and anchors lie beside it.
    Sled(Arc<dyn Store>, PathBuf),
}

impl Ground {
    pub(crate) async fn open(options: &Options) -> anyhow::Result<Self> {
        let settings = Settings::new()?;
        let rows = match options.database {
            Database::Sled => {
                let how = SledOptions::new(Arc::clone(&settings.clock)).cache_bytes(256 << 20);
                let store = SledStore::open(&options.folder.join("store"), how).await?;
                Rows::Sled(Arc::new(store), options.folder.clone())
            }
            Database::Postgres => anyhow::bail!("there is no PostgreSQL yet"),
        };
        let blobs = Arc::new(FolderBlobSpaces::new(options.folder.join("blobs")));
        Ok(Self { rows, blobs, settings })
    }

    /// Makes an account with one empty Backpack.
    pub(crate) async fn create(&self, number: u64) -> anyhow::Result<(Account, Backpack)> {
        let storage = self.storage(number, None);
        let account = Account::create_on(storage, key(number), self.settings.clone()).await?;
        let backpack = account.add_backpack(Person::unnamed()).await?;
        Ok((account, backpack))
    }

    /// Opens an account and its Backpack as a host does that knows the account alone.
    pub(crate) async fn enter(&self, filled: &Filled) -> anyhow::Result<(Account, Backpack)> {
        let storage = self.storage(filled.number, Some(filled.account));
        let account = Account::open_on(storage, key(filled.number), self.settings.clone()).await?;
        let listed = account.backpacks().await?;
        let space: SpaceId = listed.first().context("the account has no Backpack")?.id;
        anyhow::ensure!(space == filled.backpack, "the account has another Backpack");
        let backpack = account.backpack(space).await?;
        Ok((account, backpack))
    }

    fn storage(&self, number: u64, _account: Option<AccountId>) -> Storage {
        let blobs = Arc::clone(&self.blobs);
        match &self.rows {
            Rows::Sled(store, folder) => {
                let key_file = folder.join("keys").join(format!("{:02x}/{number}", number % 256));
                let anchors = FolderAnchors::new(folder.join("anchors"));
                let key_file = Arc::new(FolderKeyFile::new(key_file));
                Storage::new(Arc::clone(store), blobs, key_file, Arc::new(anchors))
            }
        }
    }
}

/// Every account has a key of its own; none of them guards anything.
fn key(number: u64) -> Unlock {
    let mut random = crate::people::Random::new(number ^ 0x6b65_7973);
    Unlock::host_key(
        std::iter::repeat_with(|| random.next().to_le_bytes()).take(4).flatten().collect::<Vec<u8>>(),
    )
}

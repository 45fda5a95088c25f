//! Where the accounts live: one database for all of them, one folder for their files, one key service for their keys.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use backpack::core::AccountId;
use backpack::hosting::{Hosting, HostingOptions, Places};
use backpack::{Account, Backpack, Options as Settings, Person, Storage};
use backpack_key_service::{FolderKeyService, KeyService};
use backpack_objects::ObjectBlobSpaces;
use backpack_objects::object_store::local::LocalFileSystem;
use backpack_postgres::{Postgres, PostgresOptions};

use crate::database;
use crate::options::{Database, Options};
use crate::roster::Filled;

/// Where the accounts live, and the host that opens them. What nobody uses is let go, so that whoever opens
/// something reads it from the database. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    hosting: Hosting,
    places: Places,
}

impl Ground {
    pub(crate) async fn open(options: &Options) -> anyhow::Result<Self> {
        let places = match options.database {
            Database::Postgres => on_postgres(&options.folder, options.connections).await?,
            Database::Memory => Places::in_memory(Settings::new()?.clock),
        };
        Self::on(places, &options.folder).await
    }

    /// Returns a host of accounts in these places, with its key service in `folder`.
    pub(crate) async fn on(places: Places, folder: &Path) -> anyhow::Result<Self> {
        let keys = folder.join("keys");
        let service = if keys.exists() {
            FolderKeyService::open(keys).await?
        } else {
            FolderKeyService::create(keys, "load").await?
        };
        let service: Arc<dyn KeyService> = Arc::new(service);
        let options = HostingOptions::new(Settings::new()?).with_idle(Duration::ZERO);
        Ok(Self { hosting: Hosting::new(places.clone(), service, options), places })
    }

    /// Makes an account with one empty Backpack.
    pub(crate) async fn create(&self) -> anyhow::Result<(Account, Backpack)> {
        let account = self.hosting.create_account().await?;
        let backpack = account.add_backpack(Person::unnamed()).await?;
        Ok((account, backpack))
    }

    /// Opens an account and its Backpack as a host does that knows the account alone.
    pub(crate) async fn enter(&self, filled: &Filled) -> anyhow::Result<(Account, Backpack)> {
        let account = self.hosting.account(filled.account).await?;
        let listed = account.backpacks().await?;
        let space = listed.first().context("the account has no Backpack")?.id;
        anyhow::ensure!(space == filled.backpack, "the account has another Backpack");
        let backpack = self.hosting.backpack(filled.account, space).await?;
        Ok((account, backpack))
    }

    /// Asks the host again for a Backpack that is open.
    pub(crate) async fn enter_again(&self, filled: &Filled) -> anyhow::Result<Backpack> {
        Ok(self.hosting.backpack(filled.account, filled.backpack).await?)
    }

    /// Lets go of everything that nobody uses.
    pub(crate) fn let_go(&self) {
        // Backpacks go first, and then the accounts that had them open.
        self.hosting.tidy();
        self.hosting.tidy();
    }

    /// Returns what one account lies on.
    pub(crate) fn storage(&self, account: AccountId) -> Storage {
        self.places.storage(account)
    }
}

/// Returns the places on the server that the environment names, with files in `folder`.
pub(crate) async fn on_postgres(folder: &Path, connections: usize) -> anyhow::Result<Places> {
    let owner = PostgresOptions::new(&database::place()?)?;
    let application = std::env::var(database::APPLICATION).ok();
    let role = application.as_deref().and_then(|url| url.split("//").nth(1)?.split(':').next());
    let owner = match role {
        Some(role) => owner.application_role(role),
        None => owner,
    };
    Postgres::migrate(owner.clone()).await?;
    let options = match &application {
        Some(application) => PostgresOptions::new(application)?,
        None => owner,
    };
    let postgres = Postgres::connect(options.max_connections(connections)).await?;
    let files = folder.join("files");
    std::fs::create_dir_all(&files)?;
    let blobs = ObjectBlobSpaces::new(Arc::new(LocalFileSystem::new_with_prefix(files)?), "blobs");
    Ok(Places::on_postgres(&postgres, Arc::new(blobs)))
}

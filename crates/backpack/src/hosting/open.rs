//! Places of a URL, and the account of a URL.

use std::sync::Arc;

use backpack_core::{AccountId, Clock};

use super::host::no_account;
use super::places::Places;
use super::url::{StorePlace, StoreUrl, wrong};
use crate::account::KeptBy;
use crate::{Account, Error, ErrorKind, Options, Storage, Unlock};

/// What places are opened with.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlacesOptions {
    /// The clock, for the leases of a store in memory.
    pub clock: Arc<dyn Clock>,
    /// Region, endpoint and credentials of the object storage that holds the files.
    #[cfg(feature = "objects")]
    pub objects: backpack_objects::ObjectOptions,
}

impl PlacesOptions {
    /// Returns the defaults: no credentials.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            #[cfg(feature = "objects")]
            objects: backpack_objects::ObjectOptions::default(),
        }
    }

    /// Sets region, endpoint and credentials of the object storage that holds the files.
    #[cfg(feature = "objects")]
    #[must_use]
    pub fn with_objects(mut self, objects: backpack_objects::ObjectOptions) -> Self {
        self.objects = objects;
        self
    }
}

impl Places {
    /// Opens the places of a URL: connects to the database, and opens the storage of its files. Key files and anchors lie in
    /// the database; whoever wants them elsewhere puts [`Places`] together from parts.
    ///
    /// The database's schema must be there: `backpack::postgres::Postgres::migrate` makes it.
    ///
    /// Cancel-safe: it only connects.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EngineMissing`] names the feature that this build leaves out; [`ErrorKind::Config`] for a folder, which
    /// holds one account, and for a database without a place for files; [`ErrorKind::NotAnAccount`] if the schema is not
    /// there; [`ErrorKind::Io`].
    pub async fn open(url: &StoreUrl, options: &PlacesOptions) -> Result<Self, Error> {
        match &url.store {
            StorePlace::Memory => Ok(Self::in_memory(Arc::clone(&options.clock))),
            StorePlace::Folder(_) => Err(wrong("a folder holds one account, and no place for many")),
            StorePlace::Postgres(address) => {
                let files = url
                    .files
                    .as_ref()
                    .ok_or_else(|| wrong("a database needs a place for files beside it"))?;
                on_postgres(address.expose(), files, options).await
            }
        }
    }
}

impl Account {
    /// Makes a new account where a URL says: in a folder, in memory, or in a database among others. Each call connects anew;
    /// a host of many accounts makes [`Places`] and a [`Hosting`](super::Hosting) once.
    ///
    /// Cancel-safe, as [`Account::create`].
    ///
    /// # Errors
    ///
    /// As [`Account::create`] and [`Places::open`].
    pub async fn create_at(
        url: &StoreUrl,
        unlock: Unlock,
        options: Options,
        places: &PlacesOptions,
    ) -> Result<Self, Error> {
        if let Some(folder) = url.folder() {
            return Self::create(folder, unlock, options).await;
        }
        if url.is_memory() {
            return Self::create_on(Storage::in_memory(Arc::clone(&options.clock)), unlock, options).await;
        }
        let id = AccountId::random();
        let storage = Places::open(url, places).await?.storage(id);
        Self::create_as(id, storage, KeptBy::Account, unlock, options).await
    }

    /// Opens the account with this id where a URL says.
    ///
    /// Cancel-safe: a dropped call changes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such account there; as [`Account::open`] and [`Places::open`].
    pub async fn open_at(
        url: &StoreUrl,
        id: AccountId,
        unlock: Unlock,
        options: Options,
        places: &PlacesOptions,
    ) -> Result<Self, Error> {
        let account = match url.folder() {
            Some(folder) => Self::open(folder, unlock, options).await,
            // What was in memory is gone with whoever had it.
            None if url.is_memory() => Err(Error::new(ErrorKind::NotAnAccount, "open account")),
            None => {
                let storage = Places::open(url, places).await?.storage(id);
                Self::open_on(storage, unlock, options).await
            }
        };
        let account = account.map_err(no_account)?;
        if account.id() == id {
            return Ok(account);
        }
        account.close().await?;
        Err(Error::new(ErrorKind::NotFound("account"), "open account"))
    }
}

#[cfg(feature = "postgres")]
async fn on_postgres(address: &str, files: &url::Url, options: &PlacesOptions) -> Result<Places, Error> {
    // The files come first: what cannot be opened costs no connection.
    let blobs = blobs(files, options)?;
    let postgres =
        backpack_postgres::Postgres::connect(backpack_postgres::PostgresOptions::new(address)?).await?;
    Ok(Places::on_postgres(&postgres, blobs))
}

#[cfg(not(feature = "postgres"))]
#[expect(clippy::unused_async, reason = "it connects where the feature is there")]
async fn on_postgres(_: &str, _: &url::Url, _: &PlacesOptions) -> Result<Places, Error> {
    Err(Error::new(ErrorKind::EngineMissing("PostgreSQL (feature `postgres`)"), "open places"))
}

#[cfg(all(feature = "postgres", feature = "objects"))]
fn blobs(files: &url::Url, options: &PlacesOptions) -> Result<Arc<dyn backpack_files::BlobSpaces>, Error> {
    if files.scheme() == "memory" {
        return Ok(Arc::new(backpack_files::MemoryBlobSpaces::new()));
    }
    let store = backpack_objects::open(files, &options.objects)?;
    Ok(Arc::new(backpack_objects::ObjectBlobSpaces::new(store, "")))
}

#[cfg(all(feature = "postgres", not(feature = "objects")))]
fn blobs(files: &url::Url, _: &PlacesOptions) -> Result<Arc<dyn backpack_files::BlobSpaces>, Error> {
    if files.scheme() == "memory" {
        return Ok(Arc::new(backpack_files::MemoryBlobSpaces::new()));
    }
    Err(Error::new(ErrorKind::EngineMissing("object storage (feature `objects`)"), "open places"))
}

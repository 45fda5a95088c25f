//! The database: where everything of this crate begins.

use std::sync::Arc;

use backpack_core::AccountId;
use backpack_store::Error;

use crate::accounts::{self, AccountPage};
use crate::anchors::PostgresAnchors;
use crate::connection::Connections;
use crate::key_file::PostgresKeyFile;
use crate::migrate;
use crate::options::PostgresOptions;
use crate::store::PostgresStore;

/// A database: a pool of connections, and the places in it. Clones share the pool.
///
/// One is enough for all the accounts of a process.
#[derive(Clone, Debug)]
pub struct Postgres {
    connections: Arc<Connections>,
}

impl Postgres {
    /// Makes the schema, or brings it up to date, and lets the
    /// [application's role](PostgresOptions::application_role) read and write.
    ///
    /// The options are those of the role that shall own the tables. Any number may run at once, and a schema that is up to
    /// date is left as it is. Dropping the future leaves the schema as it was or as it shall be.
    ///
    /// # Errors
    ///
    /// [`NewerFormat`](backpack_store::ErrorKind::NewerFormat) if a newer version of this library made it,
    /// [`Io`](backpack_store::ErrorKind::Io) if the role may not, and
    /// [`Unavailable`](backpack_store::ErrorKind::Unavailable).
    pub async fn migrate(options: PostgresOptions) -> Result<(), Error> {
        migrate::migrate(options).await
    }

    /// Connects to a database whose schema is up to date. Further connections are made as they are needed.
    ///
    /// # Errors
    ///
    /// [`NotAStore`](backpack_store::ErrorKind::NotAStore) if the schema is absent or older,
    /// [`NewerFormat`](backpack_store::ErrorKind::NewerFormat) if it is newer, [`Io`](backpack_store::ErrorKind::Io) if
    /// the options cannot work, the server does not let the role in, or it is one that the options refuse, and
    /// [`Unavailable`](backpack_store::ErrorKind::Unavailable).
    pub async fn connect(options: PostgresOptions) -> Result<Self, Error> {
        let connections = Connections::new(&options)?;
        migrate::check(&connections, &options).await?;
        Ok(Self { connections: Arc::new(connections) })
    }

    /// Returns the store of all spaces. Each has a door of its own to close.
    #[must_use]
    pub fn store(&self) -> PostgresStore {
        PostgresStore::new(Arc::clone(&self.connections))
    }

    /// Returns the place of all spaces' anchors.
    #[must_use]
    pub fn anchors(&self) -> PostgresAnchors {
        PostgresAnchors::new(Arc::clone(&self.connections))
    }

    /// Returns the place of the account's key file.
    #[must_use]
    pub fn key_file(&self, account: AccountId) -> PostgresKeyFile {
        PostgresKeyFile::new(Arc::clone(&self.connections), account)
    }

    /// Returns the accounts that have a key file, up to 1,000 of those after `after`, ascending.
    ///
    /// # Errors
    ///
    /// As [`Store::get`](backpack_store::Store::get).
    pub async fn accounts(&self, after: Option<AccountId>) -> Result<AccountPage, Error> {
        accounts::page(&self.connections, after).await
    }

    /// Closes the pool for everything that came from here or from a clone: later calls fail with `Closed`.
    pub fn close(&self) {
        self.connections.close();
    }
}

//! The key file of a hosted account.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::AccountId;
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;
use tokio_postgres::types::Type;

use crate::backoff::Backoff;
use crate::connection::Connections;
use crate::errors::{from_postgres, is_passing};
use crate::scope::Scope;

/// The place of one account's key file, made by [`Postgres::key_file`](crate::Postgres::key_file).
///
/// The old bytes are out of reach of every query when `replace` returns. They are not destroyed then: the server's log
/// holds them until it is recycled, the table until it is vacuumed, and replicas and backups as long as they are kept.
/// Where that matters, let a key service hold the key that wraps the root key.
pub struct PostgresKeyFile {
    connections: Arc<Connections>,
    account: AccountId,
}

impl PostgresKeyFile {
    pub(crate) fn new(connections: Arc<Connections>, account: AccountId) -> Self {
        Self { connections, account }
    }

    /// Removes the key file of an account that ends, on condition that it is still `before`. None there is no error.
    ///
    /// # Errors
    ///
    /// [`Conflict`](ErrorKind::Conflict), which names no key, if another one is there; as
    /// [`Store::get`](backpack_store::Store::get).
    pub async fn remove(&self, before: &Bytes) -> Result<(), Error> {
        const OPERATION: &str = "remove key file";
        let (sql, scope) = (&self.connections.sql, Scope::Account(self.account));
        let (account, bytes) = (self.account.as_bytes().as_slice(), &**before);
        let mut backoff = Backoff::within(self.connections.patience);
        loop {
            let client = self.connections.client(OPERATION).await?;
            let parameters = [(&account as _, Type::BYTEA), (&bytes as _, Type::BYTEA)];
            match self.connections.write_on(&client, scope, &sql.last_key_file, &parameters).await {
                Ok(1) => return Ok(()),
                Ok(_) if self.read(OPERATION).await?.is_none() => return Ok(()),
                Ok(_) => return Err(Error::new(ErrorKind::Conflict(Vec::new()), OPERATION)),
                Err(error) if is_passing(&error) && backoff.pause().await => {}
                Err(error) => return Err(from_postgres(&error, OPERATION)),
            }
        }
    }

    async fn read(&self, operation: &'static str) -> Result<Option<Bytes>, Error> {
        let (connections, account) = (&self.connections, self.account.as_bytes().as_slice());
        let rows = connections
            .read(
                operation,
                Scope::Account(self.account),
                &connections.sql.key_file,
                &[(&account, Type::BYTEA)],
            )
            .await?;
        let bytes = |row: &tokio_postgres::Row| row.try_get::<_, Vec<u8>>(0);
        let found = rows.first().map(bytes).transpose();
        found.map(|bytes| bytes.map(Bytes::from)).map_err(|error| from_postgres(&error, operation))
    }

    /// Replaces it in one statement. Returns whether it was `before`.
    async fn attempt(
        &self,
        before: Option<&Bytes>,
        bytes: &Bytes,
    ) -> Result<Result<bool, tokio_postgres::Error>, Error> {
        let (connections, account) = (&self.connections, self.account.as_bytes().as_slice());
        let client = connections.client("replace key file").await?;
        let (sql, scope, new) = (&connections.sql, Scope::Account(self.account), &**bytes);
        let changed = match before {
            None => {
                let parameters = [(&account as _, Type::BYTEA), (&new as _, Type::BYTEA)];
                connections.write_on(&client, scope, &sql.first_key_file, &parameters).await
            }
            Some(before) => {
                let before = &**before;
                let parameters =
                    [(&account as _, Type::BYTEA), (&new as _, Type::BYTEA), (&before as _, Type::BYTEA)];
                connections.write_on(&client, scope, &sql.next_key_file, &parameters).await
            }
        };
        Ok(changed.map(|rows| rows == 1))
    }
}

#[async_trait]
impl KeyFileStore for PostgresKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        self.read("load key file").await
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        let mut backoff = Backoff::within(self.connections.patience);
        let mut is_repeated = false;
        loop {
            match self.attempt(before, &bytes).await? {
                Ok(true) => return Ok(()),
                // The attempt before this one may have been the change that is in the way.
                Ok(false) if is_repeated && self.read("replace key file").await? == Some(bytes.clone()) => {
                    return Ok(());
                }
                Ok(false) => return Err(Error::new(ErrorKind::Conflict(Vec::new()), "replace key file")),
                Err(error) if is_passing(&error) && backoff.pause().await => is_repeated = true,
                Err(error) => return Err(from_postgres(&error, "replace key file")),
            }
        }
    }
}

impl fmt::Debug for PostgresKeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresKeyFile({})", self.account)
    }
}

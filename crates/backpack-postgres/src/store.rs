//! The store: what the contract asks for, each in a transaction that names its space.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack_store::{
    Batch, Error, ErrorKind, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version,
};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use crate::connection::Connections;
use crate::{commit, lease, read};

/// A store in a PostgreSQL database, made by [`Postgres::store`](crate::Postgres::store).
///
/// It needs a tokio runtime: commits and leases run in tasks of their own. One whose future is dropped once it was polled
/// goes on, and lands whole or not at all; one that was never polled never was.
pub struct PostgresStore {
    connections: Arc<Connections>,
    /// Held to read by every call, and by every commit until it has ended; to write by `close`, which so waits for them.
    open: Arc<RwLock<bool>>,
}

impl PostgresStore {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self { connections, open: Arc::new(RwLock::new(true)) }
    }

    async fn enter(&self, operation: &'static str) -> Result<OwnedRwLockReadGuard<bool>, Error> {
        let open = Arc::clone(&self.open).read_owned().await;
        if *open { Ok(open) } else { Err(Error::new(ErrorKind::Closed, operation)) }
    }

    /// Runs `work` to its end, whether or not somebody waits for it.
    async fn to_its_end<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let open = self.enter(operation).await?;
        let task = tokio::spawn(async move {
            let done = work.await;
            drop(open);
            done
        });
        // A task that did not end was stopped with its runtime.
        task.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Unavailable, operation)))
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for PostgresStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        key.check_limits()?;
        let _open = self.enter("get").await?;
        read::get(&self.connections, key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        let _open = self.enter("scan").await?;
        read::scan(&self.connections, scan).await
    }

    /// Applies the batch, as [`Store::commit`] says.
    ///
    /// A connection that breaks leaves no doubt: the store asks on another whether the batch landed, for as long as
    /// [`PostgresOptions::patience`](crate::PostgresOptions::patience) says.
    ///
    /// # Errors
    ///
    /// Those of [`Store::commit`]. After [`Unavailable`](ErrorKind::Unavailable) the batch did not land, with two
    /// exceptions that carry a source which says so: the server stayed away after it was asked to commit, or more than 64
    /// others wrote to the space before it was back. Then it may have landed, or may still; a batch with a precondition on
    /// something that it changes can be tried again safely, and meets a conflict if it had landed.
    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        batch.check_limits()?;
        let connections = Arc::clone(&self.connections);
        self.to_its_end("commit", async move { commit::commit(&connections, batch).await }).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        name.check_limits()?;
        let (connections, name, held) = (Arc::clone(&self.connections), name.clone(), held.cloned());
        let take = async move { lease::take(&connections, &name, ttl, held.as_ref()).await };
        self.to_its_end("lease", take).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        let _open = self.enter("release").await?;
        lease::release(&self.connections, fence).await
    }

    /// Waits for the commits under way. The pool stays open for the others that use it:
    /// [`Postgres::close`](crate::Postgres::close) closes it.
    async fn close(&self) -> Result<(), Error> {
        *self.open.write().await = false;
        Ok(())
    }

    fn is_shared(&self) -> bool {
        true
    }

    /// Returns `None`: the server's own autovacuum makes room for new values of what was superseded, and giving it back
    /// to the system (`VACUUM FULL`) would lock out every other Backpack of the table.
    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        let _open = self.enter("reclaim").await?;
        Ok(None)
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresStore({:?})", self.connections)
    }
}

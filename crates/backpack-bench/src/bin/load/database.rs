//! What the server says of itself, asked beside the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls, Row};

use crate::options::{self, Options};

/// Where the server is: the role that owns the tables.
pub(crate) const PLACE: &str = "BACKPACK_POSTGRES";
/// The same for the role of an application, which sees one space at a time.
pub(crate) const APPLICATION: &str = "BACKPACK_POSTGRES_APP";
/// The name under which the program's own questions run, so that they are not counted.
const ASKER: &str = "backpack-load";
/// How often connections are counted.
const EVERY: Duration = Duration::from_millis(200);

/// A connection of the program's own.
#[derive(Debug)]
pub(crate) struct Database(Client);

impl Database {
    /// Connects where the accounts live on a server.
    pub(crate) async fn connect(options: &Options) -> anyhow::Result<Option<Self>> {
        if options.database != options::Database::Postgres {
            return Ok(None);
        }
        let mut config: tokio_postgres::Config = place()?.parse()?;
        let (client, connection) = config.application_name(ASKER).connect(NoTls).await?;
        // It ends with the client.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Some(Self(client)))
    }

    /// Returns the connection itself.
    pub(crate) fn into_client(self) -> Client {
        self.0
    }

    pub(crate) async fn rows(&self, question: &str) -> anyhow::Result<Vec<Row>> {
        Ok(self.0.query(question, &[]).await?)
    }

    /// Returns one whole number.
    pub(crate) async fn count(&self, question: &str) -> anyhow::Result<u64> {
        let row = self.0.query_one(question, &[]).await?;
        Ok(u64::try_from(row.try_get::<_, i64>(0)?)?)
    }

    /// Returns how many bytes the server has logged since it was made.
    pub(crate) async fn log_position(&self) -> anyhow::Result<f64> {
        let bytes = self.count("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint").await?;
        Ok(bytes as f64)
    }

    async fn connections(&self) -> anyhow::Result<u64> {
        let question = format!(
            "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name IS DISTINCT FROM '{ASKER}'"
        );
        self.count(&question).await
    }
}

/// Returns the server's address.
pub(crate) fn place() -> anyhow::Result<String> {
    std::env::var(PLACE)
        .with_context(|| format!("{PLACE} names no server; crates/backpack-bench/load starts one"))
}

/// Counts connections all the while.
#[derive(Debug)]
pub(crate) struct Watch {
    ends: Arc<AtomicBool>,
    work: JoinHandle<anyhow::Result<u64>>,
}

impl Watch {
    pub(crate) async fn begin(options: &Options) -> anyhow::Result<Option<Self>> {
        let Some(database) = Database::connect(options).await? else { return Ok(None) };
        let ends = Arc::<AtomicBool>::default();
        let told = Arc::clone(&ends);
        let work = tokio::spawn(async move {
            let mut most = 0;
            while !told.load(Ordering::Relaxed) {
                most = database.connections().await?.max(most);
                tokio::time::sleep(EVERY).await;
            }
            Ok(most)
        });
        Ok(Some(Self { ends, work }))
    }

    /// Returns the most that were open at once.
    pub(crate) async fn end(self) -> anyhow::Result<u64> {
        self.ends.store(true, Ordering::Relaxed);
        self.work.await?
    }
}

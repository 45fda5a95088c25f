//! What every part of the crate speaks to the server through.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backpack_core::SpaceId;
use backpack_store::Error;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::{Config, NoTls, Row};

use crate::backoff::Backoff;
use crate::errors::{from_pool, from_postgres, is_passing};
use crate::options::PostgresOptions;
use crate::scope::{Mode, Scope};
use crate::sql::Statements;
use crate::tls;

/// How many spaces' versions are remembered.
const REMEMBERED: usize = 8192;
/// How long reads are tried again when their connection broke: long enough for connections that the server closed while
/// nobody used them, too short for a server that is away.
const READ_PATIENCE: Duration = Duration::from_millis(200);

/// A pool of connections, and what is said through them.
pub(crate) struct Connections {
    pool: Pool,
    pub(crate) sql: Statements,
    pub(crate) statement_timeout: Duration,
    pub(crate) patience: Duration,
    versions: Mutex<HashMap<SpaceId, i64>>,
}

impl Connections {
    pub(crate) fn new(options: &PostgresOptions) -> Result<Self, Error> {
        options.check_names()?;
        let manager = manager(options)?;
        let pool = Pool::builder(manager)
            .max_size(options.max_connections)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(options.wait_timeout),
                create: Some(options.connect_timeout),
                recycle: Some(options.connect_timeout),
            })
            .build()
            .map_err(|_| crate::errors::io("connect", "the pool cannot be made"))?;
        Ok(Self {
            pool,
            sql: Statements::new(&options.schema),
            statement_timeout: options.statement_timeout,
            patience: options.patience,
            versions: Mutex::default(),
        })
    }

    /// Returns a connection of the pool, or a new one.
    pub(crate) async fn client(&self, operation: &'static str) -> Result<Object, Error> {
        self.pool.get().await.map_err(|error| from_pool(&error, operation))
    }

    /// Runs one reading statement in a transaction of its own, in one round trip.
    pub(crate) async fn read(
        &self,
        operation: &'static str,
        scope: Scope,
        statement: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        let begin = scope.begin(Mode::Reading, self.statement_timeout);
        let mut backoff = Backoff::within(READ_PATIENCE);
        loop {
            let client = self.client(operation).await?;
            let (begun, rows, ended) = futures_util::join!(
                client.batch_execute(&begin),
                client.query_typed(statement, parameters),
                client.batch_execute("COMMIT")
            );
            match begun.and(rows).and_then(|rows| ended.map(|()| rows)) {
                Ok(rows) => return Ok(rows),
                Err(error) if is_passing(&error) && backoff.pause().await => {}
                Err(error) => return Err(from_postgres(&error, operation)),
            }
        }
    }

    /// Runs one writing statement that may run twice in a transaction of its own, in one round trip. Returns the number
    /// of rows that it changed.
    pub(crate) async fn write(
        &self,
        operation: &'static str,
        scope: Scope,
        statement: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<u64, Error> {
        let mut backoff = Backoff::within(self.patience);
        loop {
            let client = self.client(operation).await?;
            match self.write_on(&client, scope, statement, parameters).await {
                Ok(changed) => return Ok(changed),
                Err(error) if is_passing(&error) && backoff.pause().await => {}
                Err(error) => return Err(from_postgres(&error, operation)),
            }
        }
    }

    /// Runs one writing statement in a transaction of its own, once.
    pub(crate) async fn write_on(
        &self,
        client: &Object,
        scope: Scope,
        statement: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<u64, tokio_postgres::Error> {
        let begin = scope.begin(Mode::Writing, self.statement_timeout);
        let (begun, changed, ended) = futures_util::join!(
            client.batch_execute(&begin),
            client.execute_typed(statement, parameters),
            client.batch_execute("COMMIT")
        );
        begun.and(changed).and_then(|changed| ended.map(|()| changed))
    }

    /// Returns a version that the space's head has reached, if one is remembered.
    pub(crate) fn remembered(&self, space: SpaceId) -> Option<i64> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner).get(&space).copied()
    }

    /// Remembers a version that the space's head has reached.
    pub(crate) fn remember(&self, space: SpaceId, version: i64) {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        // Forgetting costs one look at the head, so nothing finer is needed.
        if versions.len() >= REMEMBERED && !versions.contains_key(&space) {
            versions.clear();
        }
        versions.insert(space, version);
    }

    /// Closes every connection; those in use when they come back.
    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// A value for a statement, with its type: the server need not be asked for it.
pub(crate) type Parameter<'a> = (&'a (dyn tokio_postgres::types::ToSql + Sync), tokio_postgres::types::Type);

fn manager(options: &PostgresOptions) -> Result<Manager, Error> {
    let connector = tls::connector(options)?;
    let mut config: Config = options.config.clone();
    config
        .ssl_mode(tls::mode(connector.as_ref()))
        .connect_timeout(options.connect_timeout)
        .keepalives(true)
        .keepalives_idle(Duration::from_secs(30))
        .keepalives_interval(Duration::from_secs(10))
        .keepalives_retries(3);
    if config.get_application_name().is_none() {
        config.application_name("backpack");
    }
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    Ok(match connector {
        Some(connector) => Manager::from_config(config, connector, recycling),
        None => Manager::from_config(config, NoTls, recycling),
    })
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.pool.status();
        write!(f, "Connections({} of {})", status.size, status.max_size)
    }
}

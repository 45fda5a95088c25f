//! The schema: made and brought up to date by the owner, looked at by everybody who connects.

mod steps;

use backpack_store::{Error, ErrorKind};
use deadpool_postgres::Object;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

use crate::backoff::Backoff;
use crate::connection::Connections;
use crate::errors::{Outcome, from_postgres, io, outcome};
use crate::options::{PostgresOptions, WeakDurability, WideRole};

/// Makes the schema, or brings it up to date, and grants the application's role what it needs.
pub(crate) async fn migrate(options: PostgresOptions) -> Result<(), Error> {
    let options = options.max_connections(1);
    let connections = Connections::new(&options)?;
    let mut backoff = Backoff::within(options.patience);
    loop {
        let client = connections.client("migrate").await?;
        match attempt(&client, &options).await {
            Ok(found) => {
                refuse_newer(found, "migrate")?;
                tune(&client, &options.schema).await;
                return Ok(());
            }
            // Whatever it was: a transaction that failed must not go back into the pool.
            Err(error) => {
                drop(Object::take(client));
                if !(is_a_race(&error) && backoff.pause().await) {
                    return Err(from_postgres(&error, "migrate"));
                }
            }
        }
    }
}

/// Refuses a schema that this version does not know, a server that loses commits, and a role that sees everything, as
/// the options say.
pub(crate) async fn check(connections: &Connections, options: &PostgresOptions) -> Result<(), Error> {
    let client = connections.client("connect").await?;
    let failed = |error: tokio_postgres::Error| from_postgres(&error, "connect");
    let version = match version(&client, &options.schema).await {
        Ok(version) => version,
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => 0,
        Err(error) => return Err(failed(error)),
    };
    refuse_newer(version, "connect")?;
    if version < steps::CURRENT {
        let why =
            if version == 0 { "the schema is not there" } else { "the schema is older than this version" };
        return Err(
            Error::new(ErrorKind::NotAStore, "connect").with_source(format!("{why}: run Postgres::migrate"))
        );
    }
    let text = "SELECT coalesce(current_setting('fsync', true) = 'off', false), \
                coalesce((SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user), false), \
                (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE n.nspname = $1 AND c.relname IN ('entries', 'key_files', 'anchors') \
                AND c.relrowsecurity AND c.relforcerowsecurity)";
    let row = client.query_typed_one(text, &[(&options.schema, Type::TEXT)]).await.map_err(failed)?;
    let unsafe_disk: bool = row.try_get(0).map_err(failed)?;
    let wide: bool = row.try_get(1).map_err(failed)?;
    let walled: i64 = row.try_get(2).map_err(failed)?;
    if unsafe_disk && options.weak_durability == WeakDurability::Refused {
        return Err(io("connect", "the server's fsync is off: it would lose what it acknowledged"));
    }
    if (wide || walled != 3) && options.wide_role == WideRole::Refused {
        return Err(io("connect", "row security does not bind this role"));
    }
    Ok(())
}

/// Returns the version that was found, which is left alone if it is newer.
async fn attempt(client: &Object, options: &PostgresOptions) -> Result<i32, tokio_postgres::Error> {
    let schema = &options.schema;
    // Somebody who may not make schemas can still bring one up to date.
    if version(client, schema).await.is_err_and(|error| error.code() == Some(&SqlState::UNDEFINED_TABLE)) {
        client
            .batch_execute(&format!(
                "CREATE SCHEMA IF NOT EXISTS {schema};
                CREATE TABLE IF NOT EXISTS {schema}.migrations (one smallint PRIMARY KEY, version integer NOT NULL);
                INSERT INTO {schema}.migrations (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING;"
            ))
            .await?;
    }
    // Whoever comes second waits here for the first to have ended.
    let begin = format!("BEGIN; SELECT version FROM {schema}.migrations WHERE one = 1 FOR UPDATE");
    client.batch_execute(&begin).await?;
    let found = version(client, schema).await?;
    for (to, statements) in steps::after(found, schema) {
        client.batch_execute(&statements).await?;
        client.batch_execute(&format!("UPDATE {schema}.migrations SET version = {to} WHERE one = 1")).await?;
    }
    if let (Some(role), true) = (&options.application_role, found <= steps::CURRENT) {
        client.batch_execute(&grants(schema, role)).await?;
    }
    client.batch_execute("COMMIT").await?;
    Ok(found)
}

async fn version(client: &Object, schema: &str) -> Result<i32, tokio_postgres::Error> {
    let text = format!("SELECT version FROM {schema}.migrations WHERE one = 1");
    client.query_typed_opt(&text, &[]).await?.map_or(Ok(0), |row| row.try_get(0))
}

fn grants(schema: &str, role: &str) -> String {
    format!(
        "GRANT USAGE ON SCHEMA {schema} TO \"{role}\";
        GRANT SELECT ON {schema}.migrations TO \"{role}\";
        GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.entries, {schema}.anchors TO \"{role}\";
        GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.key_files TO \"{role}\";"
    )
}

async fn tune(client: &Object, schema: &str) {
    for statement in steps::tuning(schema) {
        if let Err(error) = client.batch_execute(&statement).await {
            tracing::debug!(error = %from_postgres(&error, "migrate"), "the server does not know a tuning");
        }
    }
}

fn refuse_newer(version: i32, operation: &'static str) -> Result<(), Error> {
    if version > steps::CURRENT {
        return Err(Error::new(ErrorKind::NewerFormat(version.unsigned_abs()), operation));
    }
    Ok(())
}

/// Says whether another migration came between: of two that make the same thing at once, one meets the other's row in a
/// catalog of the server.
fn is_a_race(error: &tokio_postgres::Error) -> bool {
    let races = [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_SCHEMA,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
    ];
    outcome(error) == Outcome::OutOfOrder || error.code().is_some_and(|code| races.contains(code))
}

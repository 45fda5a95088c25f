//! One attempt: everything is sent before the first answer is waited for.

use backpack_store::{Batch, Key};
use deadpool_postgres::Object;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error as PostgresError, Row, Statement};

use crate::connection::Connections;
use crate::errors::{Outcome, outcome};
use crate::head::Mark;
use crate::scope::{Mode, Scope};
use crate::sql::Statements;

use super::writes::Writes;

/// How an attempt ended.
#[derive(Debug)]
pub(super) enum Attempt {
    /// It landed, as this version.
    Landed(i64),
    /// The lease is not held; nothing was written.
    Fenced,
    /// These keys are not as required; nothing was written.
    Broken(Vec<Key>),
    /// The space has no head yet; nothing was written.
    NoHead,
    /// The server refused; nothing was written.
    Refused(PostgresError),
    /// Another transaction came between; nothing was written.
    OutOfOrder(PostgresError),
    /// The connection broke: it may have landed, or may still.
    InDoubt,
}

/// Sends one transaction that writes the batch, and waits for its answers.
///
/// The statements depend on each other in the server alone: the first takes the space's lock, the second, which sees
/// everything that landed before the lock was got, moves the head if all is as required, and the others write only where
/// the head bears the mark of this attempt.
pub(super) async fn run(
    connections: &Connections,
    client: &Object,
    batch: &Batch,
    writes: &Writes<'_>,
    mark: Mark,
) -> Attempt {
    let sql = &connections.sql;
    let begin = Scope::Space(batch.space).begin(Mode::Writing, connections.statement_timeout);
    let (space, mark) = (batch.space.as_bytes().as_slice(), mark.as_bytes());
    let name = batch.fence.as_ref().map(|fence| &*fence.lease.name);
    let token = batch.fence.as_ref().map(|fence| fence.token.to_be_bytes());
    let token = token.as_ref().map(<[u8; 8]>::as_slice);
    let (required, deleted, put) = (&writes.required, &writes.deleted, &writes.put);

    let prepared = match Prepared::on(client, sql).await {
        Ok(prepared) => prepared,
        // Nothing of the batch was sent.
        Err(error) => {
            return match outcome(&error) {
                Outcome::Refused => Attempt::Refused(error),
                Outcome::OutOfOrder | Outcome::Unknown => Attempt::OutOfOrder(error),
            };
        }
    };
    let lock: [&(dyn ToSql + Sync); 1] = [&space];
    let decide: [&(dyn ToSql + Sync); 7] =
        [&space, &mark, &required.tables, &required.ids, &writes.versions, &name, &token];
    let delete: [&(dyn ToSql + Sync); 4] = [&space, &mark, &deleted.tables, &deleted.ids];
    let write: [&(dyn ToSql + Sync); 5] = [&space, &mark, &put.tables, &put.ids, &writes.values];
    let (begun, locked, decided, removed, written, ended) = futures_util::join!(
        client.batch_execute(&begin),
        client.query(&prepared.lock, &lock),
        client.query(&prepared.decide, &decide),
        async { if deleted.is_empty() { Ok(0) } else { client.execute(&prepared.delete, &delete).await } },
        async { if put.is_empty() { Ok(0) } else { client.execute(&prepared.put, &write).await } },
        client.batch_execute("COMMIT"),
    );
    let head_is_there = locked.as_ref().is_ok_and(|rows| !rows.is_empty());
    let decision = decided.as_ref().ok().and_then(|rows| Decision::read(rows));
    match decision {
        // Whatever became of the connection behind it: nothing was written, and nothing will be.
        Some(Decision { version: None, .. }) if !head_is_there => return Attempt::NoHead,
        Some(Decision { version: None, held: false, .. }) => return Attempt::Fenced,
        Some(Decision { version: None, broken, .. }) if !broken.is_empty() => {
            return Attempt::Broken(keys(batch, &broken));
        }
        _ => {}
    }
    let failed = begun.and(locked).and(decided).and(removed).and(written).map(drop).and(ended);
    match (failed, decision) {
        (Ok(()), Some(Decision { version: Some(version), .. })) => Attempt::Landed(version),
        (Ok(()), _) => Attempt::InDoubt,
        (Err(error), _) => match outcome(&error) {
            Outcome::Refused => Attempt::Refused(error),
            Outcome::OutOfOrder => Attempt::OutOfOrder(error),
            Outcome::Unknown => Attempt::InDoubt,
        },
    }
}

/// The statements of a commit as a connection knows them: read and planned once for all commits that it carries.
struct Prepared {
    lock: Statement,
    decide: Statement,
    delete: Statement,
    put: Statement,
}

impl Prepared {
    async fn on(client: &Object, sql: &Statements) -> Result<Self, PostgresError> {
        let (lock, decide, delete, put) = futures_util::try_join!(
            client.prepare_typed_cached(&sql.lock, &[Type::BYTEA]),
            client.prepare_typed_cached(
                &sql.decide,
                &[
                    Type::BYTEA,
                    Type::BYTEA,
                    Type::INT2_ARRAY,
                    Type::BYTEA_ARRAY,
                    Type::INT8_ARRAY,
                    Type::BYTEA,
                    Type::BYTEA,
                ],
            ),
            client.prepare_typed_cached(
                &sql.delete,
                &[Type::BYTEA, Type::BYTEA, Type::INT2_ARRAY, Type::BYTEA_ARRAY],
            ),
            client.prepare_typed_cached(
                &sql.put,
                &[Type::BYTEA, Type::BYTEA, Type::INT2_ARRAY, Type::BYTEA_ARRAY, Type::BYTEA_ARRAY],
            ),
        )?;
        Ok(Self { lock, decide, delete, put })
    }
}

/// What the server decided.
struct Decision {
    version: Option<i64>,
    held: bool,
    /// The places of the preconditions that do not hold, from 1.
    broken: Vec<i64>,
}

impl Decision {
    fn read(rows: &[Row]) -> Option<Self> {
        let row = rows.first()?;
        Some(Self { version: row.try_get(0).ok()?, held: row.try_get(1).ok()?, broken: row.try_get(2).ok()? })
    }
}

fn keys(batch: &Batch, places: &[i64]) -> Vec<Key> {
    let place = |place: &i64| usize::try_from(*place).ok()?.checked_sub(1);
    let precondition = |place| batch.preconditions.get(place);
    let broken = places.iter().filter_map(place).filter_map(precondition);
    broken.map(|precondition| batch.key(precondition.table, &precondition.id)).collect()
}

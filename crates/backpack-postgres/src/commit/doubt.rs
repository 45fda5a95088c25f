//! A commit in doubt: whether it landed, and that it cannot land any more if it did not.

use backpack_core::SpaceId;
use backpack_store::Error;
use deadpool_postgres::Object;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::backoff::Backoff;
use crate::connection::Connections;
use crate::errors::{from_postgres, is_passing, unavailable};
use crate::head::{Head, Mark, Trace};
use crate::scope::{Mode, Scope};

/// What became of a commit in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// It landed, as this version.
    Landed(i64),
    /// It did not land, and never will.
    Absent,
}

/// Returns the version of a space's head, which it makes if there is none, and remembers it.
pub(super) async fn first_look(connections: &Connections, space: SpaceId) -> Result<i64, Error> {
    let bytes = space.as_bytes().as_slice();
    let sql = &connections.sql.head;
    let rows = connections.read("commit", Scope::Space(space), sql, &[(&bytes, Type::BYTEA)]).await?;
    let version = match rows.first() {
        Some(row) => row.try_get(0).map_err(|error| from_postgres(&error, "commit"))?,
        None => {
            make_head(connections, space).await?;
            0
        }
    };
    connections.remember(space, version);
    Ok(version)
}

/// Makes a space's head, unless there is one. It stays for ever, since versions and tokens come from it.
pub(crate) async fn make_head(connections: &Connections, space: SpaceId) -> Result<(), Error> {
    let bytes = space.as_bytes().as_slice();
    let sql = &connections.sql.make_head;
    connections.write("commit", Scope::Space(space), sql, &[(&bytes, Type::BYTEA)]).await.map(drop)
}

/// Finds out what became of a commit whose connection broke, and that began when the head had at least the version
/// `since`. Tries for as long as `backoff` gives time.
pub(super) async fn resolve(
    connections: &Connections,
    space: SpaceId,
    mark: Mark,
    since: i64,
    backoff: &mut Backoff,
) -> Result<Resolved, Error> {
    tracing::info!("a connection broke during a commit; looking whether it landed");
    loop {
        if let Ok(client) = connections.client("commit").await {
            match look(connections, &client, space, mark, since).await {
                Ok(Trace::Landed(version)) => return Ok(Resolved::Landed(version)),
                Ok(Trace::Absent) => return Ok(Resolved::Absent),
                Ok(Trace::Lost) => {
                    return Err(unavailable(
                        "commit",
                        "the batch may have landed: too many others did since",
                    ));
                }
                Err(error) if is_passing(&error) => {}
                Err(error) => {
                    drop(Object::take(client));
                    tracing::warn!(error = %from_postgres(&error, "commit"), "cannot look whether a commit landed");
                }
            }
        }
        if !backoff.pause().await {
            return Err(unavailable(
                "commit",
                "the batch may have landed, or may still: the server stays away",
            ));
        }
    }
}

/// Looks for the mark under the space's lock. A commit that is not there is given up by a row of its own before the lock
/// is let go, since what was sent for it may still wait somewhere on its way to the server.
async fn look(
    connections: &Connections,
    client: &Object,
    space: SpaceId,
    mark: Mark,
    since: i64,
) -> Result<Trace, tokio_postgres::Error> {
    let sql = &connections.sql;
    let begin = Scope::Space(space).begin(Mode::Writing, connections.statement_timeout);
    let (bytes, id) = (space.as_bytes().as_slice(), mark.as_bytes());
    let locks = [(&bytes as _, Type::BYTEA)];
    let (begun, locked) =
        futures_util::join!(client.batch_execute(&begin), client.query_typed(&sql.lock, &locks));
    let rows = begun.and(locked)?;
    let trace = match rows.first() {
        Some(row) => head(row)?.trace(mark, since),
        None => Trace::Absent,
    };
    if let Trace::Landed(_) = trace {
        client.batch_execute("ROLLBACK").await?;
        return Ok(trace);
    }
    let gives_up = [(&bytes as _, Type::BYTEA), (&id as _, Type::BYTEA)];
    let (forgotten, given_up, ended) = futures_util::join!(
        client.execute_typed(&sql.forget_given_up, &locks),
        client.execute_typed(&sql.give_up, &gives_up),
        client.batch_execute("COMMIT")
    );
    forgotten.and(given_up)?;
    ended?;
    Ok(trace)
}

/// Reads the answer of the statement that takes the lock.
pub(crate) fn head(row: &Row) -> Result<Head, tokio_postgres::Error> {
    Ok(Head { version: row.try_get(0)?, marks: row.try_get::<_, Vec<u8>>(1)?.into() })
}

//! Leases: rows with a token and an end, by the server's clock alone.
//!
//! A lease is taken under the space's lock, as every commit is made: so whatever was written under the lease before is
//! there before somebody else holds it.

use std::time::Duration;

use backpack_store::{Error, ErrorKind, Fence, LeaseName};
use deadpool_postgres::Object;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::backoff::Backoff;
use crate::commit::make_head;
use crate::connection::Connections;
use crate::errors::{from_postgres, is_passing};
use crate::head::Mark;
use crate::scope::{Mode, Scope};

/// Takes a lease or extends it. Its future must be polled to its end.
pub(crate) async fn take(
    connections: &Connections,
    name: &LeaseName,
    ttl: Duration,
    held: Option<&Fence>,
) -> Result<Fence, Error> {
    let wanted = Wanted { name, ttl, held, mark: Mark::random("lease")? };
    let mut backoff = Backoff::within(connections.patience);
    loop {
        let client = connections.client("lease").await?;
        // An attempt that may have landed is made again with the same mark, and finds itself the holder.
        match wanted.attempt(connections, &client).await {
            Ok(Answer::Taken(token)) => return Ok(Fence::new(name.clone(), token)),
            Ok(Answer::Refused(kind)) => return Err(Error::new(kind, "lease")),
            Ok(Answer::NoHead) => {
                drop(client);
                make_head(connections, name.space).await?;
            }
            Err(error) if is_passing(&error) => {
                drop(client);
                if !backoff.pause().await {
                    return Err(from_postgres(&error, "lease"));
                }
            }
            Err(error) => return Err(from_postgres(&error, "lease")),
        }
    }
}

/// Gives a lease back, if the fence is its current one.
pub(crate) async fn release(connections: &Connections, fence: &Fence) -> Result<(), Error> {
    let (space, token) = (fence.lease.space, fence.token.to_be_bytes());
    connections
        .write(
            "release",
            Scope::Space(space),
            &connections.sql.release,
            &[
                (&space.as_bytes().as_slice(), Type::BYTEA),
                (&&*fence.lease.name, Type::BYTEA),
                (&token.as_slice(), Type::BYTEA),
            ],
        )
        .await
        .map(drop)
}

struct Wanted<'a> {
    name: &'a LeaseName,
    ttl: Duration,
    held: Option<&'a Fence>,
    mark: Mark,
}

enum Answer {
    Taken(u64),
    Refused(ErrorKind),
    NoHead,
}

impl Wanted<'_> {
    async fn attempt(
        &self,
        connections: &Connections,
        client: &Object,
    ) -> Result<Answer, tokio_postgres::Error> {
        let sql = &connections.sql;
        let begin = Scope::Space(self.name.space).begin(Mode::Writing, connections.statement_timeout);
        let (space, name) = (self.name.space.as_bytes().as_slice(), &*self.name.name);
        let locks = [(&space as _, Type::BYTEA)];
        let looks = [(&space as _, Type::BYTEA), (&name as _, Type::BYTEA)];
        let (begun, locked, found) = futures_util::join!(
            client.batch_execute(&begin),
            client.query_typed(&sql.lock, &locks),
            client.query_typed(&sql.lease, &looks)
        );
        let decided = match begun.and(locked).and_then(|locked| found.map(|found| (locked, found))) {
            Ok((locked, found)) => self.decide(&locked, &found),
            Err(error) => Err(error),
        };
        let (token, end, step) = match decided {
            Ok(Decision::Take { token, end, step }) => (token, end, step),
            Ok(Decision::Answer(answer)) => {
                client.batch_execute("ROLLBACK").await?;
                return Ok(answer);
            }
            Err(error) => {
                // If the server still listens, the connection is clean again; if not, the pool will see it.
                client.batch_execute("ROLLBACK").await.ok();
                return Err(error);
            }
        };
        let value = [token.to_be_bytes().as_slice(), self.mark.as_bytes()].concat();
        let mark = self.mark.as_bytes();
        let next = [(&space as _, Type::BYTEA), (&mark as _, Type::BYTEA)];
        let lease = [
            (&space as _, Type::BYTEA),
            (&name as _, Type::BYTEA),
            (&end as _, Type::INT8),
            (&value as _, Type::BYTEA),
        ];
        let (moved, put, ended) = futures_util::join!(
            async { if step { client.execute_typed(&sql.next, &next).await } else { Ok(0) } },
            client.execute_typed(&sql.put_lease, &lease),
            client.batch_execute("COMMIT")
        );
        moved.and(put)?;
        ended?;
        Ok(Answer::Taken(token))
    }

    fn decide(&self, locked: &[Row], found: &[Row]) -> Result<Decision, tokio_postgres::Error> {
        let (Some(head), Some(found)) = (locked.first(), found.first()) else {
            return Ok(Decision::Answer(Answer::NoHead));
        };
        let head: i64 = head.try_get(0)?;
        let now: i64 = found.try_get(0)?;
        let end = now.saturating_add(i64::try_from(self.ttl.as_micros()).unwrap_or(i64::MAX));
        let holder = Holder::read(found)?.filter(|holder| holder.end > now);
        Ok(match (self.held, holder) {
            (Some(fence), Some(holder)) if fence.lease == *self.name && fence.token == holder.token => {
                Decision::Take { token: holder.token, end, step: false }
            }
            (Some(_), _) => Decision::Answer(Answer::Refused(ErrorKind::Fenced)),
            // An attempt before this one landed, and only its answer was lost.
            (None, Some(holder)) if holder.mark == self.mark.as_bytes() => {
                Decision::Answer(Answer::Taken(holder.token))
            }
            (None, Some(holder)) => {
                let remains = Duration::from_micros(holder.end.abs_diff(now));
                Decision::Answer(Answer::Refused(ErrorKind::Held(remains)))
            }
            (None, None) => Decision::Take { token: (head + 1).unsigned_abs(), end, step: true },
        })
    }
}

enum Decision {
    /// `step` moves the head, from whose version a new token comes.
    Take {
        token: u64,
        end: i64,
        step: bool,
    },
    Answer(Answer),
}

struct Holder {
    end: i64,
    token: u64,
    mark: Vec<u8>,
}

impl Holder {
    fn read(row: &Row) -> Result<Option<Self>, tokio_postgres::Error> {
        let (end, value): (Option<i64>, Option<Vec<u8>>) = (row.try_get(1)?, row.try_get(2)?);
        let (Some(end), Some(value)) = (end, value) else { return Ok(None) };
        let Some((token, mark)) = value.split_first_chunk() else { return Ok(None) };
        Ok(Some(Self { end, token: u64::from_be_bytes(*token), mark: mark.to_vec() }))
    }
}

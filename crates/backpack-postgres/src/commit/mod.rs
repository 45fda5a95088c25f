//! A commit: one transaction in one round trip, and an answer even if its connection breaks.

mod attempt;
mod doubt;
mod writes;

use backpack_store::{Batch, Error, ErrorKind, Version};

use crate::backoff::Backoff;
use crate::connection::Connections;
use crate::errors::{from_postgres, unavailable};
use crate::head::Mark;

use attempt::Attempt;
use doubt::Resolved;
pub(crate) use doubt::make_head;
use writes::Writes;

/// Commits `batch`. Its future must be polled to its end.
pub(crate) async fn commit(connections: &Connections, batch: Batch) -> Result<Version, Error> {
    if batch.fence.as_ref().is_some_and(|fence| fence.lease.space != batch.space) {
        return Err(Error::new(ErrorKind::Fenced, "commit"));
    }
    let writes = Writes::of(&batch);
    let mut backoff = Backoff::within(connections.patience);
    loop {
        // Without a version to begin from, a commit in doubt could not be told from one that is long past.
        let since = match connections.remembered(batch.space) {
            Some(since) => since,
            None => doubt::first_look(connections, batch.space).await?,
        };
        let mark = Mark::random("commit")?;
        let client = connections.client("commit").await?;
        let attempt = attempt::run(connections, &client, &batch, &writes, mark).await;
        drop(client);
        match attempt {
            Attempt::Landed(version) => {
                connections.remember(batch.space, version);
                return Ok(Version(version.unsigned_abs()));
            }
            Attempt::Fenced => return Err(Error::new(ErrorKind::Fenced, "commit")),
            Attempt::Broken(keys) => return Err(Error::new(ErrorKind::Conflict(keys), "commit")),
            Attempt::Refused(error) => return Err(from_postgres(&error, "commit")),
            Attempt::OutOfOrder(error) => {
                if !backoff.pause().await {
                    return Err(from_postgres(&error, "commit"));
                }
            }
            Attempt::NoHead => make_head(connections, batch.space).await?,
            Attempt::InDoubt => {
                match doubt::resolve(connections, batch.space, mark, since, &mut backoff).await? {
                    Resolved::Landed(version) => return Ok(Version(version.unsigned_abs())),
                    // The server is there again.
                    Resolved::Absent if backoff.has_time() => {}
                    Resolved::Absent => {
                        return Err(unavailable(
                            "commit",
                            "the connection broke, and the batch did not land",
                        ));
                    }
                }
            }
        }
    }
}

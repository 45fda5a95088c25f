//! One commit group: drafted, committed under the head, anchored, applied, told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use backpack_store::{Anchor, Batch, Condition, ErrorKind, MAX_BATCH_BYTES, MAX_VALUE_BYTES, Version};
use bytes::Bytes;

use super::queue::{Landed, Waiting};
use super::{Draft, Drafted, Write};
use crate::catalog::Applying;
use crate::head::{self, Group, Head};
use crate::keep::{Inner, busy};
use crate::segment::{self, LogWriter, Part};
use crate::{Change, ChangeKind, Error, table};

/// How often a group is drafted anew because another process was faster.
const ATTEMPTS: usize = 64;

/// How far this process has come, and the version of the head it saw.
#[derive(Debug)]
pub(crate) struct HeadState {
    pub(crate) head: Head,
    /// `None` before the first commit group.
    pub(crate) version: Option<Version>,
}

/// Whether other processes may have committed what this one has not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    MayLag,
    Fresh,
}

/// A group that is ready to be committed.
struct Ready {
    batch: Batch,
    group: Group,
    parts: Vec<Part>,
    changes: Vec<ChangeKind>,
}

impl Inner {
    /// Commits a write, alone or with others that wait. Returns the version of what it put; `None` if it is stale.
    ///
    /// Runs to its end once begun: call it from a task of its own.
    pub(crate) async fn commit<W: Write + 'static>(
        self: &Arc<Self>,
        write: &Arc<Mutex<W>>,
    ) -> Result<Option<Version>, Error> {
        self.check_open()?;
        let mut answer = self.queue.join(write);
        let mut head = self.head.lock().await;
        loop {
            // Whoever held the head before may have committed this write along with its own.
            match answer.try_recv() {
                Ok(result) => return result.map(|landed| landed.version),
                Err(tokio::sync::oneshot::error::TryRecvError::Empty) => {}
                Err(tokio::sync::oneshot::error::TryRecvError::Closed) => return Err(Error::Closed),
            }
            let group = self.queue.next_group();
            if group.is_empty() {
                return Err(Error::Closed);
            }
            self.commit_group(&mut head, group).await;
        }
    }

    async fn commit_group(self: &Arc<Self>, head: &mut HeadState, mut writers: Vec<Waiting>) {
        let role = self.access.role();
        let mut sight = if self.is_shared() { Sight::MayLag } else { Sight::Fresh };
        for _ in 0..ATTEMPTS {
            // What was asked for under a role that was taken away meanwhile is not written.
            if self.access.role() > role {
                writers.into_iter().for_each(|writer| reply(writer, Err(Error::NotPermitted)));
                return;
            }
            let ready = match self.draft(head, &mut writers, sight) {
                Ok(Some(ready)) => ready,
                // What a writer misses another process may have written.
                Ok(None) => match self.catch_up(head).await {
                    Ok(_) => {
                        sight = Sight::Fresh;
                        continue;
                    }
                    Err(error) => return self.fail(writers, error),
                },
                Err(error) => return self.fail(writers, error),
            };
            if writers.is_empty() {
                return;
            }
            if ready.batch.bytes() > MAX_BATCH_BYTES {
                return self.fail(writers, Error::TooLarge("commit"));
            }
            match self.parts.store.commit(ready.batch.clone()).await {
                Ok(version) => {
                    let result = self.land(head, ready, version).await;
                    self.merge_now_and_then(head.head.sequence);
                    return answer(writers, Version(head.head.sequence), result.is_ok());
                }
                Err(error) => match error.kind() {
                    ErrorKind::Conflict(keys) if keys.iter().any(|key| key.table == table::HEAD) => {
                        if let Err(error) = self.catch_up(head).await {
                            return self.fail(writers, error);
                        }
                        sight = Sight::Fresh;
                    }
                    ErrorKind::Conflict(_) => return self.fail(writers, Error::Conflict),
                    ErrorKind::Fenced | ErrorKind::TooLarge => {
                        return self.fail(writers, Error::Store(error));
                    }
                    _ => return fail_all(writers, &error),
                },
            }
            tokio::task::yield_now().await;
        }
        self.fail(writers, Error::Busy);
    }

    /// Drafts all writers into one group. Those that cannot be drafted are answered and leave the group. Returns `None` if
    /// one cannot be, and this process may only be behind.
    fn draft(
        &self,
        head: &HeadState,
        writers: &mut Vec<Waiting>,
        sight: Sight,
    ) -> Result<Option<Ready>, Error> {
        let catalog = self.read_catalog();
        'again: loop {
            let mut draft = Draft::new(self, &catalog, &head.head);
            for at in 0..writers.len() {
                let Some(writer) = writers.get(at) else { break };
                let drafted = {
                    let mut write = writer.write.lock().unwrap_or_else(PoisonError::into_inner);
                    if self.access.role() > write.least() {
                        drop(write);
                        reply(writers.remove(at), Err(Error::NotPermitted));
                        continue 'again;
                    }
                    draft.fence = write.fence().cloned().or(draft.fence.take());
                    write.draft(&catalog, &mut draft)
                };
                let result = match drafted {
                    Ok(Drafted::Ready) => continue,
                    Ok(Drafted::Stale) => Ok(Landed { version: None }),
                    Err(_) if sight == Sight::MayLag => return Ok(None),
                    Err(error) => Err(error),
                };
                reply(writers.remove(at), result);
                continue 'again;
            }
            return self.seal_group(head, draft).map(Some);
        }
    }

    fn seal_group(&self, head: &HeadState, draft: Draft<'_>) -> Result<Ready, Error> {
        let keys = &self.parts.keys;
        let Draft { sequence, now, log, puts, deletes, conditions, changes, fence, .. } = draft;
        let mut batch = Batch::new(self.parts.space());
        for (table, id, value) in puts {
            batch = batch.put(table, id, value);
        }
        for (table, id) in deletes {
            batch = batch.delete(table, id);
        }
        let (parts, segments) = seal_log(keys, sequence, log)?;
        for (number, sealed) in (0..).zip(segments) {
            let id = segment::id(sequence, number);
            batch = batch.put(table::SEGMENT, Bytes::copy_from_slice(&id), sealed);
        }
        let group = Group::after(&head.head, &batch, now);
        let journal_id = sequence.to_be_bytes();
        let journal = head::JOURNAL.seal(keys, &journal_id, &group)?;
        batch = batch.put(table::JOURNAL, Bytes::copy_from_slice(&journal_id), journal);
        batch = seal_head(batch, keys, &group.head(), head.version)?;
        batch.preconditions.extend(conditions);
        batch.fence = fence;
        Ok(Ready { batch, group, parts, changes })
    }

    /// What was committed becomes visible here: anchor, catalog, listeners.
    async fn land(
        self: &Arc<Self>,
        head: &mut HeadState,
        ready: Ready,
        version: Version,
    ) -> Result<(), Error> {
        let Ready { group, parts, changes, .. } = ready;
        *head = HeadState { head: group.head(), version: Some(version) };
        let anchor = Anchor::new(group.sequence, group.hash);
        let inner = Arc::clone(self);
        // The disk and the processor have nothing to do with each other here.
        let (anchored, applied) = tokio::join!(
            self.parts.anchors.write(self.parts.space(), anchor),
            busy(move || inner.apply(group.sequence, &parts)),
        );
        if let Err(error) = anchored {
            // The commit stands. An anchor that lags only reveals less, and the next one makes up for it.
            tracing::warn!(%error, "the anchor could not be written");
        }
        if applied.is_err() {
            // What was just drafted does not fit the catalog it was drafted from: this handle knows nothing any more.
            self.shut();
        }
        applied?;
        for what in changes {
            // Nobody listening is no fault.
            self.changes.tell(Change::new(group.sequence, what));
        }
        Ok(())
    }

    fn apply(&self, sequence: u64, parts: &[Part]) -> Result<(), Error> {
        let mut catalog = self.write_catalog();
        let mut group = Applying::new(sequence);
        for part in parts {
            part.read(|change| catalog.apply(&mut group, change))?;
        }
        catalog.finish(&group);
        Ok(())
    }

    /// Answers writers that failed; of several each is tried alone, since only one may be at fault.
    fn fail(&self, mut writers: Vec<Waiting>, error: Error) {
        if writers.len() > 1 {
            self.queue.put_back(writers.into_iter());
        } else if let Some(writer) = writers.pop() {
            reply(writer, Err(error));
        }
    }
}

/// Returns a group's log as parts, and each as the sealed segment that it is stored as.
pub(crate) fn seal_log(
    keys: &backpack_keys::BackpackKeys,
    sequence: u64,
    log: LogWriter,
) -> Result<(Vec<Part>, Vec<Vec<u8>>), Error> {
    let mut waiting = VecDeque::from(log.finish());
    let (mut parts, mut segments) = (Vec::new(), Vec::new());
    while let Some(part) = waiting.pop_front() {
        let number = u16::try_from(parts.len()).map_err(|_| Error::TooLarge("commit"))?;
        let id = segment::id(sequence, number);
        let sealed = segment::seal(keys, &id, &part.frame(sequence, number, waiting.is_empty())?)?;
        // Ids and digests are random: the log of many small records hardly shrinks.
        if sealed.len() > MAX_VALUE_BYTES
            && let Some([first, second]) = part.halves()?
        {
            waiting.push_front(second);
            waiting.push_front(first);
            continue;
        }
        segments.push(sealed);
        parts.push(part);
    }
    Ok((parts, segments))
}

/// Adds the head to a batch, under the condition that nobody moved it since.
fn seal_head(
    batch: Batch,
    keys: &backpack_keys::BackpackKeys,
    head: &Head,
    version: Option<Version>,
) -> Result<Batch, Error> {
    let condition = version.map_or(Condition::Absent, Condition::At);
    let sealed = head::HEAD.seal(keys, &[], head)?;
    Ok(batch.put(table::HEAD, Bytes::new(), sealed).require(table::HEAD, Bytes::new(), condition))
}

fn answer(writers: Vec<Waiting>, version: Version, is_applied: bool) {
    for writer in writers {
        let landed = Landed { version: Some(version) };
        reply(writer, if is_applied { Ok(landed) } else { Err(Error::Tampered("catalog")) });
    }
}

/// Tells every writer that the store failed. None is tried again: what they wrote may have landed, and they would find it
/// there and take it for something that came before.
fn fail_all(writers: Vec<Waiting>, error: &backpack_store::Error) {
    for writer in writers {
        let same = backpack_store::Error::new(error.kind().clone(), error.operation());
        reply(writer, Err(Error::Store(same.with_retry(error.retry()))));
    }
}

/// A writer that no longer waits needs no answer.
fn reply(writer: Waiting, result: Result<Landed, Error>) {
    drop(writer.reply.send(result));
}

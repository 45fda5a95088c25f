//! The one thread that writes: many commits, one transaction of redb, then the answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use backpack_core::Clock;
use backpack_store::{Batch, Error, ErrorKind, Fence, LeaseName, Reclaimed, Version};
use redb::StorageError;
use tokio::sync::oneshot;

use crate::batch::{Group, begin};
use crate::errors::from_redb;
use crate::layout::HIGHEST_TOKEN;
use crate::open::Engine;
use crate::store::Shared;

/// A group is made durable once it holds this many bytes, though more commits wait.
const GROUP_BYTES: usize = 4 << 20;
/// The most rounds of one compaction. One moves most pages; each later one finds less.
const COMPACTION_ROUNDS: usize = 8;

/// What the store asks of the worker.
pub(crate) enum Command {
    Commit(Batch, Reply<Version>),
    Lease(LeaseName, Duration, Option<Fence>, Reply<Fence>),
    Release(Fence, Reply<()>),
    Reclaim(Reply<Reclaimed>),
    Close(Reply<()>),
}

type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// An answer that waits until its group is durable.
type Answer = Box<dyn FnOnce(Result<(), Error>)>;

pub(crate) struct Worker {
    engine: Engine,
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
}

impl Worker {
    pub(crate) fn new(engine: Engine, shared: Arc<Shared>, clock: Arc<dyn Clock>) -> Self {
        Self { engine, shared, clock }
    }

    /// Works until the store is closed or dropped.
    pub(crate) fn run(mut self, queue: &Receiver<Command>) {
        let mut alone = None;
        loop {
            let (mut group, mut bytes) = (Vec::new(), 0);
            let mut next = alone.take().or_else(|| queue.recv().ok());
            match next {
                None => break drop(self.close()),
                Some(Command::Close(reply)) => break drop(reply.send(self.close())),
                Some(Command::Reclaim(reply)) => {
                    drop(reply.send(self.reclaim()));
                    continue;
                }
                _ => {}
            }
            while let Some(command) = next {
                // These two wait until the group before them has landed.
                if matches!(command, Command::Close(_) | Command::Reclaim(_)) {
                    alone = Some(command);
                    break;
                }
                bytes += command.bytes();
                group.push(command);
                next = if bytes < GROUP_BYTES { queue.try_recv().ok() } else { None };
            }
            self.land(group, bytes);
        }
    }

    /// Applies a group, makes it durable, answers.
    fn land(&mut self, group: Vec<Command>, bytes: usize) {
        if self.engine.poisoned {
            group.into_iter().for_each(|command| command.refuse(ErrorKind::Poisoned));
            return;
        }
        if self.engine.ballast.make_room(bytes).is_err() {
            // What is too much together may fit one by one.
            match group.len() {
                1 => group.into_iter().for_each(|command| command.refuse(ErrorKind::Full)),
                _ => group.into_iter().for_each(|command| self.land_alone(command)),
            }
            return;
        }
        let mut answers = Vec::with_capacity(group.len());
        let shared = Arc::clone(&self.shared);
        let landed = catch_unwind(AssertUnwindSafe(|| {
            shared.with("commit", |database| {
                let transaction = begin(database)?;
                let mut changes = Group::new(&transaction)?;
                for command in group {
                    answers.push(self.stage(&mut changes, command));
                }
                let changed = changes.changed();
                drop(changes);
                if self.engine.poisoned || !changed {
                    return transaction.abort().map_err(|error| from_redb(error, "commit"));
                }
                transaction.commit().map_err(|error| from_redb(error, "commit"))
            })
        }));
        if matches!(landed, Ok(Ok(()))) && !self.engine.poisoned {
            answers.into_iter().for_each(|answer| answer(Ok(())));
            return;
        }
        self.poison();
        answers.into_iter().for_each(|answer| answer(Err(Error::new(ErrorKind::Poisoned, "commit"))));
    }

    fn land_alone(&mut self, command: Command) {
        let bytes = command.bytes();
        self.land(vec![command], bytes);
    }

    /// Adds what a command writes to the group's changes. Its answer waits until they are durable.
    fn stage(&mut self, changes: &mut Group<'_>, command: Command) -> Answer {
        match command {
            Command::Commit(batch, reply) => {
                let landed = self.commit(changes, batch);
                Box::new(move |durable| drop(reply.send(durable.and(landed))))
            }
            Command::Lease(name, ttl, held, reply) => {
                let taken = self.lease(changes, &name, ttl, held.as_ref());
                Box::new(move |durable| drop(reply.send(durable.and(taken))))
            }
            Command::Release(fence, reply) => {
                self.engine.leases.release(&fence);
                Box::new(move |durable| drop(reply.send(durable)))
            }
            // These two are never part of a group.
            Command::Reclaim(reply) => Box::new(move |_| drop(reply)),
            Command::Close(reply) => Box::new(move |durable| drop(reply.send(durable))),
        }
    }

    fn commit(&mut self, changes: &mut Group<'_>, batch: Batch) -> Result<Version, Error> {
        if let Some(fence) = &batch.fence
            && !(fence.lease.space == batch.space && self.engine.leases.holds(fence, self.clock.now()))
        {
            return Err(Error::new(ErrorKind::Fenced, "commit"));
        }
        let broken = changes.broken_preconditions(&batch).map_err(|error| self.spoil(error, "commit"))?;
        if !broken.is_empty() {
            return Err(Error::new(ErrorKind::Conflict(broken), "commit"));
        }
        let version = Version(self.engine.last_version + 1);
        changes.write(batch, version).map_err(|error| self.spoil(error, "commit"))?;
        self.engine.last_version = version.0;
        Ok(version)
    }

    fn lease(
        &mut self,
        changes: &mut Group<'_>,
        name: &LeaseName,
        ttl: Duration,
        held: Option<&Fence>,
    ) -> Result<Fence, Error> {
        let before = self.engine.leases.highest_token();
        let (fence, _) = self.engine.leases.take(name, ttl, held, self.clock.now())?;
        // A lease dies with its opener, since there is one at a time; what outlives it is that tokens only grow.
        let highest = self.engine.leases.highest_token();
        if highest != before {
            changes.note(HIGHEST_TOKEN, highest).map_err(|error| self.spoil(error, "lease"))?;
        }
        Ok(fence)
    }

    /// Notes that redb failed half-way: nothing of the group's transaction may land.
    fn spoil(&mut self, error: StorageError, operation: &'static str) -> Error {
        self.engine.poisoned = true;
        from_redb(error, operation)
    }

    fn poison(&mut self) {
        self.engine.poisoned = true;
        self.shared.poison();
    }

    /// Moves pages to the front of the file and cuts it, while nobody reads.
    fn reclaim(&mut self) -> Result<Reclaimed, Error> {
        if self.engine.poisoned {
            return Err(Error::new(ErrorKind::Poisoned, "reclaim"));
        }
        self.engine.ballast.make_room(0)?;
        let before = self.engine.bytes("reclaim")?;
        let shared = Arc::clone(&self.shared);
        let compacted = catch_unwind(AssertUnwindSafe(|| {
            shared.alone("reclaim", |database| {
                for _ in 0..COMPACTION_ROUNDS {
                    if !database.compact().map_err(|error| from_redb(error, "reclaim"))? {
                        break;
                    }
                }
                Ok(())
            })
        }));
        if !matches!(compacted, Ok(Ok(()))) {
            self.poison();
            return compacted
                .unwrap_or_else(|_| Err(Error::new(ErrorKind::Damaged, "reclaim")))
                .map(|()| Reclaimed::new(before, before));
        }
        Ok(Reclaimed::new(before, self.engine.bytes("reclaim")?))
    }

    fn close(self) -> Result<(), Error> {
        let database = self.shared.close();
        let closed = database.map(|database| catch_unwind(AssertUnwindSafe(|| database.close())));
        match closed {
            Some(Ok(closed)) if !self.engine.poisoned => closed.map_err(|error| from_redb(error, "close")),
            _ => Err(Error::new(ErrorKind::Poisoned, "close")),
        }
    }
}

impl Command {
    fn bytes(&self) -> usize {
        match self {
            Self::Commit(batch, _) => batch.bytes(),
            _ => 128,
        }
    }

    fn refuse(self, kind: ErrorKind) {
        match self {
            Self::Commit(_, reply) => drop(reply.send(Err(Error::new(kind, "commit")))),
            Self::Lease(.., reply) => drop(reply.send(Err(Error::new(kind, "lease")))),
            Self::Reclaim(reply) => drop(reply.send(Err(Error::new(kind, "reclaim")))),
            Self::Release(_, reply) | Self::Close(reply) => {
                drop(reply.send(Err(Error::new(kind, "release"))));
            }
        }
    }
}

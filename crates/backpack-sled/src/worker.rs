//! The one thread that writes: many commits, one flush, one fsync, then the answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use backpack_store::{Batch, Error, ErrorKind, Fence, LeaseName, Reclaimed, Version};
use tokio::sync::oneshot;

use crate::batch::{Group, broken_preconditions, stage};
use crate::compact;
use crate::engine::Engine;
use crate::errors::from_sled;
use crate::layout::HIGHEST_TOKEN;
use crate::options::SledOptions;
use crate::store::{Phase, Shared};

/// A group is made durable once it holds this many bytes, though more commits wait: a larger one needs syncs in between.
const GROUP_BYTES: usize = 256 << 10;

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
    options: SledOptions,
}

impl Worker {
    pub(crate) fn new(engine: Engine, options: SledOptions) -> (Self, Arc<Shared>) {
        let shared = Arc::new(Shared::new((*engine.db).clone()));
        (Self { engine, shared: Arc::clone(&shared), options }, shared)
    }

    /// Works until the store is closed or dropped.
    pub(crate) fn run(mut self, queue: &Receiver<Command>) {
        let mut closing = None;
        while closing.is_none() {
            let Ok(first) = queue.recv() else { break };
            let (mut group, mut bytes, mut reclaiming) = (Vec::new(), 0, None);
            let mut next = Some(first);
            while let Some(command) = next {
                match command {
                    Command::Close(reply) => {
                        closing = Some(reply);
                        break;
                    }
                    Command::Reclaim(reply) => {
                        reclaiming = Some(reply);
                        break;
                    }
                    _ => {}
                }
                bytes += command.bytes();
                group.push(command);
                next = if bytes < GROUP_BYTES { queue.try_recv().ok() } else { None };
            }
            if !group.is_empty() {
                self.land(group, bytes);
            }
            if let Some(reply) = reclaiming {
                drop(reply.send(self.reclaim()));
            }
        }
        let closed = self.close();
        if let Some(reply) = closing {
            drop(reply.send(closed));
        }
    }

    /// Applies a group, makes it durable, answers.
    fn land(&mut self, group: Vec<Command>, bytes: usize) {
        if self.engine.poisoned {
            group
                .into_iter()
                .for_each(|command| command.refuse(&|| Error::new(ErrorKind::Poisoned, "commit")));
            return;
        }
        let room = self.engine.ballast.make_room(bytes);
        if room.is_err() && group.len() > 1 {
            // What is too much together may fit one by one.
            group.into_iter().for_each(|command| self.land_alone(command));
            return;
        }
        let mut answers: Vec<Answer> = Vec::with_capacity(group.len());
        let landed = catch_unwind(AssertUnwindSafe(|| {
            let mut changes = Group::new((*self.engine.db).clone());
            for command in group {
                match &room {
                    Ok(()) => answers.push(self.stage(&mut changes, command)),
                    Err(_) => command.refuse(&|| Error::new(ErrorKind::Full, "commit")),
                }
            }
            if self.engine.poisoned || changes.is_empty() {
                return Ok(());
            }
            let (tree, shared) = ((*self.engine.db).clone(), Arc::clone(&self.shared));
            self.engine.apply(changes, |batch| shared.exclusively(|| tree.apply_batch(batch)))
        }));
        match landed {
            Ok(Ok(())) if !self.engine.poisoned => {
                answers.into_iter().for_each(|answer| answer(Ok(())));
            }
            _ => {
                self.engine.poisoned = true;
                self.shared.enter(Phase::Poisoned);
                let refusal = || Error::new(ErrorKind::Poisoned, "commit");
                answers.into_iter().for_each(|answer| answer(Err(refusal())));
            }
        }
    }

    /// Writes the store anew, after everything that came before.
    fn reclaim(&mut self) -> Result<Reclaimed, Error> {
        if self.engine.poisoned {
            return Err(Error::new(ErrorKind::Poisoned, "reclaim"));
        }
        let Self { engine, shared, options } = self;
        let reclaimed = catch_unwind(AssertUnwindSafe(|| compact::reclaim(engine, shared, options)));
        reclaimed.unwrap_or_else(|_| {
            self.engine.poisoned = true;
            self.shared.enter(Phase::Poisoned);
            Err(Error::new(ErrorKind::Poisoned, "reclaim"))
        })
    }

    fn land_alone(&mut self, command: Command) {
        let bytes = command.bytes();
        self.land(vec![command], bytes);
    }

    /// Adds what a command writes to the group's changes. Its answer waits until they are durable.
    fn stage(&mut self, changes: &mut Group, command: Command) -> Answer {
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
            Command::Reclaim(reply) => Box::new(move |_| drop(reply)),
            Command::Close(reply) => Box::new(move |durable| drop(reply.send(durable))),
        }
    }

    fn commit(&mut self, changes: &mut Group, batch: Batch) -> Result<Version, Error> {
        if let Some(fence) = &batch.fence
            && !(fence.lease.space == batch.space
                && self.engine.leases.holds(fence, self.options.clock.now()))
        {
            return Err(Error::new(ErrorKind::Fenced, "commit"));
        }
        let broken = broken_preconditions(changes, &batch).map_err(|error| self.spoil(&error, "commit"))?;
        if !broken.is_empty() {
            return Err(Error::new(ErrorKind::Conflict(broken), "commit"));
        }
        let version = Version(self.engine.last_version + 1);
        stage(changes, batch, version).map_err(|error| self.spoil(&error, "commit"))?;
        self.engine.last_version = version.0;
        Ok(version)
    }

    fn lease(
        &mut self,
        changes: &mut Group,
        name: &LeaseName,
        ttl: Duration,
        held: Option<&Fence>,
    ) -> Result<Fence, Error> {
        let before = self.engine.leases.highest_token();
        let (fence, _) = self.engine.leases.take(name, ttl, held, self.options.clock.now())?;
        // A lease dies with its opener, since there is one at a time; what outlives it is that tokens only grow.
        let highest = self.engine.leases.highest_token();
        if highest != before {
            changes.insert(HIGHEST_TOKEN, &highest.to_be_bytes());
        }
        Ok(fence)
    }

    /// Notes that sled failed to read: what it holds can no longer be trusted.
    fn spoil(&mut self, error: &sled::Error, operation: &'static str) -> Error {
        self.engine.poisoned = true;
        from_sled(error, operation)
    }

    fn close(mut self) -> Result<(), Error> {
        let poisoned = || Err(Error::new(ErrorKind::Poisoned, "close"));
        // What once failed to be made durable is not tried again: the answer would mean nothing.
        let durable = if self.engine.poisoned {
            poisoned()
        } else {
            catch_unwind(AssertUnwindSafe(|| self.engine.make_all_durable())).unwrap_or_else(|_| poisoned())
        };
        self.shared.enter(Phase::Closed);
        // sled may panic while it shuts down over a failed disk; there is nothing left to save then.
        let is_durable = durable.is_ok();
        drop(catch_unwind(AssertUnwindSafe(|| {
            if is_durable { self.engine.close() } else { drop(self.engine) }
        })));
        durable
    }
}

impl Command {
    fn bytes(&self) -> usize {
        match self {
            Self::Commit(batch, _) => batch.bytes(),
            _ => 128,
        }
    }

    fn refuse(self, error: &dyn Fn() -> Error) {
        match self {
            Self::Commit(_, reply) => drop(reply.send(Err(error()))),
            Self::Lease(.., reply) => drop(reply.send(Err(error()))),
            Self::Reclaim(reply) => drop(reply.send(Err(error()))),
            Self::Release(_, reply) | Self::Close(reply) => drop(reply.send(Err(error()))),
        }
    }
}

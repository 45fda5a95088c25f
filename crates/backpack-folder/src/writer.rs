//! The one thread that writes: many commits land together, then they are answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use backpack_core::Clock;
use backpack_store::{Batch, Error, ErrorKind, Fence, LeaseName, Leases, Reclaimed, Version};

use crate::command::{Command, Reply};
use crate::{Ballast, Engine, Group, Lock, Opened, Readable};

/// An answer that waits until its group is durable.
type Answer = Box<dyn FnOnce(Result<(), Error>)>;

/// What a command is answered if its group lands; an error of the engine means that the group must not.
type Staged<T> = Result<Result<T, Error>, Error>;

pub(crate) struct Writer<E: Engine> {
    engine: E,
    readable: Arc<Readable<E::Reader>>,
    ballast: Ballast,
    ledger: Ledger,
    /// Dropped last.
    lock: Lock,
}

/// What the commits of a store are counted and fenced by.
struct Ledger {
    leases: Leases,
    last_version: u64,
    clock: Arc<dyn Clock>,
}

impl<E: Engine> Writer<E> {
    pub(crate) fn new(opened: Opened<E>, clock: Arc<dyn Clock>) -> (Self, Arc<Readable<E::Reader>>) {
        let Opened { engine, reader, last_version, highest_token, ballast, lock } = opened;
        let readable = Arc::new(Readable::new(reader));
        let ledger = Ledger { leases: Leases::after(highest_token), last_version, clock };
        (Self { engine, readable: Arc::clone(&readable), ballast, ledger, lock }, readable)
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
                if command.stands_alone() {
                    alone = Some(command);
                    break;
                }
                bytes += command.bytes();
                group.push(command);
                next = if bytes < E::GROUP_BYTES { queue.try_recv().ok() } else { None };
            }
            self.land(group, bytes);
        }
    }

    /// Applies a group, makes it durable, answers.
    fn land(&mut self, group: Vec<Command>, bytes: usize) {
        if !self.readable.is_open() {
            return group.into_iter().for_each(|command| command.refuse(ErrorKind::Poisoned));
        }
        if self.ballast.make_room(bytes).is_err() {
            // What is too much together may fit one by one.
            return match group.len() {
                1 => group.into_iter().for_each(|command| command.refuse(ErrorKind::Full)),
                _ => group.into_iter().for_each(|command| self.land_alone(command)),
            };
        }
        let Self { engine, readable, ledger, .. } = self;
        let (mut answers, mut waiting) = (Vec::with_capacity(group.len()), group.into_iter());
        let mut stage = |changes: &mut dyn Group| {
            let mut staged = Ok(());
            for command in waiting.by_ref() {
                let (answer, failed) = ledger.stage(changes, command);
                answers.push(answer);
                staged = staged.and(failed);
            }
            staged
        };
        let landed = catch_unwind(AssertUnwindSafe(|| engine.land(readable, &mut stage)));
        if matches!(landed, Ok(Ok(()))) {
            return answers.into_iter().for_each(|answer| answer(Ok(())));
        }
        self.readable.poison();
        answers.into_iter().for_each(|answer| answer(Err(Error::new(ErrorKind::Poisoned, "commit"))));
        // An engine may have failed before it asked what there is to write.
        waiting.for_each(|command| command.refuse(ErrorKind::Poisoned));
    }

    fn land_alone(&mut self, command: Command) {
        let bytes = command.bytes();
        self.land(vec![command], bytes);
    }

    /// Gives room back, after everything that came before.
    fn reclaim(&mut self) -> Result<Reclaimed, Error> {
        if !self.readable.is_open() {
            return Err(Error::new(ErrorKind::Poisoned, "reclaim"));
        }
        self.ballast.make_room(0)?;
        let Self { engine, readable, .. } = self;
        catch_unwind(AssertUnwindSafe(|| engine.reclaim(readable))).unwrap_or_else(|_| {
            self.readable.poison();
            Err(Error::new(ErrorKind::Poisoned, "reclaim"))
        })
    }

    fn close(self) -> Result<(), Error> {
        let Self { mut engine, readable, lock, .. } = self;
        let poisoned = || Error::new(ErrorKind::Poisoned, "close");
        // What once failed to be made durable is not tried again: the answer would mean nothing.
        let settled = if readable.is_open() {
            catch_unwind(AssertUnwindSafe(|| engine.settle())).unwrap_or_else(|_| Err(poisoned()))
        } else {
            Err(poisoned())
        };
        let reader = readable.close();
        // An engine may panic while it shuts down over a failed disk; there is nothing left to save then.
        let closed = catch_unwind(AssertUnwindSafe(|| match (settled, reader) {
            (Ok(()), Some(reader)) => engine.close(reader),
            (settled, reader) => {
                drop((reader, engine));
                settled
            }
        }));
        drop(lock);
        closed.unwrap_or_else(|_| Err(poisoned()))
    }
}

impl Ledger {
    /// Adds what a command writes to the group's changes. Its answer waits until they are durable.
    ///
    /// The second value is an error if the engine failed half-way: nothing of the group may land then.
    fn stage(&mut self, changes: &mut dyn Group, command: Command) -> (Answer, Result<(), Error>) {
        match command {
            Command::Commit(batch, reply) => later(reply, self.commit(changes, batch)),
            Command::Lease(name, ttl, held, reply) => {
                later(reply, self.lease(changes, &name, ttl, held.as_ref()))
            }
            Command::Release(fence, reply) => {
                self.leases.release(&fence);
                later(reply, Ok(Ok(())))
            }
            // These two are never part of a group.
            Command::Close(reply) => later(reply, Ok(Ok(()))),
            Command::Reclaim(reply) => (Box::new(move |_| drop(reply)), Ok(())),
        }
    }

    fn commit(&mut self, changes: &mut dyn Group, batch: Batch) -> Staged<Version> {
        if let Some(fence) = &batch.fence
            && !(fence.lease.space == batch.space && self.leases.holds(fence, self.clock.now()))
        {
            return Ok(Err(Error::new(ErrorKind::Fenced, "commit")));
        }
        let mut broken = Vec::new();
        for precondition in &batch.preconditions {
            if !changes.holds(batch.space, precondition)? {
                broken.push(batch.key(precondition.table, &precondition.id));
            }
        }
        if !broken.is_empty() {
            return Ok(Err(Error::new(ErrorKind::Conflict(broken), "commit")));
        }
        let version = Version(self.last_version + 1);
        changes.write(batch, version)?;
        self.last_version = version.0;
        Ok(Ok(version))
    }

    fn lease(
        &mut self,
        changes: &mut dyn Group,
        name: &LeaseName,
        ttl: Duration,
        held: Option<&Fence>,
    ) -> Staged<Fence> {
        let before = self.leases.highest_token();
        let fence = match self.leases.take(name, ttl, held, self.clock.now()) {
            Ok((fence, _)) => fence,
            Err(refused) => return Ok(Err(refused)),
        };
        // A lease dies with its opener, since there is one at a time; what outlives it is that tokens only grow.
        let highest = self.leases.highest_token();
        if highest != before {
            changes.note_token(highest)?;
        }
        Ok(Ok(fence))
    }
}

/// Returns the answer that waits until the group is durable, and whether the engine failed.
fn later<T: 'static>(reply: Reply<T>, staged: Staged<T>) -> (Answer, Result<(), Error>) {
    let (said, failed) = match staged {
        Ok(said) => (said, Ok(())),
        Err(error) => (Err(Error::new(ErrorKind::Poisoned, "commit")), Err(error)),
    };
    (Box::new(move |durable| drop(reply.send(durable.and(said)))), failed)
}

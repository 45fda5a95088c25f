//! The front of a store: reads on the caller's thread, writes on the worker's.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use backpack_core::Clock;
use backpack_store::{Batch, Error, ErrorKind, Fence, LeaseName, Reclaimed, Version};
use tokio::sync::oneshot;

use crate::command::{Command, Reply};
use crate::writer::Writer;
use crate::{Engine, Opened, Readable, from_io};

/// The front of a store whose engine is read through an `R`.
///
/// Its calls are those of the store contract. Dropping a `commit` that has been polled once lets it land; dropping it
/// before that means it never was. Dropping the front waits until what was committed is durable and the folder is free.
pub struct Front<R> {
    readable: Arc<Readable<R>>,
    commands: Sender<Command>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl<R: Send + Sync + 'static> Front<R> {
    /// Opens a store by `open` on a thread of its own, which then writes; leases run out by `clock`.
    ///
    /// # Errors
    ///
    /// What `open` says; [`ErrorKind::Damaged`] if it panics, [`ErrorKind::Io`] if there can be no thread.
    pub async fn start<E: Engine<Reader = R>>(
        thread: &str,
        clock: Arc<dyn Clock>,
        open: impl FnOnce() -> Result<Opened<E>, Error> + Send + 'static,
    ) -> Result<Self, Error> {
        let (opened, wait) = oneshot::channel();
        let (commands, queue) = channel();
        let body = move || match catch_unwind(AssertUnwindSafe(open)) {
            Ok(Ok(store)) => {
                let (writer, readable) = Writer::new(store, clock);
                // If nobody waits any more, the queue is closed too, and the worker ends at once.
                drop(opened.send(Ok(readable)));
                writer.run(&queue);
            }
            Ok(Err(error)) => drop(opened.send(Err(error))),
            Err(_) => drop(opened.send(Err(Error::new(ErrorKind::Damaged, "open")))),
        };
        let worker = std::thread::Builder::new().name(thread.to_owned()).spawn(body);
        let worker = worker.map_err(|error| from_io(&error, "open"))?;
        let readable = wait.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Io, "open")))?;
        Ok(Self { readable, commands, worker: Mutex::new(Some(worker)) })
    }

    /// Reads by `read`, on this thread.
    ///
    /// # Errors
    ///
    /// What `read` says; [`ErrorKind::Damaged`] if it panics, [`ErrorKind::Poisoned`] and [`ErrorKind::Closed`].
    pub fn read<T>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&R) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.readable.read(operation, read)
    }

    /// Lets a batch land.
    ///
    /// # Errors
    ///
    /// As the contract's `commit`.
    pub async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        batch.check_limits()?;
        self.ask("commit", |reply| Command::Commit(batch, reply)).await
    }

    /// Takes or renews a lease.
    ///
    /// # Errors
    ///
    /// As the contract's `lease`.
    pub async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        name.check_limits()?;
        self.ask("lease", |reply| Command::Lease(name.clone(), ttl, held.cloned(), reply)).await
    }

    /// Gives a lease back.
    ///
    /// # Errors
    ///
    /// As the contract's `release`.
    pub async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.ask("release", |reply| Command::Release(fence.clone(), reply)).await
    }

    /// Gives room back to the system, after everything that came before.
    ///
    /// # Errors
    ///
    /// As the contract's `reclaim`.
    pub async fn reclaim(&self) -> Result<Reclaimed, Error> {
        self.ask("reclaim", Command::Reclaim).await
    }

    /// Makes everything durable and lets go of the folder.
    ///
    /// # Errors
    ///
    /// As the contract's `close`.
    pub async fn close(&self) -> Result<(), Error> {
        match self.ask("close", Command::Close).await {
            Err(error) if *error.kind() == ErrorKind::Closed => Ok(()),
            answer => answer,
        }
    }

    async fn ask<T>(
        &self,
        operation: &'static str,
        command: impl FnOnce(Reply<T>) -> Command,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(command(reply)).is_err() {
            return Err(self.readable.refusal(operation));
        }
        answer.await.unwrap_or_else(|_| Err(self.readable.refusal(operation)))
    }
}

impl<R> Drop for Front<R> {
    fn drop(&mut self) {
        // The worker ends when the last sender is gone.
        self.commands = channel().0;
        let worker = self.worker.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            // A worker that panicked has nothing left to say.
            drop(worker.join());
        }
    }
}

impl<R> fmt::Debug for Front<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Front").finish_non_exhaustive()
    }
}

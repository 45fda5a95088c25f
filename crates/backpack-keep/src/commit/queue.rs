//! Who waits for a commit. The first to get the head commits for all that wait with it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use backpack_store::{Fence, MAX_BATCH_BYTES, Version};
use tokio::sync::oneshot;

use super::Write;
use crate::Error;

/// The bytes a group is filled up to: a batch's limit, less what head, journal and rounding may take.
const GROUP_BYTES: usize = MAX_BATCH_BYTES - (64 << 10);

/// One writer that waits.
pub(crate) struct Waiting {
    pub(super) write: Arc<Mutex<dyn Write>>,
    pub(super) reply: oneshot::Sender<Result<Landed, Error>>,
    room: usize,
    fence: Option<Fence>,
    is_alone: bool,
}

/// Where a write landed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Landed {
    /// The version of the rows that it put, which is the commit group; `None` if it must be prepared again, and nothing was
    /// written.
    pub(crate) version: Option<Version>,
}

/// The writers that wait, in order.
#[derive(Default)]
pub(crate) struct Queue(Mutex<VecDeque<Waiting>>);

impl Queue {
    /// Adds a writer. Returns where its answer will arrive.
    pub(crate) fn join<W: Write + 'static>(
        &self,
        write: &Arc<Mutex<W>>,
    ) -> oneshot::Receiver<Result<Landed, Error>> {
        let (reply, answer) = oneshot::channel();
        let (room, fence, is_alone) = {
            let write = write.lock().unwrap_or_else(PoisonError::into_inner);
            (write.room(), write.fence().cloned(), write.is_alone())
        };
        let write: Arc<Mutex<dyn Write>> = Arc::<Mutex<W>>::clone(write);
        self.lock().push_back(Waiting { write, reply, room, fence, is_alone });
        answer
    }

    /// Takes the writers of the next group.
    pub(super) fn next_group(&self) -> Vec<Waiting> {
        let mut queue = self.lock();
        let mut group: Vec<Waiting> = Vec::new();
        let mut room = 0;
        while let Some(next) = queue.front() {
            // A batch has one fence: those under the same lease go together.
            let joins = |first: &Waiting| {
                room + next.room <= GROUP_BYTES
                    && !next.is_alone
                    && !first.is_alone
                    && next.fence == first.fence
            };
            if group.first().is_some_and(|first| !joins(first)) {
                break;
            }
            room += next.room;
            group.extend(queue.pop_front());
        }
        group
    }

    /// Puts writers back before all others, in order.
    pub(super) fn put_back(&self, writers: impl DoubleEndedIterator<Item = Waiting>) {
        let mut queue = self.lock();
        for mut writer in writers.rev() {
            writer.is_alone = true;
            queue.push_front(writer);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Queue({} waiting)", self.lock().len())
    }
}

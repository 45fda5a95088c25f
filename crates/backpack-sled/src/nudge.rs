//! Waking a flush that sled forgot.
//!
//! When one of sled's threads cannot write, sled notes the error, and in one of two places forgets to wake whoever waits
//! for that write: the flush would never return. Another flush, from another thread, meets the error and wakes it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use sled::Tree;

/// How long a flush may take before it is looked after. A slow disk only gets a second flush.
const PATIENCE: Duration = Duration::from_secs(1);

/// A thread that looks after flushes.
#[derive(Debug)]
pub(crate) struct Nudge {
    watch: Arc<Watch>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Watch {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_flushing: bool,
    is_over: bool,
}

impl Nudge {
    /// Starts the thread. Without one, flushes are not looked after.
    pub(crate) fn new(tree: Tree) -> Self {
        let watch = Arc::new(Watch::default());
        let watched = Arc::clone(&watch);
        let thread = std::thread::Builder::new().name("backpack-sled-nudge".into());
        let thread = thread.spawn(move || watched.look_after(&tree)).ok();
        Self { watch, thread }
    }

    /// Flushes by `flush`, looked after.
    pub(crate) fn during<T>(&self, flush: impl FnOnce() -> T) -> T {
        self.watch.lock().is_flushing = true;
        self.watch.changed.notify_one();
        let flushed = flush();
        self.watch.lock().is_flushing = false;
        flushed
    }
}

impl Drop for Nudge {
    fn drop(&mut self) {
        self.watch.lock().is_over = true;
        self.watch.changed.notify_one();
        // It has nothing to say.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

impl Watch {
    fn look_after(&self, tree: &Tree) {
        let mut state = self.lock();
        while !state.is_over {
            if !state.is_flushing {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.changed.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() && state.is_flushing && !state.is_over {
                drop(state);
                // The error is for the flush that waits.
                drop(tree.flush());
                state = self.lock();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

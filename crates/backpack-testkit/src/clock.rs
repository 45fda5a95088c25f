//! A clock that moves only when told, so that no test waits.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::{Clock, Timestamp};

/// Where every [`VirtualClock`] begins: 2026-01-01T00:00:00Z.
const BEGINNING: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// A clock under the test's control. Clones share the time.
///
/// Begins at 2026-01-01T00:00:00Z, the same in every run.
///
/// ```
/// use std::time::Duration;
/// use backpack_core::Clock as _;
/// use backpack_testkit::clock::VirtualClock;
///
/// let clock = VirtualClock::new();
/// let start = clock.now();
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().saturating_since(start), Duration::from_secs(60));
/// ```
#[derive(Clone, Debug)]
pub struct VirtualClock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    sleeping: Sleeping,
    state: Mutex<State>,
}

/// What a sleep does to the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sleeping {
    Waits,
    MovesTime,
}

#[derive(Debug)]
struct State {
    now: Timestamp,
    next_sleeper: u64,
    /// By deadline, then by the order in which they fell asleep.
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
}

impl VirtualClock {
    /// Returns a clock that stands still until [`advance`](Self::advance); a sleep waits for that.
    #[must_use]
    pub fn new() -> Self {
        Self::starting(Sleeping::Waits)
    }

    /// Returns a clock that a sleep moves forward: it yields once, then jumps to its deadline and ends.
    ///
    /// For code that backs off and retries. Tasks that sleep at the same time may end out of order.
    #[must_use]
    pub fn auto() -> Self {
        Self::starting(Sleeping::MovesTime)
    }

    fn starting(sleeping: Sleeping) -> Self {
        let state = State { now: BEGINNING, next_sleeper: 0, sleepers: BTreeMap::new() };
        Self(Arc::new(Shared { sleeping, state: Mutex::new(state) }))
    }

    /// Moves the time forward and wakes every sleep whose deadline it reaches.
    pub fn advance(&self, by: Duration) {
        let now = self.0.lock().now.saturating_add(by);
        self.set(now);
    }

    /// Sets the time, backwards too: people change clocks.
    pub fn set(&self, now: Timestamp) {
        let due = {
            let mut state = self.0.lock();
            state.now = now;
            let asleep = state.sleepers.split_off(&(now.saturating_add(Duration::from_millis(1)), 0));
            std::mem::replace(&mut state.sleepers, asleep)
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Returns how many sleeps are waiting.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.0.lock().sleepers.len()
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.lock().now
    }

    async fn sleep(&self, duration: Duration) {
        let deadline = self.now().saturating_add(duration);
        let sleep = Sleep { shared: Arc::clone(&self.0), deadline, slot: None };
        sleep.await;
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Sleep {
    shared: Arc<Shared>,
    deadline: Timestamp,
    slot: Option<u64>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        if shared.sleeping == Sleeping::MovesTime && self.slot.is_some() {
            state.now = self.deadline;
            return Poll::Ready(());
        }
        let slot = self.slot.unwrap_or(state.next_sleeper);
        if self.slot.replace(slot).is_none() {
            state.next_sleeper += 1;
        }
        if shared.sleeping == Sleeping::MovesTime {
            context.waker().wake_by_ref();
        } else {
            state.sleepers.insert((self.deadline, slot), context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            self.shared.lock().sleepers.remove(&(self.deadline, slot));
        }
    }
}

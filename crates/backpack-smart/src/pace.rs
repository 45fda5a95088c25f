//! How fast a portal is asked: no more in a minute, and no more at once, than its dialect allows.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use backpack_connect::{Context, Error};
use backpack_core::Timestamp;

use crate::wire::unless_cancelled;

const MINUTE: Duration = Duration::from_secs(60);

/// The requests to one portal: those of the last minute, and those on their way.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    begun: VecDeque<Timestamp>,
    busy: u32,
    waiting: Vec<Waker>,
}

/// A request on its way. Dropping it lets the next one go.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Pace);

impl Pace {
    /// Waits until another request may go, of so many in a minute and so many at once.
    pub(crate) async fn turn(
        &self,
        context: &Context,
        per_minute: Option<u32>,
        at_once: Option<u32>,
        operation: &'static str,
    ) -> Result<Turn<'_>, Error> {
        let place = async { Ok(self.place(at_once).await) };
        let turn = unless_cancelled(context, operation, place).await?;
        while let Some(wait) = self.begin(context.clock.now(), per_minute) {
            let wait = async {
                context.clock.sleep(wait).await;
                Ok(())
            };
            unless_cancelled(context, operation, wait).await?;
        }
        Ok(turn)
    }

    async fn place(&self, at_once: Option<u32>) -> Turn<'_> {
        let most = at_once.unwrap_or(u32::MAX).max(1);
        poll_fn(|task| {
            let mut state = self.state();
            if state.busy >= most {
                state.waiting.push(task.waker().clone());
                return Poll::Pending;
            }
            state.busy += 1;
            Poll::Ready(Turn(self))
        })
        .await
    }

    /// Counts a request in, or says how long it must wait.
    fn begin(&self, now: Timestamp, per_minute: Option<u32>) -> Option<Duration> {
        let most = per_minute?.max(1);
        let mut state = self.state();
        // People change clocks: what lies in the future counts no longer.
        state.begun.retain(|&begun| begun <= now && now.saturating_since(begun) < MINUTE);
        match state.begun.front() {
            Some(&first) if state.begun.len() >= most as usize => {
                Some(MINUTE.saturating_sub(now.saturating_since(first)))
            }
            _ => {
                state.begun.push_back(now);
                None
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.busy = state.busy.saturating_sub(1);
        // All of them: one that was given up meanwhile must not take the place with it.
        for waker in state.waiting.drain(..) {
            waker.wake();
        }
    }
}

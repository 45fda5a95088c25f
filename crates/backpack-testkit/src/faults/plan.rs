//! Which call fails, and how.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// When a call fails: before it did anything, or after it did everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a call has a beginning and an end")]
pub enum When {
    /// The call does nothing and fails.
    Before,
    /// The call does its work, and says that it failed: the answer was lost on the way.
    After,
}

/// Counts calls, and says which of them fail.
#[derive(Debug)]
pub(super) struct Plan<C, K>(Mutex<State<C, K>>);

#[derive(Debug)]
struct State<C, K> {
    made: Vec<C>,
    faults: Vec<Fault<C, K>>,
}

#[derive(Debug)]
struct Fault<C, K> {
    call: C,
    /// Calls that still go well.
    spared: u64,
    when: When,
    kind: K,
    lasting: Lasting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasting {
    Once,
    FromThenOn,
}

/// A sort of call; one of them stands for all.
pub(super) trait Call: Copy + PartialEq {
    const ANY: Self;
}

impl<C: Call, K: Clone> Plan<C, K> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { made: Vec::new(), faults: Vec::new() }))
    }

    /// Arms a fault at the `nth` call from now on; 1 is the next.
    pub(super) fn arm(&self, call: C, nth: u64, when: When, kind: K, lasting: Lasting) {
        self.lock().faults.push(Fault { call, spared: nth.saturating_sub(1), when, kind, lasting });
    }

    pub(super) fn disarm(&self) {
        self.lock().faults.clear();
    }

    pub(super) fn made(&self, call: C) -> usize {
        self.lock().made.iter().filter(|made| call == C::ANY || **made == call).count()
    }

    /// Notes a call. Returns how it fails, if it does.
    pub(super) fn meet(&self, call: C) -> Option<(When, K)> {
        let mut state = self.lock();
        state.made.push(call);
        let mut met = None;
        state.faults.retain_mut(|fault| {
            if fault.call != C::ANY && fault.call != call {
                return true;
            }
            if fault.spared > 0 {
                fault.spared -= 1;
                return true;
            }
            met = met.take().or_else(|| Some((fault.when, fault.kind.clone())));
            fault.lasting == Lasting::FromThenOn
        });
        met
    }

    /// Lets a call through, or fails it as planned.
    pub(super) async fn pass<T, E>(
        &self,
        call: C,
        work: impl Future<Output = Result<T, E>> + Send,
        failed: impl Fn(K) -> E + Send,
    ) -> Result<T, E> {
        match self.meet(call) {
            None => work.await,
            Some((When::Before, kind)) => Err(failed(kind)),
            Some((When::After, kind)) => {
                work.await?;
                Err(failed(kind))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<C, K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets tests say which calls of a wrapper fail, and counts them. The wrapper's module names its `Error` and `ErrorKind`.
macro_rules! steered {
    ($wrapper:ty, $call:ty) => {
        impl $wrapper {
            /// Makes the `nth` call from now on fail, once; 1 is the next.
            ///
            /// With [`When::After`] it does its work and is said to have failed: the torn answer every caller must
            /// stand.
            pub fn fail(&self, call: $call, nth: u64, when: When, kind: ErrorKind) {
                self.plan.arm(call, nth, when, kind, Lasting::Once);
            }

            /// Makes the `nth` call from now on and all later ones of its sort fail before they do anything; 1 is the
            /// next.
            pub fn break_down(&self, call: $call, nth: u64, kind: ErrorKind) {
                self.plan.arm(call, nth, When::Before, kind, Lasting::FromThenOn);
            }

            /// Forgets every fault.
            pub fn mend(&self) {
                self.plan.disarm();
            }

            /// Returns how many calls of this sort were made so far, failed ones included.
            #[must_use]
            pub fn calls(&self, call: $call) -> usize {
                self.plan.made(call)
            }

            async fn pass<T>(
                &self,
                call: $call,
                operation: &'static str,
                work: impl Future<Output = Result<T, Error>> + Send,
            ) -> Result<T, Error> {
                self.plan.pass(call, work, |kind| Error::new(kind, operation)).await
            }
        }
    };
}

pub(super) use steered;

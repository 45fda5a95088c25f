//! How long to wait before a failed call is made again.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use backpack_core::Retry;

/// The wait after the first failure; it doubles with every further one.
const FIRST: Duration = Duration::from_secs(1);
/// The longest wait of the engine's own choosing.
const LONGEST: Duration = Duration::from_secs(60);

/// The waits of one call that fails again and again.
#[derive(Debug)]
pub(crate) struct Backoff {
    failures: u32,
    attempts: u32,
    longest_asked: Duration,
}

impl Backoff {
    /// Allows `attempts` calls in all, and waits of at most `longest_asked` where the portal asks for one.
    pub(crate) fn new(attempts: u32, longest_asked: Duration) -> Self {
        Self { failures: 0, attempts, longest_asked }
    }

    /// Returns how long to wait before the next call; `None` if there should be none.
    pub(crate) fn next(&mut self, retry: Retry) -> Option<Duration> {
        self.failures += 1;
        if self.failures >= self.attempts {
            return None;
        }
        let own = FIRST.saturating_mul(1 << (self.failures - 1).min(16)).min(LONGEST);
        match retry {
            // Between half and the whole, so that many clients do not come back at once.
            Retry::Soon => Some(own / 2 + part(own / 2)),
            Retry::After(asked) if asked <= self.longest_asked => Some(asked + part(own)),
            _ => None,
        }
    }
}

/// Returns a random part of `whole`.
fn part(whole: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1_000;
    whole.mul_f64(f64::from(u16::try_from(random).unwrap_or(0)) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(retry: Retry, attempts: u32) -> Vec<Duration> {
        let mut backoff = Backoff::new(attempts, Duration::from_secs(120));
        std::iter::from_fn(|| backoff.next(retry)).collect()
    }

    #[test]
    fn waits_double_within_bounds() {
        let waits = waits(Retry::Soon, 10);
        let whole = [1, 2, 4, 8, 16, 32, 60, 60, 60].map(Duration::from_secs);
        assert_eq!(waits.len(), whole.len());
        for (wait, whole) in waits.into_iter().zip(whole) {
            assert!(wait >= whole / 2 && wait <= whole, "{wait:?} of {whole:?}");
        }
    }

    #[test]
    fn a_portal_is_given_the_time_it_asks_for() {
        let asked = Duration::from_secs(90);
        assert!(waits(Retry::After(asked), 4).iter().all(|wait| *wait >= asked && *wait < asked * 2));
        assert_eq!(waits(Retry::After(Duration::from_secs(121)), 4), []);
    }

    #[test]
    fn what_will_fail_the_same_way_is_not_tried_again() {
        assert_eq!(waits(Retry::Never, 4), []);
        assert_eq!(waits(Retry::Exhausted, 4), []);
        assert_eq!(waits(Retry::Soon, 1), []);
    }
}

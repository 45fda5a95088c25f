//! How long to wait before another attempt.

use std::time::Duration;

use tokio::time::Instant;

const FIRST: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_secs(1);

/// Pauses that double, each cut short by chance so that those who failed together do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    end: Instant,
}

impl Backoff {
    /// Returns pauses that end after `patience`.
    pub(crate) fn within(patience: Duration) -> Self {
        Self { next: FIRST, end: Instant::now() + patience }
    }

    /// Says whether there is time for an attempt without a pause.
    pub(crate) fn has_time(&self) -> bool {
        Instant::now() < self.end
    }

    /// Waits. Says whether there is time for another attempt.
    pub(crate) async fn pause(&mut self) -> bool {
        let pause = self.next.mul_f64(chance());
        if Instant::now() + pause > self.end {
            return false;
        }
        tokio::time::sleep(pause).await;
        self.next = (self.next * 2).min(LONGEST);
        true
    }
}

/// Returns a number between a half and one.
fn chance() -> f64 {
    let mut byte = [0; 1];
    // Without randomness the pause is merely whole.
    if getrandom::fill(&mut byte).is_err() {
        return 1.0;
    }
    0.5 + f64::from(byte[0]) / 510.0
}

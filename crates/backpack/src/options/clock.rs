//! The default clock: the system's time, and tokio's timer.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use backpack_core::{Clock, Timestamp};

/// The system's clock, waiting on tokio's timer. The default of [`Options`](crate::Options).
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl SystemClock {
    /// Returns the system's clock.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from(SystemTime::now())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

//! How long to wait for a storage, and how often to ask it again.

use std::time::Duration;

use backpack_core::BlobId;

/// The slowest storage that is waited for, in bytes a second: a part of 8 MiB has four minutes at it.
const SLOWEST: u64 = 32 << 10;

/// How long a storage is waited for, and how often it is asked again after a failure that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// How often a call is made before its failure is told; at least 1. The default is 5.
    pub tries: u32,
    /// The pause after the first failure; each one after it is twice as long. The default is 200 milliseconds.
    pub pause: Duration,
    /// The longest pause. The default is 10 seconds.
    pub longest_pause: Duration,
    /// How long an answer may take that carries nothing; a body of some size has more, at 32 KiB a second. The default is
    /// 30 seconds.
    pub request_time: Duration,
    /// How long one upload may take in all, from its first part to its last. The default is 6 hours.
    ///
    /// Parts that are twice as old and belong to no blob are leftovers, so that every process that writes to one place
    /// must be given the same.
    pub upload_time: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 5,
            pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            upload_time: Duration::from_hours(6),
        }
    }
}

impl Patience {
    /// Returns the time for a call that carries `bytes`.
    pub(crate) fn time_for(&self, bytes: u64) -> Duration {
        self.request_time.saturating_add(Duration::from_secs(bytes / SLOWEST))
    }

    /// Waits after the `failures`th failure in a row: twice as long each time, and up to a half less by chance, so that
    /// many that failed together do not come back together.
    pub(crate) async fn rest(&self, failures: u32) {
        let doubled = self.pause.saturating_mul(1 << failures.saturating_sub(1).min(16));
        let chance = BlobId::random().as_bytes().first().copied().unwrap_or_default();
        tokio::time::sleep(doubled.min(self.longest_pause).mul_f64(1.0 - f64::from(chance) / 512.0)).await;
    }
}

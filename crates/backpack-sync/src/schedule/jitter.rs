//! Chance that repeats itself: the same connection at the same time draws the same.

use std::time::Duration;

use backpack_core::{ConnectionId, Timestamp};

/// Returns `wait`, longer by a part of itself: at most `jitter` of it.
pub(super) fn longer(wait: Duration, jitter: f64, connection: ConnectionId, at: Timestamp) -> Duration {
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.0 };
    let more = wait.as_secs_f64() * jitter * drawn(connection, at);
    wait.saturating_add(Duration::try_from_secs_f64(more).unwrap_or_default())
}

/// Returns a number from 0 up to 1.
pub(super) fn drawn(connection: ConnectionId, at: Timestamp) -> f64 {
    let bytes =
        connection.as_bytes().iter().chain(&at.as_millis().to_be_bytes()).copied().collect::<Vec<u8>>();
    // FNV-1a mixes the bytes in, and the finalizer of MurmurHash3 spreads them over the upper bits.
    let mixed = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let spread = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let spread = (spread ^ (spread >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    let upper = u32::try_from((spread ^ (spread >> 33)) >> 32).unwrap_or(0);
    f64::from(upper) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_spread_and_repeat() {
        let draw =
            |seed: u8| drawn(ConnectionId::from_bytes([seed; 16]), Timestamp::from_millis(seed.into()));
        let all: Vec<f64> = (0..=255).map(draw).collect();
        assert_eq!(all, (0..=255).map(draw).collect::<Vec<_>>());
        for quarter in 0..4 {
            let from = f64::from(quarter) / 4.0;
            let inside = all.iter().filter(|drawn| (from..from + 0.25).contains(*drawn)).count();
            assert!((40..90).contains(&inside), "{inside} of 256 from {from}");
        }
    }
}

use std::time::{Duration, UNIX_EPOCH};

use backpack_core::Timestamp;

#[test]
fn timestamps_reach_before_1970_and_never_overflow() {
    let before = UNIX_EPOCH - Duration::from_millis(1500);
    assert_eq!(Timestamp::from(before), Timestamp::from_millis(-1500));
    let last = Timestamp::from_millis(i64::MAX);
    assert_eq!(last.saturating_add(Duration::from_secs(1)), last);
    let first = Timestamp::from_millis(i64::MIN);
    assert_eq!(first.saturating_sub(Duration::MAX), first);
}

#[test]
fn time_since_something_later_is_zero() {
    let (early, late) = (Timestamp::from_millis(10), Timestamp::from_millis(25));
    assert_eq!(late.saturating_since(early), Duration::from_millis(15));
    assert_eq!(early.saturating_since(late), Duration::ZERO);
}

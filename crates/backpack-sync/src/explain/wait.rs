//! How long to wait, as people say it.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Says how long to wait, rounded up: `a minute`, `5 minutes`, `an hour`, `2 days`.
pub(super) fn words(wait: Duration) -> String {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    let in_units = |unit: u64| seconds.div_ceil(unit);
    match seconds {
        0..=MINUTE => "a minute".to_owned(),
        _ if in_units(MINUTE) < 60 => format!("{} minutes", in_units(MINUTE)),
        _ if in_units(HOUR) <= 1 => "an hour".to_owned(),
        _ if in_units(HOUR) < 24 => format!("{} hours", in_units(HOUR)),
        _ if in_units(DAY) <= 1 => "a day".to_owned(),
        _ => format!("{} days", in_units(DAY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_rounded_up_to_what_people_say() {
        for (seconds, expected) in [
            (0, "a minute"),
            (60, "a minute"),
            (61, "2 minutes"),
            (3_540, "59 minutes"),
            (3_541, "an hour"),
            (3_601, "2 hours"),
            (82_801, "a day"),
            (86_401, "2 days"),
        ] {
            assert_eq!(words(Duration::from_secs(seconds)), expected);
        }
        assert!(words(Duration::MAX).ends_with("days"));
    }
}

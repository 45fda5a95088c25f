//! Instants of FHIR and of HTTP headers.

use std::time::Duration;

use backpack_core::Timestamp;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

/// The longest wait that a portal is granted.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Reads a FHIR instant, such as `2026-01-01T12:00:00.250+01:00`.
pub(crate) fn fhir(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp::from_millis(instant.as_millisecond()))
}

/// Writes an instant for a search: in UTC, to the millisecond.
pub(crate) fn for_search(instant: Timestamp) -> Option<String> {
    jiff::Timestamp::from_millisecond(instant.as_millis()).ok().map(|instant| instant.to_string())
}

/// Returns the time at the portal when it answered.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers, &DATE)
}

/// Returns how long a portal asks to wait, an hour at most: by `Retry-After` (RFC 9110, section 10.2.3), in seconds or
/// as a date measured against its own clock; else by the end of its rate limit.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let now = date(headers).unwrap_or(now);
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let after = text(RETRY_AFTER.as_str()).and_then(|text| match text.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(http_date(headers, &RETRY_AFTER)?.saturating_since(now)),
    });
    let wait = after.or_else(|| {
        let mut resets = RESETS.into_iter().filter_map(text);
        resets.find_map(|text| text.parse().ok()).map(|number| reset(number, now))
    });
    wait.map(|wait| wait.min(PATIENCE))
}

/// Where portals say when their rate limit ends. There is no standard for it yet.
const RESETS: [&str; 2] = ["x-ratelimit-reset", "ratelimit-reset"];

/// Reads the end of a rate limit: seconds or milliseconds since 1970 if it is large enough to be a time of today, else
/// seconds from now.
fn reset(number: u64, now: Timestamp) -> Duration {
    let at =
        |millis: u64| Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX)).saturating_since(now);
    match number {
        100_000_000_000.. => at(number),
        1_000_000_000.. => at(number.saturating_mul(1000)),
        seconds => Duration::from_secs(seconds),
    }
}

fn http_date(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    let text = headers.get(name)?.to_str().ok()?;
    let instant = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
    Some(Timestamp::from_millis(instant.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written() {
        let millis = |text| fhir(text).map(Timestamp::as_millis);
        assert_eq!(millis("2026-01-01T00:00:00Z"), Some(1_767_225_600_000));
        assert_eq!(millis("2026-01-01T01:00:00.25+01:00"), Some(1_767_225_600_250));
        assert_eq!(millis("2026-01-01"), None);
        let write = |millis| for_search(Timestamp::from_millis(millis));
        assert_eq!(write(1_767_225_600_250).as_deref(), Some("2026-01-01T00:00:00.25Z"));
        assert_eq!(write(i64::MAX), None);
    }

    #[test]
    fn patience_is_asked_for_in_two_forms_and_ends_after_an_hour() {
        let now = Timestamp::from_millis(1_767_225_600_000);
        let wait = |rows: &[(HeaderName, &str)]| {
            let rows = rows.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
            retry_after(&rows.collect(), now).map(|wait| wait.as_secs())
        };
        assert_eq!(wait(&[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(wait(&[(RETRY_AFTER, "99999999")]), Some(3600));
        assert_eq!(wait(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "-3")]), None);
        assert_eq!(wait(&[]), None);
        let later = (RETRY_AFTER, "Thu, 01 Jan 2026 00:01:30 GMT");
        assert_eq!(wait(std::slice::from_ref(&later)), Some(90));
        // The portal's own clock counts where it tells it.
        assert_eq!(wait(&[later.clone(), (DATE, "Thu, 01 Jan 2026 00:01:00 GMT")]), Some(30));
        assert_eq!(wait(&[later, (DATE, "Thu, 01 Jan 2026 00:02:00 GMT")]), Some(0));
        let reset = |value| (HeaderName::from_static("x-ratelimit-reset"), value);
        assert_eq!(wait(&[reset("45")]), Some(45));
        assert_eq!(wait(&[reset("1767225620")]), Some(20));
        assert_eq!(wait(&[reset("1767225620500")]), Some(20));
        assert_eq!(wait(&[reset("1767225620"), (DATE, "Thu, 01 Jan 2026 00:00:15 GMT")]), Some(5));
        assert_eq!(wait(&[reset("1767225599")]), Some(0));
        assert_eq!(wait(&[reset("99999999999999999999")]), None);
        assert_eq!(wait(&[reset("18446744073709551615")]), Some(3600));
        assert_eq!(wait(&[reset("2026-01-01")]), None);
        assert_eq!(wait(&[reset("45"), (RETRY_AFTER, "7")]), Some(7));
        assert_eq!(wait(&[reset("45"), (RETRY_AFTER, "soon")]), Some(45));
        assert_eq!(wait(&[(HeaderName::from_static("ratelimit-reset"), "30")]), Some(30));
    }
}

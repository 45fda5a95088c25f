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

/// Returns how long a portal asks to wait: seconds, or a date measured against its own clock; an hour at most.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(PATIENCE));
    }
    let until = http_date(headers, &RETRY_AFTER)?;
    Some(until.saturating_since(date(headers).unwrap_or(now)).min(PATIENCE))
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
    }
}

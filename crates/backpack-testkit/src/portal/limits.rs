//! How much may be asked in a minute, by the portal's clock.

use axum::response::Response;
use http::{HeaderName, StatusCode, header};

use super::faults::instead::set;
use super::fhir::outcome::{fhir, outcome};
use super::shared::Portal;

/// What was asked in the current minute; a minute begins with its first request.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    fhir: Window,
    tokens: Window,
}

#[derive(Debug, Default)]
struct Window {
    since: i64,
    asked: u32,
}

impl Rates {
    /// Counts a request for this path, and returns the refusal if there were too many.
    pub(crate) fn throttled(&mut self, portal: &Portal, path: &str) -> Option<Response> {
        let limits = &portal.dialect().limits;
        let now = portal.seconds();
        if path == "/token" {
            self.tokens.count(now, limits.tokens_per_minute?)
        } else if path.starts_with(portal.path()) && !path.contains("/.well-known/") {
            self.fhir.count(now, limits.requests_per_minute?)
        } else {
            None
        }
    }
}

impl Window {
    fn count(&mut self, now: i64, limit: u32) -> Option<Response> {
        if now < self.since || now >= self.since.saturating_add(60) {
            *self = Self { since: now, asked: 0 };
        }
        self.asked = self.asked.saturating_add(1);
        if self.asked <= limit {
            return None;
        }
        let wait = (self.since.saturating_add(60) - now).to_string();
        let refusal = outcome("error", "throttled", "too many requests this minute");
        let mut response = fhir(StatusCode::TOO_MANY_REQUESTS, refusal);
        set(&mut response, header::RETRY_AFTER, &wait);
        set(&mut response, HeaderName::from_static("x-ratelimit-limit"), &limit.to_string());
        set(&mut response, HeaderName::from_static("x-ratelimit-remaining"), "0");
        set(&mut response, HeaderName::from_static("x-ratelimit-reset"), &wait);
        Some(response)
    }
}

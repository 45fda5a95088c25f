//! Answers that faults give in place of the endpoint's own.

use std::time::Duration;

use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, StatusCode, Uri, header};

use super::fault::{Fault, RateReset, RedirectTo, RetryAfter};
use super::gzip;
use super::when::Striking;
use crate::portal::fhir::outcome::{fhir, outcome};
use crate::portal::shared::{Portal, http_date};

/// Returns the answer of the first fault that gives one.
pub(crate) fn instead(portal: &Portal, striking: &Striking, asked: &Uri) -> Option<Response> {
    striking.iter().find_map(|fault| match fault {
        Fault::Status(status, retry) => Some(refused(portal, status_of(*status), *retry)),
        Fault::Bare(status) => Some(status_of(*status).into_response()),
        Fault::Html(status) => {
            let page = "<!doctype html><title>Bad gateway</title><h1>Something went wrong</h1>";
            Some((status_of(*status), Html(page)).into_response())
        }
        Fault::RateLimited(reset) => Some(rate_limited(portal, *reset)),
        Fault::Redirect(status, to) => Some(redirected(portal, status_of(*status), to, asked)),
        Fault::GzipBomb(spaces) => Some(gzip::bomb(*spaces)),
        Fault::OutcomeInstead => {
            Some(fhir(StatusCode::OK, outcome("error", "exception", "something went wrong after all")))
        }
        _ => None,
    })
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn refused(portal: &Portal, status: StatusCode, retry: Option<RetryAfter>) -> Response {
    let code = match status.as_u16() {
        429 => "throttled",
        410 => "deleted",
        403 => "forbidden",
        400..500 => "invalid",
        _ => "exception",
    };
    let mut response = fhir(status, outcome("error", code, "this portal was told to misbehave"));
    if let Some(retry) = retry {
        let after = match retry {
            RetryAfter::Seconds(seconds) => seconds.to_string(),
            RetryAfter::Date(seconds) => http_date(portal.now().saturating_add(Duration::from_secs(seconds))),
        };
        set(&mut response, header::RETRY_AFTER, &after);
    }
    response
}

fn rate_limited(portal: &Portal, reset: RateReset) -> Response {
    let mut response =
        fhir(StatusCode::TOO_MANY_REQUESTS, outcome("error", "throttled", "too many requests"));
    let reset = match reset {
        RateReset::Seconds(seconds) => i64::try_from(seconds).unwrap_or(i64::MAX),
        RateReset::Epoch(seconds) => {
            portal.now().saturating_add(Duration::from_secs(seconds)).as_millis().div_euclid(1_000)
        }
    };
    set(&mut response, HeaderName::from_static("x-ratelimit-limit"), "60");
    set(&mut response, HeaderName::from_static("x-ratelimit-remaining"), "0");
    set(&mut response, HeaderName::from_static("x-ratelimit-reset"), &reset.to_string());
    response
}

fn redirected(portal: &Portal, status: StatusCode, to: &RedirectTo, asked: &Uri) -> Response {
    let here = format!("{}{asked}", portal.origin);
    let target = match to {
        RedirectTo::Itself => here,
        RedirectTo::Moved => format!("{here}{}{MOVED}=1", if here.contains('?') { '&' } else { '?' }),
        RedirectTo::Address(address) => address.clone(),
    };
    let mut response = status.into_response();
    set(&mut response, header::LOCATION, &target);
    response
}

/// Sets a header; a value that no header may hold is left out.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The parameter that tells a moved address from the one before; searches overlook it.
pub(crate) const MOVED: &str = "_moved";

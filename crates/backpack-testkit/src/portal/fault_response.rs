//! The layer around every endpoint: writes the log, and lets armed faults happen to answers.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};

use super::fault::{Fault, RetryAfter, Striking};
use super::log::Request as Logged;
use super::outcome::{fhir, outcome};
use super::shared::{Portal, http_date, lock};
use super::wire::Switch;

/// Logs the request, and answers it with whatever faults are armed for it.
pub(crate) async fn around(
    State(portal): State<Arc<Portal>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut logged = Logged::new(&parts);
    let striking = lock(&portal.armed).strike(&logged.path, &logged.query);
    if striking.has(&Fault::TokenExpired)
        && let Some(token) = bearer(&parts.headers)
    {
        lock(&portal.tokens).expire(token);
    }
    parts.extensions.insert(striking.clone());
    let mut response = match instead(&portal, &striking) {
        Some(response) => response,
        None => next.run(Request::from_parts(parts, body)).await,
    };
    logged.status = response.status().as_u16();
    for fault in striking.iter() {
        response = match fault {
            Fault::Dropped => {
                logged.status = 0;
                switch.cut();
                response
            }
            Fault::Truncated => truncated(response).await,
            Fault::Slow(pause) => slow(response, *pause).await,
            _ => response,
        };
    }
    if let Ok(date) = HeaderValue::from_str(&http_date(portal.now())) {
        response.headers_mut().insert(header::DATE, date);
    }
    lock(&portal.log).push(logged);
    response
}

/// Returns the token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &http::HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Returns the answer that a fault gives in place of the endpoint's.
fn instead(portal: &Portal, striking: &Striking) -> Option<Response> {
    striking.iter().find_map(|fault| match fault {
        Fault::Status(status, retry) => Some(refused(portal, status_of(*status), *retry)),
        Fault::Html(status) => {
            let page = "<!doctype html><title>Bad gateway</title><h1>Something went wrong</h1>";
            Some((status_of(*status), Html(page)).into_response())
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
    let after = retry.map(|retry| match retry {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        RetryAfter::Date(seconds) => http_date(portal.now().saturating_add(Duration::from_secs(seconds))),
    });
    if let Some(value) = after.and_then(|after| HeaderValue::from_str(&after).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let broken = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    Response::from_parts(parts, Body::from_stream(stream::iter([Ok::<Bytes, io::Error>(half), broken])))
}

async fn slow(response: Response, pause: Duration) -> Response {
    let (parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let size = whole.len().div_ceil(8).max(1);
    let starts = (0..whole.len()).step_by(size);
    let pieces: Vec<Bytes> = starts.map(|start| whole.slice(start..whole.len().min(start + size))).collect();
    let paced = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok::<Bytes, Infallible>(piece)
    });
    Response::from_parts(parts, Body::from_stream(paced))
}

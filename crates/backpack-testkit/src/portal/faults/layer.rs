//! The layer around every endpoint: writes the log, keeps the rates, and lets faults and oddities happen to answers.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, header};

use super::bodies;
use super::fault::Fault;
use super::instead::{instead, set};
use super::when::Striking;
use crate::portal::log::Request as Logged;
use crate::portal::shared::{Portal, http_date, lock};
use crate::portal::wire::Switch;

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
    let early = instead(&portal, &striking, &parts.uri).or_else(|| portal.throttled(&parts.uri));
    let mut response = match early {
        Some(response) => response,
        None => {
            let response = next.run(Request::from_parts(parts, body)).await;
            bodies::changed(&portal, &striking, &logged.path, response).await
        }
    };
    logged.status = response.status().as_u16();
    if striking.has(&Fault::Dropped) {
        logged.status = 0;
        switch.cut();
    }
    response = broken(response, &striking).await;
    set(&mut response, header::DATE, &http_date(portal.now()));
    lock(&portal.log).push(logged);
    response
}

/// Returns the token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &http::HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

async fn broken(mut response: Response, striking: &Striking) -> Response {
    for fault in striking.iter() {
        response = match fault {
            Fault::Truncated => truncated(response).await,
            Fault::Slow(pause) => slow(response, *pause).await,
            _ => response,
        };
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

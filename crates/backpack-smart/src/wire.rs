//! One question to the portal, one whole answer, ended early by a cancellation.

use std::future::Future;
use std::pin::pin;

use backpack_connect::{Context, Error, ErrorKind, Request, Response, TransportExt as _};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

pub(crate) const FHIR_JSON: &str = "application/fhir+json";

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The address that answered.
    pub(crate) url: Url,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Returns the body's first character that is no space: tells JSON from a page of HTML.
    pub(crate) fn looks_like_json(&self) -> bool {
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
    }
}

/// Returns a GET within the context's limits.
pub(crate) fn get(context: &Context, url: Url, accept: &'static str) -> Request {
    Request::get(url)
        .header(ACCEPT, HeaderValue::from_static(accept))
        .limits(context.limits.body_bytes, context.limits.request_time)
}

/// Sends `request` and reads the whole answer.
pub(crate) async fn ask(
    context: &Context,
    request: Request,
    operation: &'static str,
) -> Result<Answer, Error> {
    let (status, headers, url, body) =
        unless_cancelled(context, operation, context.transport.fetch(request)).await?;
    Ok(Answer { status, headers, url, body })
}

/// Sends `request` and returns its answer, the body still to be read.
pub(crate) async fn begin(
    context: &Context,
    request: Request,
    operation: &'static str,
) -> Result<Response, Error> {
    unless_cancelled(context, operation, context.transport.send(request)).await
}

/// Waits for `work`, or for the cancellation if that comes first.
pub(crate) async fn unless_cancelled<T>(
    context: &Context,
    operation: &'static str,
    work: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Error> {
    context.check(operation)?;
    match select(pin!(work), pin!(context.cancel.cancelled())).await {
        Either::Left((result, _)) => result,
        Either::Right(((), _)) => Err(Error::new(ErrorKind::Cancelled, operation)),
    }
}

/// Returns the media type of an answer, lower case, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let plain = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!plain.is_empty()).then_some(plain)
}

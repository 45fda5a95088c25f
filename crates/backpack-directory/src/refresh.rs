//! Loads a list over HTTP, and only if it has changed.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use backpack_connect::http::header::{ACCEPT, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use backpack_connect::http::{HeaderMap, HeaderValue, StatusCode};
use backpack_connect::{Error, ErrorKind, Redirects, Request, Transport};
use futures_core::Stream as _;

use crate::{List, ListReader, MAX_LIST, RefreshError, Source};

/// The longest ETag that is kept, in bytes.
const MAX_ETAG: usize = 1_024;

/// The time for a whole list.
const TIME: Duration = Duration::from_mins(5);

/// What became of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third answer")]
pub enum Refreshed {
    /// The list has changed, or was not read before. Its source carries the new ETag.
    Updated(Box<List>),
    /// The list is what it was.
    NotModified,
}

/// Asks for a list, and says which version is at hand if `etag` is given: pass the one of the source it was read from
/// ([`Directory::sources`](crate::Directory::sources)) unless the directory was lost. Redirects are followed to https
/// alone; nothing that the list names is fetched. The list is read while it comes in, and never held whole.
///
/// # Errors
///
/// [`RefreshError`]: the list cannot be fetched, or what comes is no list.
pub async fn refresh(
    transport: &dyn Transport,
    source: &Source,
    etag: Option<&str>,
) -> Result<Refreshed, RefreshError> {
    let fault = |kind| RefreshError::Fetch(Error::new(kind, "load a list of portals"));
    if source.address.scheme() != "https" {
        return Err(fault(ErrorKind::Forbidden("not https")));
    }
    let json = HeaderValue::from_static("application/fhir+json, application/json;q=0.9");
    let mut request = Request::get(source.address.clone())
        .header(ACCEPT, json)
        .redirects(Redirects::AnyHttps(5))
        .limits(MAX_LIST as u64, TIME);
    let known = etag.and_then(|etag| HeaderValue::from_str(etag).ok());
    let asked = known.is_some();
    if let Some(known) = known {
        request = request.header(IF_NONE_MATCH, known);
    }
    let mut response = transport.send(request).await?;
    let headers = &response.headers;
    match response.status {
        StatusCode::OK => {
            let mut reader = ListReader::new(Source { etag: etag_of(headers), ..source.clone() });
            while let Some(part) = poll_fn(|task| Pin::new(&mut response.body).poll_next(task)).await {
                reader.push(&part?)?;
            }
            Ok(Refreshed::Updated(Box::new(reader.end()?)))
        }
        StatusCode::NOT_MODIFIED if asked => Ok(Refreshed::NotModified),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(fault(ErrorKind::NotFound)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(fault(ErrorKind::Busy(wait(headers))))
        }
        other => Err(fault(ErrorKind::Portal(other.as_u16()))),
    }
}

fn etag_of(headers: &HeaderMap) -> Option<String> {
    let etag = headers.get(ETAG)?.to_str().ok()?;
    Some(etag.to_owned()).filter(|etag| !etag.is_empty() && etag.len() <= MAX_ETAG)
}

/// Returns how long to wait, if it is said in seconds.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

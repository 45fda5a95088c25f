//! The bytes behind a record's link: an attachment.

use std::borrow::Cow;

use backpack_connect::{
    BodyStream, Context, Download, Error, ErrorKind, Grant, Link, Redirects, Request, Response,
};
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_RANGE, RANGE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;

use crate::ForeignLinks;
use crate::keys::Keys;
use crate::site::Site;
use crate::status::{is_trouble, trouble};
use crate::wire::{FHIR_JSON, begin, media_type, unless_cancelled};
use crate::words;

const OPERATION: &str = "open";

/// Opens the bytes behind `link`.
///
/// The declared media type is asked for first; a portal that cannot give it is asked for FHIR JSON, and the bytes are
/// taken out of the `Binary`. What came decides: a portal may send FHIR JSON whatever was asked.
pub(crate) async fn open(
    context: &Context,
    site: &Site,
    grant: &Grant,
    link: &Link,
    offset: u64,
) -> Result<Download, Error> {
    let Site { options, base, .. } = site;
    let forbidden = |why| Error::new(ErrorKind::Forbidden(why), OPERATION);
    let url = base.root().join(&link.url).map_err(|_| forbidden("the link is no URL"))?;
    let own = base.covers(&url);
    if !own && options.foreign_links == ForeignLinks::Refuse {
        return Err(forbidden("the link leads to another server"));
    }
    let keys = Keys::of(grant, base.given(), OPERATION)?;
    let ask = |accept: HeaderValue| {
        let time = context.limits.request_time;
        let request =
            Request::get(url.clone()).header(ACCEPT, accept).limits(context.limits.attachment_bytes, time);
        if own {
            request.credential(base.credential(&keys.access)).redirects(Redirects::SameOrigin(3))
        } else {
            request.redirects(Redirects::AnyHttps(3))
        }
    };
    let declared = link.media_type.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
    let ranged = |request: Request| match range(offset) {
        Some(range) => request.header(RANGE, range),
        None => request,
    };
    let accept = declared.unwrap_or(HeaderValue::from_static("*/*"));
    let mut response = begin(context, ranged(ask(accept.clone())), OPERATION).await?;
    if response.status == StatusCode::RANGE_NOT_SATISFIABLE {
        response = begin(context, ask(accept), OPERATION).await?;
    }
    if matches!(response.status.as_u16(), 406 | 415) {
        response = begin(context, ask(HeaderValue::from_static(FHIR_JSON)), OPERATION).await?;
    }
    if !response.status.is_success() {
        base.check_refusal(response.status, &response.url, OPERATION)?;
        return Err(refused(context, response).await);
    }
    read(context, response, offset).await
}

fn range(offset: u64) -> Option<HeaderValue> {
    (offset > 0).then(|| HeaderValue::from_str(&format!("bytes={offset}-")).ok()).flatten()
}

async fn refused(context: &Context, response: Response) -> Error {
    let Response { status, headers, body, .. } = response;
    if is_trouble(status) {
        return trouble(context, status, &headers, OPERATION);
    }
    let kind = match status.as_u16() {
        404 | 410 => ErrorKind::NotFound,
        403 => {
            let body = unless_cancelled(context, OPERATION, body.collect(1 << 20)).await.unwrap_or_default();
            ErrorKind::Denied(words::outcome_or_status(&body, status))
        }
        other => ErrorKind::Portal(other),
    };
    Error::new(kind, OPERATION)
}

async fn read(context: &Context, response: Response, offset: u64) -> Result<Download, Error> {
    let kind = media_type(&response.headers);
    let start = start(&response)?;
    if start == 0 && kind.as_deref().is_some_and(is_json) {
        let limit = context.limits.body_bytes;
        let body = unless_cancelled(context, OPERATION, response.body.collect(limit)).await?;
        if let Some(said) = words::outcome(&body).filter(|said| said.failed) {
            return Err(Error::new(ErrorKind::Denied(said.words), OPERATION));
        }
        return from_json(&body, kind, offset);
    }
    if start > 0 && start != offset {
        return Err(Error::new(ErrorKind::Malformed("another part than was asked for"), OPERATION));
    }
    let length = length(&response.headers, start);
    let mut download = Download::new(kind, length, response.body);
    download.offset = start;
    Ok(download)
}

/// Returns where the answer's bytes begin.
fn start(response: &Response) -> Result<u64, Error> {
    if response.status != StatusCode::PARTIAL_CONTENT {
        return Ok(0);
    }
    let range = response.headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok());
    start.ok_or_else(|| Error::new(ErrorKind::Malformed("a part without its place"), OPERATION))
}

fn length(headers: &HeaderMap, start: u64) -> Option<u64> {
    let whole =
        headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok()?.rsplit('/').next()?.parse().ok());
    let rest = || headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse::<u64>().ok();
    whole.or_else(|| rest()?.checked_add(start))
}

fn is_json(kind: &str) -> bool {
    kind == "application/json" || kind.ends_with("+json")
}

/// A `Binary` in JSON holds the bytes in base64; any other JSON is itself what was attached.
fn from_json(body: &Bytes, kind: Option<String>, offset: u64) -> Result<Download, Error> {
    let binary =
        serde_json::from_slice::<Binary<'_>>(body).ok().filter(|binary| binary.resource_type == "Binary");
    let (bytes, kind) = match binary {
        None => (body.clone(), kind),
        Some(binary) => {
            let mut text = binary.data;
            if text.contains(|c: char| c.is_ascii_whitespace()) {
                text = text.split_ascii_whitespace().collect::<String>().into();
            }
            let bytes = BASE64.decode(text.as_bytes());
            let bytes = bytes.map_err(|_| Error::new(ErrorKind::Malformed("its base64"), OPERATION))?;
            (bytes.into(), binary.content_type)
        }
    };
    let length = bytes.len() as u64;
    // Everything is here, so that resuming is a matter of leaving out.
    let start = usize::try_from(offset).map_or(bytes.len(), |offset| offset.min(bytes.len()));
    let mut download = Download::new(kind, Some(length), BodyStream::from_bytes(bytes.slice(start..)));
    download.offset = start as u64;
    Ok(download)
}

/// Portals leave padding out now and then.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Deserialize)]
struct Binary<'a> {
    #[serde(rename = "resourceType", borrow)]
    resource_type: Cow<'a, str>,
    #[serde(default, rename = "contentType")]
    content_type: Option<String>,
    #[serde(default, borrow)]
    data: Cow<'a, str>,
}

//! What came for a link: raw bytes, or a resource in JSON, whatever the answer's head says.

use backpack_connect::{BodyStream, Context, Download, Error, ErrorKind, Response};
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::header::{CONTENT_LENGTH, CONTENT_RANGE};
use http::{HeaderMap, StatusCode};

use super::OPERATION;
use super::binary::from_json;
use crate::wire::{media_type, unless_cancelled};
use crate::words;

/// How much of an answer is looked at to tell a resource from raw bytes.
const HEAD: usize = 1024;

pub(super) async fn read(context: &Context, response: Response, offset: u64) -> Result<Download, Error> {
    let kind = media_type(&response.headers);
    let start = start(&response)?;
    if start > 0 && start != offset {
        return Err(Error::new(ErrorKind::Malformed("another part than was asked for"), OPERATION));
    }
    let length = length(&response.headers, start);
    if start > 0 {
        let mut download = Download::new(kind, length, response.body);
        download.offset = start;
        return Ok(download);
    }
    let (head, body) = unless_cancelled(context, OPERATION, peek(response.body)).await?;
    if kind.as_deref().is_some_and(is_json) || is_wrapped(&head) {
        let body = unless_cancelled(context, OPERATION, body.collect(context.limits.body_bytes)).await?;
        if let Some(said) = words::outcome(&body).filter(|said| said.failed) {
            return Err(Error::new(ErrorKind::Denied(said.words), OPERATION));
        }
        return from_json(&body, kind, offset);
    }
    Ok(Download::new(kind, length, body))
}

/// Reads the head of a body that may be JSON, and returns it with the whole body.
async fn peek(mut body: BodyStream) -> Result<(Bytes, BodyStream), Error> {
    let mut head = BytesMut::new();
    while head.len() < HEAD && may_be_json(&head) {
        match body.next().await {
            Some(chunk) => head.extend_from_slice(&chunk?),
            None => break,
        }
    }
    let head = head.freeze();
    let whole = stream::iter([Ok(head.clone())]).chain(body);
    Ok((head, BodyStream::new(whole)))
}

fn may_be_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    matches!(head.iter().find(|byte| !byte.is_ascii_whitespace()), None | Some(b'{'))
}

/// Says whether a body is a `Binary` or an outcome in JSON, although its head promised something else.
fn is_wrapped(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let has = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
    may_be_json(head) && has(b"\"resourceType\"") && (has(b"\"Binary\"") || has(b"\"OperationOutcome\""))
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

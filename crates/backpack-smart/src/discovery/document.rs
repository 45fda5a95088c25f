//! One of the two documents, or why it could not be had.

use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind, Redirects};
use serde_json::{Map, Value};
use url::Url;

use super::Quirk;
use crate::status::{is_trouble, trouble};
use crate::wire::{ask, get, media_type};
use crate::words::clean;

/// The largest document, in bytes; capability statements of a few megabytes are met with.
const DOCUMENT: u64 = 16 << 20;
/// The longest wait for a document.
const WAIT: Duration = Duration::from_secs(30);

/// A document that a portal says about itself.
#[derive(Debug)]
pub(super) enum Document {
    /// It is there, and is a JSON object.
    Object {
        members: Map<String, Value>,
        /// Its media type, where that is not JSON.
        odd_type: Option<String>,
        /// The origin that answered, where a redirect led to another.
        moved_to: Option<String>,
    },
    /// It is there, and is JSON that is broken or no object.
    Broken,
    /// Something else is there, or nothing.
    Other,
    /// The portal has trouble that says nothing about the document, with this status.
    Trouble(u16, Error),
    /// No answer came.
    Failed(Error),
}

impl Document {
    /// Asks for a document. Nothing but a cancellation is an error.
    pub(super) async fn ask(
        context: &Context,
        url: Url,
        accept: &'static str,
        operation: &'static str,
    ) -> Result<Self, Error> {
        let time = context.limits.request_time.min(WAIT);
        let origin = url.origin();
        let request = get(context, url, accept).redirects(Redirects::AnyHttps(3)).limits(DOCUMENT, time);
        let answer = match ask(context, request, operation).await {
            Ok(answer) => answer,
            Err(error) if *error.kind() == ErrorKind::Cancelled => return Err(error),
            Err(error) => return Ok(Self::Failed(error)),
        };
        let status = answer.status.as_u16();
        if is_trouble(answer.status) && status != 401 {
            let error = trouble(context, answer.status, &answer.headers, operation);
            return Ok(Self::Trouble(status, error));
        }
        if !answer.status.is_success() {
            return Ok(Self::Other);
        }
        let body = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body);
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => {
                let said = media_type(&answer.headers).unwrap_or_default();
                let odd_type =
                    (!said.ends_with("json") && !said.ends_with("json+fhir")).then(|| clean(&said));
                let moved = answer.url.origin();
                let moved_to = (moved != origin).then(|| moved.ascii_serialization());
                Ok(Self::Object { members, odd_type, moved_to })
            }
            Ok(_) => Ok(Self::Broken),
            Err(_) if answer.looks_like_json() => Ok(Self::Broken),
            Err(_) => Ok(Self::Other),
        }
    }

    pub(super) fn object(&self) -> Option<&Map<String, Value>> {
        match self {
            Self::Object { members, .. } => Some(members),
            _ => None,
        }
    }

    /// Notes how the document came, where that is odd.
    pub(super) fn quirks(&self, document: &'static str, quirks: &mut Vec<Quirk>) {
        let Self::Object { odd_type, moved_to, .. } = self else { return };
        if let Some(said) = odd_type {
            quirks.push(Quirk::WrongContentType { document, said: said.clone() });
        }
        if let Some(to) = moved_to {
            quirks.push(Quirk::Redirected { document, to: to.clone() });
        }
    }
}

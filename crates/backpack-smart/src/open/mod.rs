//! The bytes behind a record's link: an attachment.

mod binary;
mod body;

use backpack_connect::{Context, Download, Error, ErrorKind, Grant, Link, Redirects, Request, Response};
use http::header::{ACCEPT, RANGE};
use http::{HeaderValue, StatusCode};
use url::Url;

use crate::dialect::{BinaryAccept, Dialect};
use crate::keys::Keys;
use crate::pull::carried;
use crate::site::Site;
use crate::status::{is_trouble, trouble};
use crate::wire::{FHIR_JSON, begin, media_type, unless_cancelled};
use crate::{ForeignLinks, address, words};

const OPERATION: &str = "open";

/// Opens the bytes behind `link`.
///
/// The declared media type is asked for first, or FHIR JSON where the dialect says so, and the other one if that is
/// refused. What came decides: a portal may send FHIR JSON whatever was asked, and the bytes are then taken out of
/// the `Binary`.
pub(crate) async fn open(
    context: &Context,
    site: &Site,
    grant: &Grant,
    link: &Link,
    offset: u64,
) -> Result<Download, Error> {
    let Site { options, base, .. } = site;
    let forbidden = |why| Error::new(ErrorKind::Forbidden(why), OPERATION);
    let mut url = base.root().join(&link.url).map_err(|_| forbidden("the link is no URL"))?;
    let own = base.covers(&url);
    if !own && options.foreign_links == ForeignLinks::Refuse {
        return Err(forbidden("the link leads to another server"));
    }
    let keys = Keys::of(grant, base.given(), OPERATION)?;
    let dialect = site.dialect_of(&keys);
    if own {
        carry(&mut url, dialect, &keys);
    }
    let opening = Opening { context, site, dialect, keys: &keys, url, own };
    let [usual, other] = accepts(dialect, link, own);
    let mut response = opening.ask(&usual, offset).await?;
    if response.status == StatusCode::RANGE_NOT_SATISFIABLE || is_part_of_json(&response) {
        response = opening.ask(&usual, 0).await?;
    }
    if matches!(response.status.as_u16(), 406 | 415) && usual != other {
        response = opening.ask(&other, 0).await?;
    }
    if !response.status.is_success() {
        base.check_refusal(response.status, &response.url, OPERATION)?;
        return Err(refused(context, response, &keys.access).await);
    }
    body::read(context, response, offset).await
}

/// One attachment, and how it is asked for.
struct Opening<'a> {
    context: &'a Context,
    site: &'a Site,
    dialect: &'a Dialect,
    keys: &'a Keys,
    url: Url,
    own: bool,
}

impl Opening<'_> {
    async fn ask(&self, accept: &HeaderValue, offset: u64) -> Result<Response, Error> {
        let limits = self.context.limits;
        let mut request = Request::get(self.url.clone())
            .header(ACCEPT, accept.clone())
            .limits(limits.attachment_bytes, limits.request_time);
        if let Some(range) = range(offset) {
            request = request.header(RANGE, range);
        }
        if !self.own {
            return begin(self.context, request.redirects(Redirects::AnyHttps(3)), OPERATION).await;
        }
        let credential = self.site.base.credential(&self.keys.access);
        let request = request.credential(credential).redirects(Redirects::SameOrigin(3));
        // The turn ends with the head of the answer: a long download holds nobody up.
        let pace = &self.dialect.limits;
        let _turn =
            self.site.requests.turn(self.context, pace.requests_per_minute, pace.at_once, OPERATION).await?;
        begin(self.context, request, OPERATION).await
    }
}

/// Adds what every request for an attachment carries, unless the link has it: a link is else used as it stands.
fn carry(url: &mut Url, dialect: &Dialect, keys: &Keys) {
    let own = [&dialect.attachments.parameters, &dialect.search.parameters].into_iter().flatten();
    let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in own.chain(carried(keys)) {
        if !address::has(url, name) {
            address::append(url, name, value);
        }
    }
}

/// Returns what is asked for first, and what after a refusal.
fn accepts(dialect: &Dialect, link: &Link, own: bool) -> [HeaderValue; 2] {
    let declared = link.media_type.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
    let declared = declared.unwrap_or(HeaderValue::from_static("*/*"));
    let json = HeaderValue::from_static(FHIR_JSON);
    match dialect.attachments.accept {
        BinaryAccept::FhirJson if own => [json, declared],
        _ => [declared, json],
    }
}

fn range(offset: u64) -> Option<HeaderValue> {
    (offset > 0).then(|| HeaderValue::from_str(&format!("bytes={offset}-")).ok()).flatten()
}

/// A part of a `Binary` in JSON is no part of what it holds.
fn is_part_of_json(response: &Response) -> bool {
    response.status == StatusCode::PARTIAL_CONTENT
        && media_type(&response.headers).is_some_and(|kind| kind.ends_with("fhir+json"))
}

async fn refused(context: &Context, response: Response, token: &str) -> Error {
    let Response { status, headers, body, .. } = response;
    if is_trouble(status) {
        return trouble(context, status, &headers, OPERATION);
    }
    let kind = match status.as_u16() {
        404 | 410 => ErrorKind::NotFound,
        403 => {
            let body = unless_cancelled(context, OPERATION, body.collect(1 << 20)).await.unwrap_or_default();
            ErrorKind::Denied(words::without(words::outcome_or_status(&body, status), token))
        }
        other => ErrorKind::Portal(other),
    };
    Error::new(kind, OPERATION)
}

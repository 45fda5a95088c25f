//! A form that is posted to one of the portal's endpoints, with the client's proof.

use backpack_connect::{Body, Context, Credential, Error, Request};
use backpack_core::{SecretBytes, SecretText};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::client::Client;

/// The largest answer, in bytes.
const ANSWER: u64 = 1 << 20;

/// Returns a POST of `pairs` to `endpoint`, proved as `client` proves itself there. It follows no redirect.
///
/// An assertion is for `token_endpoint`, as servers want it, and for another server's endpoint alone where it goes to
/// another one: what is proved to that server can then be used at no other.
pub(crate) fn post(
    context: &Context,
    client: &Client<'_>,
    endpoint: &Url,
    token_endpoint: &str,
    pairs: &[(&str, &str)],
) -> Result<Request, Error> {
    let at_home = Url::parse(token_endpoint).is_ok_and(|own| own.origin() == endpoint.origin());
    let audience = if at_home { token_endpoint } else { endpoint.as_str() };
    let members = client.members(audience, context.clock.now())?;
    let members = members.iter().map(|(name, value)| (*name, value.as_str()));
    let pairs = pairs.iter().copied().chain(members);
    let request = plain(context, endpoint, pairs);
    Ok(match client.authorization() {
        Some(authorization) => authorized(request, authorization),
        None => request,
    })
}

/// Returns a POST of `pairs` to `endpoint` without any proof.
pub(crate) fn plain<'a>(
    context: &Context,
    endpoint: &Url,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Request {
    let form = Serializer::new(String::new()).extend_pairs(pairs).finish();
    Request::new(Method::POST, endpoint.clone())
        .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
        .body(Body::Secret(SecretBytes::new(form.into_bytes())))
        .limits(ANSWER, context.limits.request_time)
}

/// Returns the request with this `Authorization`, for its own address alone.
pub(crate) fn authorized(request: Request, authorization: SecretText) -> Request {
    let audience = request.url.clone();
    request.credential(Credential::new(authorization, audience))
}

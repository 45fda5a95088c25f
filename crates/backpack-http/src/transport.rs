//! The transport: one request out, redirects followed by our own rules, one streamed answer in.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use backpack_connect::{Body, Credential, Error, ErrorKind, Redirects, Request, Response, Transport};
use backpack_core::SecretBytes;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, COOKIE, LOCATION, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::Instant;
use url::Url;

use crate::HttpOptions;
use crate::body::{Coding, wrap};
use crate::error::{Cause, from_reqwest};
use crate::gate::{check, forbidden};
use crate::hop::next_hop;
use crate::resolve::CheckedResolver;

const OPERATION: &str = "send request";

/// Sends requests with `reqwest`: https only, no cookies of its own, no proxy of the environment, no private networks, redirects
/// by the request's own rule, the credential only where it belongs, every body counted and timed. Cheap to clone.
///
/// Must live on a tokio runtime with I/O and time.
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    options: HttpOptions,
}

impl HttpTransport {
    /// Returns a transport with these options.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the user agent is no header value, [`ErrorKind::Local`] if TLS cannot be set up.
    pub fn new(options: HttpOptions) -> Result<Self, Error> {
        let user_agent = HeaderValue::from_str(&options.user_agent).map_err(|_| {
            Error::new(ErrorKind::Config("the user agent is no header value"), "open transport")
        })?;
        let local = |cause| Error::new(ErrorKind::Local, "open transport").with_source(cause);
        let tls = crate::tls::config().map_err(|error| local(backpack_core::BoxError::from(error)))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(CheckedResolver::new(options.clone()))
            .connect_timeout(options.connect_time)
            .read_timeout(options.idle_time)
            .build()
            .map_err(|error| local(error.into()))?;
        Ok(Self { client, options })
    }

    async fn hop(&self, hop: Hop<'_>, body: Option<reqwest::Body>) -> Result<reqwest::Response, Error> {
        check(hop.url, &self.options)?;
        let mut request = reqwest::Request::new(hop.method.clone(), hop.url.clone());
        *request.headers_mut() = hop.headers.clone();
        if let Some(credential) = hop.credential {
            request.headers_mut().insert(AUTHORIZATION, authorization(credential)?);
        }
        *request.body_mut() = body;
        *request.timeout_mut() = Some(hop.time);
        self.client.execute(request).await.map_err(|error| from_reqwest(error, OPERATION))
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let Request { method, mut url, headers, body, credential, redirects, limit, time, .. } = request;
        let headers = prepare(headers, redirects)?;
        let deadline = Instant::now() + time;
        let mut body = into_body(body);
        for hops in 0_u8.. {
            // Beyond the first hop, a request that may go to any origin goes out without the credential.
            let may_prove = hops == 0 || matches!(redirects, Redirects::SameOrigin(_));
            let credential = credential.as_ref().filter(|one| may_prove && one.covers(&url));
            let time = deadline.saturating_duration_since(Instant::now());
            let hop = Hop { method: &method, url: &url, headers: &headers, credential, time };
            let answer = self.hop(hop, body.take()).await?;
            match next_hop(&url, location(&method, &answer), redirects, hops)? {
                Some(next) => url = next,
                None => return into_response(answer, url, &headers, limit),
            }
        }
        Err(forbidden("it redirects too often"))
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").field("options", &self.options).finish_non_exhaustive()
    }
}

struct Hop<'a> {
    method: &'a Method,
    url: &'a Url,
    headers: &'a HeaderMap,
    credential: Option<&'a Credential>,
    time: Duration,
}

/// The longest value of an answer's header. A longer one is taken for absent: nothing a portal has to say needs it.
const LONGEST_HEADER: usize = 8 << 10;

fn drop_huge(headers: &mut HeaderMap) {
    let is_huge = |value: &HeaderValue| value.len() > LONGEST_HEADER;
    let huge: Vec<_> =
        headers.iter().filter(|(_, value)| is_huge(value)).map(|(name, _)| name.clone()).collect();
    for name in huge {
        headers.remove(name);
    }
}

/// Returns where an answer sends us. A body is never sent twice, so that only questions are followed.
fn location<'a>(method: &Method, answer: &'a reqwest::Response) -> Option<&'a HeaderValue> {
    let moved = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let question = method == Method::GET || method == Method::HEAD;
    answer.headers().get(LOCATION).filter(|value| moved && question && value.len() <= LONGEST_HEADER)
}

fn into_response(
    mut answer: reqwest::Response,
    url: Url,
    asked: &HeaderMap,
    limit: u64,
) -> Result<Response, Error> {
    let status = answer.status();
    let mut headers = std::mem::take(answer.headers_mut());
    drop_huge(&mut headers);
    let coding = coding(&headers)?;
    if coding == Coding::Gzip {
        if status == StatusCode::PARTIAL_CONTENT
            || asked.contains_key(RANGE) && headers.contains_key(CONTENT_RANGE)
        {
            return Err(Error::new(ErrorKind::Malformed("a part of a packed answer"), OPERATION));
        }
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    if length(&headers).is_some_and(|length| length > limit) {
        return Err(Error::new(ErrorKind::TooLarge(limit), OPERATION));
    }
    Ok(Response::new(status, headers, url, wrap(answer, coding, limit)))
}

fn coding(headers: &HeaderMap) -> Result<Coding, Error> {
    let Some(value) = headers.get(CONTENT_ENCODING) else { return Ok(Coding::Plain) };
    match value.to_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Ok(Coding::Plain),
        Ok("gzip" | "x-gzip") => Ok(Coding::Gzip),
        _ => Err(Error::new(ErrorKind::Malformed("a coding nobody asked for"), OPERATION)),
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Adds what every request carries, and refuses what has a place of its own. A cookie reaches one address alone: the
/// one it was put beside.
fn prepare(mut headers: HeaderMap, redirects: Redirects) -> Result<HeaderMap, Error> {
    let may_leak = headers.contains_key(COOKIE) && redirects != Redirects::None;
    if headers.contains_key(AUTHORIZATION) || may_leak {
        let kind = ErrorKind::Config("credentials do not belong in the headers");
        return Err(Error::new(kind, OPERATION));
    }
    // A range counts bytes as they are stored; packed, its offsets would mean nothing to us.
    let coding = if headers.contains_key(RANGE) { "identity" } else { "gzip" };
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(coding));
    Ok(headers)
}

fn authorization(credential: &Credential) -> Result<HeaderValue, Error> {
    let value = HeaderValue::from_str(credential.authorization.expose());
    let mut value = value.map_err(|_| {
        let kind = ErrorKind::Malformed("a token with forbidden characters");
        Error::new(kind, OPERATION).with_source(Cause("not a header value"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn into_body(body: Body) -> Option<reqwest::Body> {
    match body {
        Body::Bytes(bytes) => Some(bytes.into()),
        Body::Secret(secret) => Some(Bytes::from_owner(Wiped(secret)).into()),
        _ => None,
    }
}

/// Lets a secret body be sent without a copy: it is wiped when the last view of it is dropped.
struct Wiped(SecretBytes);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose()
    }
}

//! The transport: requests out, streamed answers in. It enforces origin, size and time, so that no connector has to.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::SecretText;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use crate::{Error, ErrorKind};

/// Sends one request. An implementation refuses forbidden addresses, follows only the redirects the request allows,
/// sends the credential only where it belongs, and counts decoded bytes against the limit.
#[async_trait]
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends `request` and returns the answer's head with its body to be streamed. Any HTTP status is an answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreachable`], [`ErrorKind::Timeout`], [`ErrorKind::Forbidden`]; while streaming also
    /// [`ErrorKind::TooLarge`].
    async fn send(&self, request: Request) -> Result<Response, Error>;
}

/// A request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The headers. `Authorization` does not belong here: see [`Request::credential`].
    pub headers: HeaderMap,
    /// The body; may hold secrets (a token request).
    pub body: Body,
    /// What proves who asks, and where it may be sent.
    pub credential: Option<Credential>,
    /// Which redirects are followed.
    pub redirects: Redirects,
    /// The largest body to accept, decoded, in bytes.
    pub limit: u64,
    /// The time for the whole answer.
    pub time: Duration,
}

impl Request {
    /// Returns a GET without credential that follows no redirects, with the default limits (64 MiB, 120 s).
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// Returns a request without body or credential that follows no redirects, with the default limits.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Body::Empty,
            credential: None,
            redirects: Redirects::None,
            limit: 64 << 20,
            time: Duration::from_secs(120),
        }
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Sets the credential.
    #[must_use]
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Sets which redirects are followed.
    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Sets the largest body to accept and the time for the whole answer.
    #[must_use]
    pub fn limits(mut self, bytes: u64, time: Duration) -> Self {
        self.limit = bytes;
        self.time = time;
        self
    }
}

/// A request's body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// None.
    Empty,
    /// Plain bytes.
    Bytes(Bytes),
    /// Bytes that hold a secret, such as a form with a code or a refresh token.
    Secret(backpack_core::SecretBytes),
}

/// What proves who asks. It is sent only to addresses whose origin and path prefix are those of its audience,
/// on every hop; elsewhere the request goes out without it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Credential {
    /// The whole `Authorization` header value, such as `Bearer …`.
    pub authorization: SecretText,
    /// The base address it is for.
    pub audience: Url,
}

impl Credential {
    /// Returns a credential for addresses under `audience`.
    #[must_use]
    pub fn new(authorization: SecretText, audience: Url) -> Self {
        Self { authorization, audience }
    }

    /// Says whether the credential may be sent to `url`: same scheme, host and port, and the path below the audience's.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        let prefix = self.audience.path().trim_end_matches('/');
        let below =
            url.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.audience.origin() == url.origin() && below
    }
}

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// None: a 3xx is the answer.
    None,
    /// Up to this many, to the same origin only.
    SameOrigin(u8),
    /// Up to this many, to any https origin, never with a credential.
    AnyHttps(u8),
}

/// An answer: the head, and the body to be streamed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The address that answered, after redirects.
    pub url: Url,
    /// The body, decoded.
    pub body: BodyStream,
}

impl Response {
    /// Returns an answer.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, url: Url, body: BodyStream) -> Self {
        Self { status, headers, url, body }
    }
}

/// A body that arrives in chunks and may end early with an error.
pub struct BodyStream(Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>);

impl BodyStream {
    /// Wraps a stream.
    #[must_use]
    pub fn new(stream: impl Stream<Item = Result<Bytes, Error>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// Returns a body that is one chunk.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Once(Some(bytes.into())))
    }

    /// Reads the body to its end, at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] beyond the limit, and the stream's own errors.
    pub async fn collect(mut self, limit: u64) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await {
            let chunk = chunk?;
            if (all.len() as u64).saturating_add(chunk.len() as u64) > limit {
                return Err(Error::new(ErrorKind::TooLarge(limit), "read body"));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }
}

impl Stream for BodyStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream")
    }
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

/// Conveniences over any transport.
#[async_trait]
pub trait TransportExt: Transport {
    /// Sends `request` and reads the whole body, within the request's limit.
    ///
    /// # Errors
    ///
    /// As [`Transport::send`], and [`ErrorKind::TooLarge`].
    async fn fetch(&self, request: Request) -> Result<(StatusCode, HeaderMap, Url, Bytes), Error> {
        let limit = request.limit;
        let response = self.send(request).await?;
        let body = response.body.collect(limit).await?;
        Ok((response.status, response.headers, response.url, body))
    }
}

impl<T: Transport + ?Sized> TransportExt for T {}

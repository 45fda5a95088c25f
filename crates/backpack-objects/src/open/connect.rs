//! The HTTP client of the storages: object_store's requests, sent by reqwest.
//!
//! object_store's own use of reqwest would bring HTTP/2 and take whatever provider of TLS the process has; ours takes ring
//! without touching that, follows no redirect and reads no proxy from the environment.

use async_trait::async_trait;
use backpack_files::Error;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use reqwest::StatusCode;
use url::Url;

use super::{OPERATION, ObjectOptions, may_ask};
use crate::trouble::{Cause, Trouble};

/// What is read of the body of an answer that says no.
const LONGEST_REFUSAL: usize = 64 << 10;
/// How S3, Azure and Google Cloud Storage say that it is not the object that is missing.
const NO_BUCKET: [&[u8]; 3] = [b"NoSuchBucket", b"ContainerNotFound", b"bucket does not exist"];

/// Makes the client once for everything that one storage asks.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    client: reqwest::Client,
    plain_http: bool,
}

impl Connector {
    pub(super) fn new(options: &ObjectOptions) -> Result<Self, Error> {
        let local = || Trouble::Lasting(Cause::System).of_blob(OPERATION);
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(super::tls::config().map_err(|_| local())?)
            .user_agent(concat!("backpack/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(options.connect_time)
            .read_timeout(options.idle_time)
            .build()
            .map_err(|_| local())?;
        Ok(Self { client, plain_http: options.plain_http })
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url: Url = parts.uri.to_string().parse().map_err(|_| failed(Cause::Config))?;
        let rule = ObjectOptions { plain_http: self.plain_http, ..ObjectOptions::default() };
        if !may_ask(&url, &rule) {
            return Err(failed(Cause::Config));
        }
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(body));
        let answer = self.client.execute(request).await.map_err(|error| failed(cause_of(&error)))?;
        judge(answer).await
    }
}

/// Lets pass what object_store reads itself, and tells everything else by its status alone.
async fn judge(answer: reqwest::Response) -> Result<HttpResponse, HttpError> {
    let status = answer.status();
    let answer: reqwest::Response = match status {
        StatusCode::NOT_FOUND => return missing(answer).await,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(failed(Cause::Credentials)),
        StatusCode::NOT_MODIFIED | StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => answer,
        status if status.is_success() => answer,
        status => return Err(failed(Cause::Status(status.as_u16()))),
    };
    let (parts, body) = <http::Response<reqwest::Body>>::from(answer).into_parts();
    let body = Mapped(body);
    Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body)))
}

/// A bucket that is not there must not be taken for an object that is not.
async fn missing(answer: reqwest::Response) -> Result<HttpResponse, HttpError> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut told = Vec::new();
    let mut body = answer.bytes_stream().map_err(|error| failed(cause_of(&error)));
    while let Some(bytes) = body.next().await {
        told.extend_from_slice(&bytes?);
        if told.len() > LONGEST_REFUSAL {
            return Err(failed(Cause::Answer));
        }
    }
    if NO_BUCKET.iter().any(|words| told.windows(words.len()).any(|window| window == *words)) {
        return Err(failed(Cause::NoBucket));
    }
    let mut answer = HttpResponse::new(Bytes::from(told).into());
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    Ok(answer)
}

/// A body whose errors say nothing of where it came from.
struct Mapped(reqwest::Body);

impl http_body::Body for Mapped {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, HttpError>>> {
        let frame = std::pin::Pin::new(&mut self.0).poll_frame(context);
        frame.map_err(|error| failed(if error.is_timeout() { Cause::Late } else { Cause::CutShort }))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

fn cause_of(error: &reqwest::Error) -> Cause {
    if error.is_timeout() { Cause::Late } else { Cause::Connection }
}

/// Every kind is the one that object_store does not repeat by itself.
fn failed(cause: Cause) -> HttpError {
    HttpError::new(HttpErrorKind::Unknown, cause)
}

//! The `oauth2` crate over our own transport: it writes the requests and reads the answers.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, PoisonError};

use backpack_connect::{Body, Context, Credential, Error, ErrorKind, Request};
use backpack_core::{SecretBytes, SecretText};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AsyncHttpClient, Client, ClientId, ClientSecret, EndpointNotSet, ErrorResponse, HttpRequest,
    HttpResponse, RequestTokenError, StandardRevocableToken,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::client::{Client as Prover, Proof};
use crate::dialect::Dialect;
use crate::sign_in::TokenAnswer;
use crate::site::Site;
use crate::status::trouble;
use crate::wire::{Answer, ask};
use crate::words::{clean, without};

/// The largest answer of a token endpoint, in bytes.
const ANSWER: u64 = 1 << 20;
/// What of a form is secret.
const SECRET: [&str; 7] =
    ["code", "code_verifier", "refresh_token", "client_secret", "client_assertion", "assertion", "token"];

/// The `oauth2` client with our own, total reading of answers.
pub(crate) type PlainClient = Client<
    Refusal,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
>;

/// Returns a client that proves itself by its secret, if that is how. An assertion is added to each request.
pub(crate) fn client(prover: &Prover<'_>) -> PlainClient {
    let client = Client::new(ClientId::new(prover.id.to_owned()));
    let secret = |secret: &SecretText| ClientSecret::new(secret.expose().to_owned());
    match prover.proof {
        Proof::Basic(given) => client.set_client_secret(secret(given)),
        Proof::Body(given) => {
            client.set_client_secret(secret(given)).set_auth_type(oauth2::AuthType::RequestBody)
        }
        _ => client,
    }
}

/// What a token endpoint says when it refuses. Reads any JSON object.
#[derive(Serialize)]
pub(crate) struct Refusal {
    error: String,
    description: String,
}

impl<'de> Deserialize<'de> for Refusal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = |name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { error: text("error"), description: text("error_description") })
    }
}

impl Refusal {
    fn silent() -> Self {
        Self { error: String::new(), description: String::new() }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refusal")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl ErrorResponse for Refusal {}

/// Our transport, as the `oauth2` crate wants to see one. Remembers the last answer's head: the crate does not.
pub(crate) struct TokenWire<'a> {
    context: &'a Context,
    site: &'a Site,
    dialect: &'a Dialect,
    operation: &'static str,
    /// Whether a 401 or 403 without an OAuth error means that the grant ended.
    wordy: bool,
    status: AtomicU16,
    headers: Mutex<HeaderMap>,
    /// What was sent in secret: a portal's words may repeat it.
    sent: Mutex<Vec<SecretText>>,
}

impl<'a> TokenWire<'a> {
    /// Returns the wire to a portal that speaks by `dialect`, at the pace of its token endpoint.
    pub(crate) fn new(
        context: &'a Context,
        site: &'a Site,
        dialect: &'a Dialect,
        operation: &'static str,
    ) -> Self {
        let (status, headers, sent) = (AtomicU16::new(0), Mutex::default(), Mutex::default());
        Self { context, site, dialect, operation, wordy: false, status, headers, sent }
    }

    /// Takes a 401 or 403 in mere words for the end of the grant, as some portals mean it.
    pub(crate) fn wordy(mut self, wordy: bool) -> Self {
        self.wordy = wordy;
        self
    }

    /// Sends a form that the crate does not know how to write, and reads the token that is answered.
    pub(crate) async fn token(&self, request: Request) -> Result<TokenAnswer, Error> {
        let answer = self.ask(request).await?;
        self.headers.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&answer.headers);
        if answer.status == StatusCode::OK {
            let malformed = ErrorKind::Malformed("its token answer is no JSON object");
            return serde_json::from_slice(&answer.body).map_err(|_| Error::new(malformed, self.operation));
        }
        Err(self.refused(&serde_json::from_slice(&answer.body).unwrap_or_else(|_| Refusal::silent())))
    }

    /// Turns the crate's error into ours. Nothing of the answer's body survives but the portal's own words.
    pub(crate) fn explain(&self, error: RequestTokenError<Error, Refusal>) -> Error {
        match error {
            RequestTokenError::Request(error) => error,
            RequestTokenError::ServerResponse(refusal) => self.refused(&refusal),
            _ if self.status() == StatusCode::OK => {
                Error::new(ErrorKind::Malformed("its token answer is no JSON object"), self.operation)
            }
            _ => self.refused(&Refusal::silent()),
        }
    }

    /// Decides on the `error`, whatever the status; then on the status.
    fn refused(&self, refusal: &Refusal) -> Error {
        let unknown_client = ErrorKind::Config("the portal does not know this client");
        let kind = match (refusal.error.as_str(), self.status().as_u16()) {
            ("invalid_grant", _) => ErrorKind::NeedsSignIn,
            ("", 401 | 403) if self.wordy => ErrorKind::NeedsSignIn,
            ("invalid_client" | "unauthorized_client", _) | ("", 401 | 403) => unknown_client,
            ("temporarily_unavailable", _) => ErrorKind::Busy(None),
            ("server_error", _) => ErrorKind::Portal(500),
            ("", _) => {
                let headers = self.headers.lock().unwrap_or_else(PoisonError::into_inner);
                return trouble(self.context, self.status(), &headers, self.operation);
            }
            (code, _) => ErrorKind::Denied(self.without_secrets(&format!("{code} {}", refusal.description))),
        };
        Error::new(kind, self.operation)
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status.load(Ordering::SeqCst)).unwrap_or_default()
    }

    async fn ask(&self, request: Request) -> Result<Answer, Error> {
        if let Body::Secret(form) = &request.body {
            let secret = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
                SECRET.contains(&name.as_ref()).then(|| SecretText::new(value.into_owned()))
            };
            let secrets = form_urlencoded::parse(form.expose()).filter_map(secret).collect();
            *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = secrets;
        }
        let most = self.dialect.limits.tokens_per_minute;
        let _turn = self.site.tokens.turn(self.context, most, None, self.operation).await?;
        let answer = ask(self.context, request, self.operation).await?;
        self.status.store(answer.status.as_u16(), Ordering::SeqCst);
        Ok(answer)
    }

    /// Returns a portal's words, unless they repeat a part of what was sent: a code, a token, a secret.
    fn without_secrets(&self, words: &str) -> String {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().fold(clean(words), |words, secret| without(words, secret.expose()))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let (head, body) = request.into_parts();
        let config = || Error::new(ErrorKind::Config("the token endpoint"), self.operation);
        let url = Url::parse(&head.uri.to_string()).map_err(|_| config())?;
        let mut headers = head.headers;
        let mut request = Request::new(head.method, url.clone())
            .body(Body::Secret(SecretBytes::new(body)))
            .limits(ANSWER, self.context.limits.request_time);
        if let Some(basic) = headers.remove(AUTHORIZATION) {
            let basic = basic.to_str().map_err(|_| config())?.to_owned();
            request = request.credential(Credential::new(SecretText::new(basic), url));
        }
        request.headers = headers;
        let mut answer = self.ask(request).await?;
        // Some portals send JSON under another name; the crate would refuse it for that.
        answer.headers.remove(CONTENT_TYPE);
        self.headers.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&answer.headers);
        let mut response = HttpResponse::new(answer.body.into());
        *response.status_mut() = answer.status;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for TokenWire<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

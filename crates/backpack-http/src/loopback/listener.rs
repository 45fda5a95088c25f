//! The listener itself: opened before the browser is, closed after one answer.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use backpack_connect::{Error, ErrorKind};
use backpack_core::SecretText;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::Url;

use super::form::FormPage;
use super::request::{HEAD_LIMIT, Verdict, judge};

/// Browsers open connections they never use; more than this many at once are turned away.
const VISITORS: usize = 32;
/// The time for one visitor to ask and be answered.
const VISIT: Duration = Duration::from_secs(10);
const OPERATION: &str = "listen for the redirect";

/// Waits on this machine for the browser to come back from a sign-in page (RFC 8252, section 7.3).
///
/// Open it before the sign-in begins, give [`redirect_uri`](Self::redirect_uri) to the connector, open the browser,
/// then [`wait`](Self::wait). It answers one callback with a page that holds nothing of the portal's, and closes.
/// Whether the callback belongs to this sign-in (state, issuer) is for the connector to say.
#[derive(Debug)]
pub struct LoopbackListener {
    sockets: Vec<TcpListener>,
    redirect: Url,
    form: Option<FormPage>,
    time: Duration,
}

/// How to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoopbackOptions {
    /// How this machine is named in the redirect URI. `127.0.0.1` by default.
    pub host: LoopbackHost,
    /// The port; 0, the default, for any free one.
    pub port: u16,
    /// The path, beginning with `/`; by default one with 128 random bits, so that no other page can guess it.
    pub path: Option<String>,
    /// How long to wait for the person. 5 minutes by default.
    pub time: Duration,
}

impl Default for LoopbackOptions {
    fn default() -> Self {
        Self { host: LoopbackHost::V4, port: 0, path: None, time: Duration::from_secs(300) }
    }
}

impl LoopbackOptions {
    /// Returns the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns options that listen at a redirect URI as it was registered with the portal.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if it is not http to this machine.
    pub fn registered(redirect: &Url) -> Result<Self, Error> {
        let config = |why| Error::new(ErrorKind::Config(why), OPERATION);
        let host = match redirect.host_str() {
            Some("127.0.0.1") => LoopbackHost::V4,
            Some("[::1]") => LoopbackHost::V6,
            Some("localhost") => LoopbackHost::Localhost,
            _ => return Err(config("the redirect URI is not this machine")),
        };
        if redirect.scheme() != "http" || redirect.query().is_some() || redirect.fragment().is_some() {
            return Err(config("the redirect URI is not plain http with a path alone"));
        }
        let port = redirect.port().unwrap_or(80);
        Ok(Self { host, port, path: Some(redirect.path().to_owned()), ..Self::default() })
    }

    /// Sets how long to wait for the person.
    #[must_use]
    pub fn with_time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Sets the path.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

/// How this machine is named in a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoopbackHost {
    /// `127.0.0.1`, which RFC 8252 prefers.
    V4,
    /// `[::1]`.
    V6,
    /// `localhost`, where a portal accepts nothing else: listens on both addresses where it can.
    Localhost,
}

impl LoopbackListener {
    /// Opens the listener.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Local`] if the port is taken, [`ErrorKind::Config`] if the path does not begin with `/`.
    pub async fn open(options: LoopbackOptions) -> Result<Self, Error> {
        let local = |error: io::Error| Error::new(ErrorKind::Local, OPERATION).with_source(error);
        let path = options.path.unwrap_or_else(random_path);
        if !path.starts_with('/') || path.contains(['?', '#', ' ']) {
            return Err(Error::new(ErrorKind::Config("the redirect path"), OPERATION));
        }
        let first: SocketAddr = match options.host {
            LoopbackHost::V6 => (Ipv6Addr::LOCALHOST, options.port).into(),
            _ => (Ipv4Addr::LOCALHOST, options.port).into(),
        };
        let mut sockets = vec![TcpListener::bind(first).await.map_err(local)?];
        let port = sockets.first().map_or(Ok(first), TcpListener::local_addr).map_err(local)?.port();
        if options.host == LoopbackHost::Localhost {
            // Not every machine has IPv6; a browser then falls back to IPv4.
            sockets.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await);
        }
        let host = match options.host {
            LoopbackHost::V4 => "127.0.0.1",
            LoopbackHost::V6 => "[::1]",
            LoopbackHost::Localhost => "localhost",
        };
        let redirect = Url::parse(&format!("http://{host}:{port}{path}"))
            .map_err(|_| Error::new(ErrorKind::Config("the redirect path"), OPERATION))?;
        Ok(Self { sockets, redirect, form: None, time: options.time })
    }

    /// Returns the redirect URI to sign in with: it names the port that was found.
    #[must_use]
    pub fn redirect_uri(&self) -> &Url {
        &self.redirect
    }

    /// Makes a page that sends `fields` to `action` with POST, and returns its address: the browser is opened there, for
    /// a portal that asks for a form (`Prompt::Submit`). The page sends itself; without scripts it shows a button.
    /// Its path has 128 random bits, since it holds the sign-in's state.
    pub fn form_page(&mut self, action: &Url, fields: &[(String, String)]) -> Url {
        let (path, nonce) = (random_path(), backpack_core::AttemptId::random().to_string());
        let mut address = self.redirect.clone();
        address.set_path(&path);
        self.form = Some(FormPage::new(path, nonce, action, fields));
        address
    }

    /// Waits for the callback, answers it, closes, and returns the whole URL the browser was sent to.
    ///
    /// Dropping the future closes the listener.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`] if nobody came in time, [`ErrorKind::Local`] if the socket failed.
    pub async fn wait(self) -> Result<SecretText, Error> {
        match timeout(self.time, self.serve()).await {
            Ok(answer) => answer.map_err(|error| Error::new(ErrorKind::Local, OPERATION).with_source(error)),
            Err(_) => Err(Error::new(ErrorKind::Timeout, OPERATION)),
        }
    }

    async fn serve(&self) -> io::Result<SecretText> {
        let mut visits = FuturesUnordered::new();
        loop {
            tokio::select! {
                visitor = accept(&self.sockets) => {
                    let visitor = visitor?;
                    if visits.len() < VISITORS {
                        visits.push(timeout(VISIT, self.visit(visitor)));
                    }
                }
                Some(end) = visits.next() => {
                    if let Ok(Ok(Some(query))) = end {
                        return Ok(SecretText::new(format!("{}?{query}", self.redirect)));
                    }
                }
            }
        }
    }

    /// Hears one visitor out. `Some` is the query of the callback.
    async fn visit(&self, mut visitor: TcpStream) -> io::Result<Option<String>> {
        let head = read_head(&mut visitor).await?;
        let host = self.redirect.authority();
        let form = self.form.as_ref().map(|form| form.path.as_str());
        let verdict = head.map_or(Verdict::Malformed, |head| judge(&head, host, self.redirect.path(), form));
        if let (Verdict::Form, Some(form)) = (&verdict, &self.form) {
            visitor.write_all(form.answer().as_bytes()).await?;
            visitor.shutdown().await?;
            return Ok(None);
        }
        let (status, words) = match &verdict {
            Verdict::Callback(_) => ("200 OK", "You can close this page and go back to the app."),
            Verdict::NoAnswer => ("400 Bad Request", "This page waits for a sign-in."),
            Verdict::NotFound | Verdict::Form => ("404 Not Found", "There is nothing here."),
            Verdict::Malformed => ("400 Bad Request", "This is not a question."),
        };
        // The answer counts even if the browser left before its page came.
        let said = visitor.write_all(page(status, words).as_bytes()).await;
        let said = if said.is_ok() { visitor.shutdown().await } else { said };
        match verdict {
            Verdict::Callback(query) => Ok(Some(query)),
            _ => said.map(|()| None),
        }
    }
}

async fn accept(sockets: &[TcpListener]) -> io::Result<TcpStream> {
    let (first, second) = (sockets.first(), sockets.get(1));
    match (first, second) {
        (Some(first), Some(second)) => tokio::select! {
            visitor = first.accept() => visitor,
            visitor = second.accept() => visitor,
        },
        (Some(first), None) => first.accept().await,
        _ => Err(io::ErrorKind::NotConnected.into()),
    }
    .map(|(visitor, _)| visitor)
}

/// Reads up to the empty line; `None` if it does not come within the limit.
async fn read_head(visitor: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::with_capacity(2048);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD_LIMIT || visitor.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            head.truncate(end + 4);
        }
    }
    Ok(Some(head))
}

/// Says a few fixed words. Nothing of the question, and nothing of the portal, is ever part of it.
fn page(status: &str, words: &str) -> String {
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign-in</title><p>{words}</p></html>"
    );
    answer(status, "default-src 'none'", &body)
}

/// Writes an answer that nobody keeps and that leads nowhere.
pub(super) fn answer(status: &str, policy: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: {policy}\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn random_path() -> String {
    format!("/{}", backpack_core::AttemptId::random())
}

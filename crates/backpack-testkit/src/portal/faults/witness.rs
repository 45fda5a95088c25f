//! Another origin, which writes down whatever reaches it.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::portal::shared::lock;

/// Another origin than the portal's: it answers every request with 200 and an empty page, and writes down what came.
///
/// Point next links, attachments and redirects of a portal at it, and see that no token reaches it:
///
/// ```
/// # use backpack_testkit::portal::Witness;
/// # backpack_testkit::run(async {
/// let witness = Witness::start().await?;
/// let next = format!("{}/fhir/Goal?page=2", witness.address());
/// // … arm `Fault::NextElsewhere(next)`, let the client walk …
/// assert!(witness.seen().iter().all(|request| request.header("authorization").is_none()));
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Witness {
    address: String,
    seen: Arc<Mutex<Vec<Witnessed>>>,
    serving: JoinHandle<()>,
}

/// One request that reached a [`Witness`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Witnessed {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, such as `/fhir/Goal`.
    pub path: String,
    /// The query as it was sent, without the question mark; empty if there was none.
    pub query: String,
    /// Every header, its name in lower case.
    pub headers: Vec<(String, String)>,
}

impl Witness {
    /// Starts on the current tokio runtime, at a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let seen = Arc::default();
        let app = Router::new().fallback(write_down).with_state(Arc::clone(&seen));
        let serving = tokio::spawn(async move {
            // Serving ends only when it is aborted.
            axum::serve(listener, app).await.ok();
        });
        Ok(Self { address, seen, serving })
    }

    /// Returns scheme, host and port, without a slash at the end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns what came so far, oldest first.
    #[must_use]
    pub fn seen(&self) -> Vec<Witnessed> {
        lock(&self.seen).clone()
    }
}

impl Witnessed {
    /// Returns the first header of this name, written in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn write_down(State(seen): State<Arc<Mutex<Vec<Witnessed>>>>, request: Request) -> Response {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    lock(&seen).push(Witnessed {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
    });
    let page = r#"{"resourceType":"Bundle","type":"searchset"}"#;
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/fhir+json")], page).into_response()
}

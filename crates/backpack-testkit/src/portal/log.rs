//! What was asked of the portal, for tests to look at.

use http::request::Parts;

/// One request that the portal received, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, such as `/fhir/Observation`.
    pub path: String,
    /// The query as it was sent, without the question mark; empty if there was none.
    pub query: String,
    /// Whether there was an `Authorization` header.
    pub authorized: bool,
    /// The `Accept` header, or an empty text.
    pub accept: String,
    /// The `User-Agent` header, or an empty text.
    pub user_agent: String,
    /// The status of the answer; 0 if the connection was cut instead.
    pub status: u16,
}

impl Request {
    pub(crate) fn new(parts: &Parts) -> Self {
        let header = |name| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            authorized: parts.headers.contains_key(http::header::AUTHORIZATION),
            accept: header(http::header::ACCEPT),
            user_agent: header(http::header::USER_AGENT),
            status: 0,
        }
    }
}

//! Refusals in FHIR's words.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::people::json::{Object, quoted};

/// A request that is not answered, with the OperationOutcome that says why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// A code of FHIR's issue types.
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
}

impl Refusal {
    pub(crate) const fn new(status: StatusCode, code: &'static str, text: &'static str) -> Self {
        Self { status, code, text }
    }

    pub(crate) const fn invalid(text: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", text)
    }

    pub(crate) const fn forbidden(text: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", text)
    }

    pub(crate) const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "no such resource")
    }

    pub(crate) const fn gone() -> Self {
        Self::new(StatusCode::GONE, "deleted", "the resource was deleted")
    }

    pub(crate) const fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "login", "a valid access token is needed")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = fhir(self.status, outcome("error", self.code, self.text));
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"demo portal\", error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// Returns an OperationOutcome of one issue.
pub(crate) fn outcome(severity: &str, code: &str, text: &str) -> String {
    let issue = Object::new().text("severity", severity).text("code", code).text("diagnostics", text);
    Object::new().raw("resourceType", &quoted("OperationOutcome")).one("issue", &issue.finish()).finish()
}

/// Returns an answer with FHIR's own media type.
pub(crate) fn fhir(status: StatusCode, body: impl Into<axum::body::Body>) -> Response {
    let media = [(header::CONTENT_TYPE, "application/fhir+json; charset=utf-8")];
    (status, media, body.into()).into_response()
}

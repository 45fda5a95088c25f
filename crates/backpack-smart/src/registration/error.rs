//! Why a registration failed, as far as an app can act on it.

use backpack_connect::Error;
use serde_json::Value;

use crate::wire::Answer;
use crate::words::clean;

/// Why a registration failed (RFC 7591, section 3.2.2).
///
/// None of these is worth trying again at once: a registration whose answer was lost may have been made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// The portal names no registration endpoint, or there is nothing there (404, 405, 410).
    #[error("register: not offered there")]
    NotOffered,
    /// A redirect URI is refused; the words are the portal's own, cleaned and cut.
    #[error("register: a redirect URI is refused: {0}")]
    RedirectUri(String),
    /// Something else of the request is refused; the words are the portal's own, cleaned and cut.
    #[error("register: the request is refused: {0}")]
    Metadata(String),
    /// The portal registers nobody without an initial access token that it handed out, or not with this one (401, 403).
    #[error("register: an initial access token is needed")]
    NeedsToken,
    /// The portal cannot be asked, or its answer cannot be understood.
    #[error(transparent)]
    Portal(#[from] Error),
}

/// Returns what a refusal means; `None` if it is the portal's own trouble.
pub(super) fn refused(answer: &Answer) -> Option<RegistrationError> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let words = clean(text("error_description"));
    match (text("error"), answer.status.as_u16()) {
        ("invalid_redirect_uri", _) => Some(RegistrationError::RedirectUri(words)),
        ("invalid_client_metadata" | "invalid_software_statement" | "unapproved_software_statement", _)
        | (_, 400) => Some(RegistrationError::Metadata(words)),
        (_, 401 | 403) => Some(RegistrationError::NeedsToken),
        (_, 404 | 405 | 410 | 501) => Some(RegistrationError::NotOffered),
        _ => None,
    }
}

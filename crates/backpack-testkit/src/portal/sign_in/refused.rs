//! Refusals in OAuth's words.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::portal::faults::instead::set;

/// A request that an endpoint of OAuth refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    InvalidClient,
    InvalidGrant,
    /// An expired grant, in the words of a portal that does not know OAuth's.
    Wordy,
    Other(&'static str),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::InvalidClient => {
                let mut response = answer(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_client"}));
                set(&mut response, header::WWW_AUTHENTICATE, "Basic realm=\"demo portal\"");
                response
            }
            Self::InvalidGrant => answer(StatusCode::BAD_REQUEST, &json!({"error": "invalid_grant"})),
            Self::Wordy => {
                let words = "The authorization has expired. Please ask the person to connect again.";
                answer(StatusCode::UNAUTHORIZED, &json!({"status": 401, "message": words}))
            }
            Self::Other(error) => answer(StatusCode::BAD_REQUEST, &json!({"error": error})),
        }
    }
}

/// Returns JSON that nobody may keep.
pub(crate) fn answer(status: StatusCode, body: &Value) -> Response {
    let not_kept = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (status, not_kept, Json(body)).into_response()
}

//! What an answer's status means, wherever it comes from.

use backpack_connect::{Context, Error, ErrorKind};
use http::{HeaderMap, StatusCode};

use crate::instant::retry_after;

/// Returns the error of a status that means the same in every place: sign in again, wait, or the portal's own trouble.
pub(crate) fn trouble(
    context: &Context,
    status: StatusCode,
    headers: &HeaderMap,
    operation: &'static str,
) -> Error {
    let kind = match status.as_u16() {
        401 => ErrorKind::NeedsSignIn,
        408 => ErrorKind::Timeout,
        429 | 503 => ErrorKind::Busy(retry_after(headers, context.clock.now())),
        other => ErrorKind::Portal(other),
    };
    Error::new(kind, operation)
}

/// Says whether a status is trouble that has nothing to do with the question.
pub(crate) fn is_trouble(status: StatusCode) -> bool {
    // 501 is about the question: the portal does not do this.
    let own = status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED;
    own || matches!(status.as_u16(), 401 | 408 | 429)
}

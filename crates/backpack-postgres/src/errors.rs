//! From the server's errors to the contract's. What the server says in words never passes: it may quote a row.

use std::io;

use backpack_store::{Error, ErrorKind};
use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::SqlState;

/// What a failure means for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server refused: nothing was written.
    Refused,
    /// The server could not put the transaction in order with another: nothing was written, and it may be tried again at
    /// once.
    OutOfOrder,
    /// The connection is gone, or the server says itself that it does not know: nobody knows what was written.
    Unknown,
}

/// Says what a failed statement means.
pub(crate) fn outcome(error: &tokio_postgres::Error) -> Outcome {
    match error.code() {
        Some(code)
            if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Outcome::OutOfOrder
        }
        Some(code) if is_about_the_connection(code) => Outcome::Unknown,
        Some(_) => Outcome::Refused,
        None => Outcome::Unknown,
    }
}

/// Says whether a read that failed so may be tried again on another connection.
pub(crate) fn is_passing(error: &tokio_postgres::Error) -> bool {
    matches!(outcome(error), Outcome::OutOfOrder | Outcome::Unknown)
}

/// Returns the contract's error for a failed statement.
pub(crate) fn from_postgres(error: &tokio_postgres::Error, operation: &'static str) -> Error {
    if let Some(code) = error.code() {
        return Error::new(kind_of(code), operation).with_source(Refusal(code.code().to_owned()));
    }
    let kind = match std::error::Error::source(error).map(|source| source.downcast_ref::<io::Error>()) {
        // So the TLS library says that a certificate is not to be trusted.
        Some(Some(error)) if error.kind() == io::ErrorKind::InvalidData => ErrorKind::Io,
        // The connection broke, or there is none to be had.
        Some(Some(_)) | None => ErrorKind::Unavailable,
        // The configuration is wrong, or the server does not speak as expected.
        Some(None) => ErrorKind::Io,
    };
    Error::new(kind, operation).with_source(Broken)
}

/// Returns the contract's error for a connection that the pool did not give.
pub(crate) fn from_pool(error: &PoolError, operation: &'static str) -> Error {
    match error {
        PoolError::Backend(error) => from_postgres(error, operation),
        PoolError::Closed => Error::new(ErrorKind::Closed, operation),
        PoolError::Timeout(TimeoutType::Wait) => unavailable(operation, "every connection is in use"),
        PoolError::Timeout(_) => unavailable(operation, "the server does not answer"),
        PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            io(operation, "the pool does not work")
        }
    }
}

pub(crate) fn unavailable(operation: &'static str, why: &'static str) -> Error {
    Error::new(ErrorKind::Unavailable, operation).with_source(why)
}

pub(crate) fn io(operation: &'static str, why: &'static str) -> Error {
    Error::new(ErrorKind::Io, operation).with_source(why)
}

/// The codes are those of Appendix A of the PostgreSQL manual.
fn kind_of(code: &SqlState) -> ErrorKind {
    match code.code() {
        "53100" => ErrorKind::Full,
        "XX001" | "XX002" => ErrorKind::Damaged,
        // A statement that took too long, a lock that was not to be had, a server that only reads since it is a standby.
        "57014" | "55P03" | "25006" => ErrorKind::Unavailable,
        code if code.starts_with("53") || code.starts_with("40") => ErrorKind::Unavailable,
        _ if is_about_the_connection(code) => ErrorKind::Unavailable,
        _ => ErrorKind::Io,
    }
}

/// Class 08, the shutdowns of class 57, a transaction that was idle for too long, and what a distributed server says of a
/// commit that it lost sight of.
fn is_about_the_connection(code: &SqlState) -> bool {
    let code = code.code();
    code.starts_with("08") || code.starts_with("57P") || matches!(code, "25P03" | "40003")
}

/// The server's code for what went wrong, without its words.
#[derive(Debug, thiserror::Error)]
#[error("the server answered with SQLSTATE {0}")]
struct Refusal(String);

#[derive(Debug, thiserror::Error)]
#[error("the connection to the server failed")]
struct Broken;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_kind_it_is() {
        let cases = [
            ("53100", ErrorKind::Full),
            ("53300", ErrorKind::Unavailable),
            ("57P01", ErrorKind::Unavailable),
            ("57014", ErrorKind::Unavailable),
            ("40001", ErrorKind::Unavailable),
            ("08006", ErrorKind::Unavailable),
            ("25006", ErrorKind::Unavailable),
            ("28P01", ErrorKind::Io),
            ("42501", ErrorKind::Io),
            ("3D000", ErrorKind::Io),
            ("XX001", ErrorKind::Damaged),
        ];
        for (code, kind) in cases {
            assert_eq!(kind_of(&SqlState::from_code(code)), kind, "{code}");
        }
    }
}

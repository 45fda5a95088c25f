//! From reqwest's errors to the contract's, without the address: it may hold a query string.

use std::error::Error as StdError;
use std::fmt;

use backpack_connect::{Error, ErrorKind};

use crate::resolve::Blocked;

pub(crate) fn from_reqwest(error: reqwest::Error, operation: &'static str) -> Error {
    let error = error.without_url();
    if is_blocked(&error) {
        return Error::new(ErrorKind::Forbidden("it is a private network"), operation);
    }
    let kind = if error.is_timeout() && !error.is_connect() {
        ErrorKind::Timeout
    } else if error.is_builder() {
        ErrorKind::Config("the request cannot be built")
    } else {
        ErrorKind::Unreachable
    };
    Error::new(kind, operation).with_source(error)
}

/// A cause of one's own, where there is no other.
#[derive(Debug)]
pub(crate) struct Cause(pub(crate) &'static str);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl StdError for Cause {}

/// Says whether the resolver refused every address, however deep reqwest wrapped that.
fn is_blocked(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<Blocked>() {
            return true;
        }
        cause = error.source();
    }
    false
}

//! From the operating system's errors to the contract's. File names never pass.

use std::io;

use backpack_store::{Error, ErrorKind};

/// Returns the contract's error for a failed operation on a file: `Full` for want of room, else `Io`.
#[must_use]
pub fn from_io(error: &io::Error, operation: &'static str) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::Full,
        _ => ErrorKind::Io,
    };
    // The error's text may name a path; its kind does not.
    Error::new(kind, operation).with_source(io::Error::from(error.kind()))
}

//! From sled's and the operating system's errors to the contract's. File names never pass.

use std::io;

pub(crate) use backpack_folder::from_io;
use backpack_store::{Error, ErrorKind};

/// Returns the contract's error for a failed operation of sled.
pub(crate) fn from_sled(error: &sled::Error, operation: &'static str) -> Error {
    match error {
        _ if is_locked(error) => Error::new(ErrorKind::InUse, operation),
        sled::Error::Io(error) => from_io(error, operation),
        sled::Error::Corruption { .. } => Error::new(ErrorKind::Damaged, operation),
        _ => Error::new(ErrorKind::Io, operation).with_source("the engine refused"),
    }
}

/// Says whether sled met a lock. It tells by nothing but the text.
pub(crate) fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(error) if error.to_string().starts_with("could not acquire lock"))
}

pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

pub(crate) fn damaged(operation: &'static str) -> Error {
    Error::new(ErrorKind::Damaged, operation)
}

//! From redb's and the operating system's errors to the contract's. File names never pass.

use std::io;

use backpack_store::{Error, ErrorKind};

/// Returns the contract's error for a failed operation of redb.
pub(crate) fn from_redb(error: impl Into<redb::Error>, operation: &'static str) -> Error {
    match error.into() {
        redb::Error::Io(error) => from_io(&error, operation),
        redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
            Error::new(ErrorKind::InUse, operation)
        }
        // A table that is not there, or of another shape, was there when the store was made.
        redb::Error::Corrupted(_)
        | redb::Error::UpgradeRequired(_)
        | redb::Error::TableDoesNotExist(_)
        | redb::Error::TableIsMultimap(_)
        | redb::Error::TableTypeMismatch { .. }
        | redb::Error::TypeDefinitionChanged { .. } => damaged(operation),
        redb::Error::PreviousIo => Error::new(ErrorKind::Poisoned, operation),
        _ => Error::new(ErrorKind::Io, operation).with_source("the engine refused"),
    }
}

/// Returns the contract's error for a failed operation on a file.
pub(crate) fn from_io(error: &io::Error, operation: &'static str) -> Error {
    match error.kind() {
        // So redb says that a file is none of its own, or shorter than it was.
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => damaged(operation),
        _ => backpack_folder::from_io(error, operation),
    }
}

pub(crate) fn damaged(operation: &'static str) -> Error {
    Error::new(ErrorKind::Damaged, operation)
}

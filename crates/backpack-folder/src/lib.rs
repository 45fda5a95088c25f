#![doc = include_str!("../README.md")]

mod ballast;
mod lock;
mod sync;

pub use ballast::{BALLAST, Ballast};
pub use lock::{LOCK, Lock};
pub use sync::{make_folder, sync_folder};

use std::io;

use backpack_store::{Error, ErrorKind};

/// Returns the contract's error for a failed operation on a file. Its text may name a path; its kind does not.
fn from_io(error: &io::Error, operation: &'static str) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::Full,
        _ => ErrorKind::Io,
    };
    Error::new(kind, operation).with_source(io::Error::from(error.kind()))
}

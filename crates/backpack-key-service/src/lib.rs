#![doc = include_str!("../README.md")]

mod error;
mod folder;
#[cfg(test)]
mod golden;
mod master;
mod memory;
mod service;
mod tally;
mod wrapped;

pub use error::{Error, ErrorKind};
pub use folder::FolderKeyService;
pub use master::MAX_MASTER_KEYS;
pub use memory::MemoryKeyService;
pub use service::{KeyService, MAX_CONTEXT_BYTES, MAX_NAME_BYTES};
pub use tally::Tally;
pub use wrapped::{MAX_WRAPPED_BYTES, Wrapped};

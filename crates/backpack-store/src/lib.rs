#![doc = include_str!("../README.md")]

mod anchor;
mod batch;
mod clear;
mod copy;
mod error;
mod key;
mod key_file;
mod leases;
mod limits;
mod memory;
mod range;
mod store;

pub use anchor::{Anchor, AnchorStore};
pub use batch::{Batch, Condition, Precondition, Put};
pub use clear::clear;
pub use copy::{Copied, copy};
pub use error::{Error, ErrorKind};
pub use key::{Key, Table};
pub use key_file::KeyFileStore;
pub use leases::Leases;
pub use memory::{MemoryAnchors, MemoryKeyFile, MemoryStore};
pub use store::{Direction, Entry, Fence, LeaseName, Reclaimed, Scan, ScanPage, Store, Value, Version};

/// The largest batch a store must accept: the sum of its keys and values in bytes.
pub const MAX_BATCH_BYTES: usize = 1 << 20;
/// The largest value a store must accept, in bytes. Larger bodies go to the blob store.
pub const MAX_VALUE_BYTES: usize = 64 << 10;
/// The longest id within a table, in bytes.
pub const MAX_ID_BYTES: usize = 64;

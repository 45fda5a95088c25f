//! Stores that fail when told to, one that loses its power, and one that is not what it says when that happens.
//!
//! ```
//! use std::sync::Arc;
//! use backpack_core::SpaceId;
//! use backpack_store::{Batch, ErrorKind, MemoryStore, Store as _, Table};
//! use backpack_testkit::VirtualClock;
//! use backpack_testkit::faults::{FaultyStore, StoreCall, When};
//!
//! # backpack_testkit::run(async {
//! let store = FaultyStore::new(Arc::new(MemoryStore::new(Arc::new(VirtualClock::new()))));
//! store.fail(StoreCall::Commit, 2, When::Before, ErrorKind::Io);
//! let batch = Batch::new(SpaceId::random()).put(Table(1), "id", "value");
//! assert!(store.commit(batch.clone()).await.is_ok());
//! assert!(store.commit(batch.clone()).await.is_err());
//! assert!(store.commit(batch).await.is_ok());
//! # });
//! ```

mod blobs;
mod flawed;
mod key_file;
mod key_service;
mod plan;
mod power;
mod store;

pub use blobs::{BlobCall, FaultyBlobs};
pub use flawed::{Flaw, FlawedStore};
pub use key_file::{FaultyKeyFile, KeyFileCall};
pub use key_service::{FaultyKeyService, KeyServiceCall};
pub use plan::When;
pub use power::PowerCutStore;
pub use store::{FaultyStore, StoreCall};

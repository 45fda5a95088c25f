//! The stores that keep everything in memory: for tests, for previews, and as the model of the contract.

mod notes;
mod store;

pub use notes::{MemoryAnchors, MemoryKeyFile};
pub use store::MemoryStore;

//! Reading archives, and putting a Backpack back from them.

mod bodies;
mod chain;
mod pipe;
mod restoring;
mod source;

pub use chain::{Chain, Identity, Restored};
pub use source::Source;

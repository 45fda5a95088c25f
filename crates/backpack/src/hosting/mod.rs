//! Many accounts in one process: where they lie, which of them stay in memory, and moving them in and out.
//!
//! `docs/hosting.md` shows a whole deployment.

mod flight;
mod key_files;
mod lru;
mod placeholder;
mod places;

pub use key_files::{AccountPage, KeyFiles};
pub(crate) use placeholder::Placeholder;
pub use places::Places;

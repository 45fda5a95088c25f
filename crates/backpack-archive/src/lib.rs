#![doc = include_str!("../README.md")]

mod about;
mod error;
mod keys;
mod layout;
mod line;
mod read;
mod seal;
mod text;
mod write;

pub use about::{About, Counts, Mark, Set};
pub use error::Error;
pub use read::{Chain, Identity, Restored, Source};
pub use seal::{Key, Lock};
pub use write::{BackUpOptions, Written, back_up, export_to};

#![doc = include_str!("../README.md")]

mod batch;
mod compact;
mod errors;
mod folder;
mod layout;
mod log;
mod open;
mod options;
mod read;
mod store;
#[cfg(test)]
mod torn;
mod worker;

pub use options::{OpenMode, SledOptions};
pub use store::SledStore;

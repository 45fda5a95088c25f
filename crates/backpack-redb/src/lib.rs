#![doc = include_str!("../README.md")]

mod backend;
mod batch;
mod errors;
mod folder;
mod layout;
mod open;
mod options;
mod read;
mod store;
mod worker;

pub use options::{OpenMode, RedbOptions};
pub use store::RedbStore;

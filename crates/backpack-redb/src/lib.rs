#![doc = include_str!("../README.md")]

mod backend;
mod batch;
mod engine;
mod errors;
mod layout;
mod open;
mod options;
mod read;
mod store;

pub use backpack_folder::OpenMode;
pub use options::RedbOptions;
pub use store::RedbStore;

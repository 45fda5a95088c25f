#![doc = include_str!("../README.md")]

mod batch;
mod compact;
mod engine;
mod errors;
mod folder;
mod layout;
mod log;
mod nudge;
mod open;
mod options;
mod read;
mod salvage;
mod store;
#[cfg(test)]
mod torn;

pub use backpack_folder::OpenMode;
pub use options::SledOptions;
pub use salvage::Salvaged;
pub use store::SledStore;

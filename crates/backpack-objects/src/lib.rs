#![doc = include_str!("../README.md")]

mod anchors;
mod attempt;
mod blobs;
mod key_file;
mod names;
mod open;
mod patience;
mod reader;
mod spaces;
mod stored;
mod trouble;

pub use anchors::ObjectAnchors;
pub use blobs::ObjectBlobs;
pub use key_file::ObjectKeyFile;
/// The object stores themselves, for a host that makes its own: the version that this crate's types are of.
pub use object_store;
pub use open::{ObjectCredentials, ObjectOptions, open};
pub use patience::Patience;
pub use spaces::ObjectBlobSpaces;

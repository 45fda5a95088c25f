#![doc = include_str!("../README.md")]

mod blob;
mod copy;
mod error;
mod file_key;
mod folder;
mod measure;
mod media_type;
mod memory;
mod padding;
mod safe_name;
mod sealed;
mod sniff;
mod spaces;
mod stream;

pub use blob::{BlobPage, BlobStore, clamp_range};
pub use copy::copy;
pub use error::{Error, ErrorKind};
pub use file_key::FileKey;
pub use folder::{FolderAnchors, FolderBlobs, FolderKeyFile};
pub use measure::{Measured, Measurement, measure};
pub use media_type::MediaType;
pub use memory::MemoryBlobs;
pub use padding::{padded_size, padme};
pub use safe_name::safe_name;
pub use sealed::{open_range, open_stream, seal_padded_stream, seal_stream, sealed_size};
pub use sniff::{SNIFF_BYTES, sniff};
pub use spaces::{BlobSpaces, FolderBlobSpaces, MemoryBlobSpaces};
pub use stream::ByteStream;

#![doc = include_str!("../README.md")]

mod blob;
mod error;

pub use blob::{BlobPage, BlobStore, ByteStream};
pub use error::{Error, ErrorKind};

//! The local folder: blobs, the key file and the anchors of one account, each durable when a call returns.

mod anchors;
mod blobs;
mod disk;
mod draft;
mod key_file;

pub use anchors::FolderAnchors;
pub use blobs::FolderBlobs;
pub use key_file::FolderKeyFile;

//! The store's folder: what lies in it, and how it is made durable.

mod ballast;
mod found;
mod lock;
mod manifest;
mod sync;

pub(crate) use ballast::Ballast;
pub(crate) use found::Found;
pub(crate) use lock::Lock;
pub(crate) use manifest::{Manifest, State};
pub(crate) use sync::{make_folder, sync_folder};

/// The files that this crate lays into the folder.
pub(crate) const BALLAST: &str = "ballast";
pub(crate) const LOCK: &str = "lock";
pub(crate) const MANIFEST: &str = "store.bpk";
pub(crate) const MANIFEST_BEING_WRITTEN: &str = "store.bpk.new";

/// The one file that redb keeps everything in.
pub(crate) const DATABASE: &str = "store.redb";

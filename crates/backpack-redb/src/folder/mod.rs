//! The store's folder: what lies in it, and how it is made durable.

mod found;
mod manifest;

pub(crate) use backpack_folder::{BALLAST, Ballast, LOCK, Lock, make_folder, sync_folder};
pub(crate) use found::Found;
pub(crate) use manifest::{Manifest, State};

/// The files that this crate lays into the folder.
pub(crate) const MANIFEST: &str = "store.bpk";
pub(crate) const MANIFEST_BEING_WRITTEN: &str = "store.bpk.new";

/// The one file that redb keeps everything in.
pub(crate) const DATABASE: &str = "store.redb";

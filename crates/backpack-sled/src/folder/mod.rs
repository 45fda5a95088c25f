//! The store's folder: what lies in it, and how it is made durable.

mod ballast;
mod found;
mod home;
mod lock;
mod manifest;
mod snapshots;
mod sync;

pub(crate) use ballast::Ballast;
pub(crate) use found::Found;
pub(crate) use home::Home;
pub(crate) use lock::Lock;
pub(crate) use manifest::{Manifest, State};
pub(crate) use snapshots::Snapshots;
pub(crate) use sync::{make_folder, sync_folder};

/// The files that this crate lays into the folder.
pub(crate) const BALLAST: &str = "ballast";
pub(crate) const LOCK: &str = "lock";
pub(crate) const MANIFEST: &str = "store.bpk";
pub(crate) const MANIFEST_BEING_WRITTEN: &str = "store.bpk.new";
/// Where damaged snapshots go.
pub(crate) const SET_ASIDE: &str = "set-aside";

pub(crate) const SLED_CONF: &str = "conf";
pub(crate) const SLED_LOG: &str = "db";
pub(crate) const SLED_BLOBS: &str = "blobs";
pub(crate) const SLED_SNAPSHOT: &str = "snap.";

//! The store's folder: what lies in it, and how it is made durable.

mod found;
mod home;
mod manifest;
mod reached;
mod snapshots;

pub(crate) use backpack_folder::{BALLAST, Ballast, LOCK, Lock, make_folder, sync_folder};
pub(crate) use found::{Found, guessed_segment_bytes, segment_bytes, write_conf};
pub(crate) use home::Home;
pub(crate) use manifest::{Manifest, State};
pub(crate) use reached::{Noted, Reached};
pub(crate) use snapshots::{Snapshots, snapshot_position};

/// The files that this crate lays into the folder.
pub(crate) const MANIFEST: &str = "store.bpk";
pub(crate) const MANIFEST_BEING_WRITTEN: &str = "store.bpk.new";
/// How far the log is known to be durable.
pub(crate) const REACHED: &str = "reached";
/// Where damaged snapshots go.
pub(crate) const SET_ASIDE: &str = "set-aside";

pub(crate) const SLED_CONF: &str = "conf";
pub(crate) const SLED_LOG: &str = "db";
pub(crate) const SLED_BLOBS: &str = "blobs";
pub(crate) const SLED_SNAPSHOT: &str = "snap.";

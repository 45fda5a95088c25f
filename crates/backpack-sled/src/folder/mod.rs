//! The store's folder: what lies in it, and how it is made durable.

mod found;
mod home;
mod reached;
mod snapshots;

pub(crate) use backpack_folder::{make_folder, sync_folder};
pub(crate) use found::{guessed_segment_bytes, segment_bytes, write_conf};
pub(crate) use home::Home;
pub(crate) use reached::{Noted, Reached};
pub(crate) use snapshots::{Snapshots, snapshot_position};

/// How far the log is known to be durable.
pub(crate) const REACHED: &str = "reached";
/// Where damaged snapshots go.
pub(crate) const SET_ASIDE: &str = "set-aside";

pub(crate) const SLED_CONF: &str = "conf";
pub(crate) const SLED_LOG: &str = "db";
pub(crate) const SLED_BLOBS: &str = "blobs";
pub(crate) const SLED_SNAPSHOT: &str = "snap.";

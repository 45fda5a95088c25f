//! Backups of a whole account, and Backpacks put back from them: on disk, with a portal, broken off anywhere.

mod broken_off;
mod damaged;
mod full;
mod killed;
#[cfg(target_os = "linux")]
mod memory;
mod secrets;
mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use backpack::Backpack;
use backpack::archive::{Key, Lock};

use crate::world::files_below;

fn lock() -> Arc<Lock> {
    Arc::new(Lock::passphrase("a lock of its own".into()).with_work(10))
}

fn key() -> Arc<Key> {
    Arc::new(Key::passphrase("a lock of its own".into()))
}

/// Returns what a Backpack exports, part by part, without what tells of the export itself.
async fn exported(backpack: &Backpack) -> BTreeMap<String, Vec<u8>> {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("export");
    backpack.export_to(&folder).await.unwrap();
    let mut parts: BTreeMap<String, Vec<u8>> =
        files_below(&folder).into_iter().map(|(path, bytes)| (name_of(&path, &folder), bytes)).collect();
    for own in ["about.json", "manifest.json"] {
        parts.remove(own).unwrap();
    }
    parts.retain(|path, _| !path.starts_with("activity/"));
    parts
}

fn name_of(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap().to_string_lossy().into_owned()
}

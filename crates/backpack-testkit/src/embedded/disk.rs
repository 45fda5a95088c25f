//! What lies in a folder, and small disks.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns everything below `folder`: files with their bytes, folders with nothing.
#[must_use]
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
            found.insert(path, None);
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, Some(bytes));
        }
    }
    found
}

/// Makes `folder` what [`contents`] found in it.
pub fn put_back(folder: &Path, contents: &BTreeMap<PathBuf, Option<Vec<u8>>>) {
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir_all(folder).unwrap();
    for (path, bytes) in contents {
        match bytes {
            None => fs::create_dir_all(path).unwrap(),
            Some(bytes) => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

/// Copies a folder as it is now: what a kill of the process that writes there would leave.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in contents(from) {
        let to = to.join(path.strip_prefix(from).unwrap());
        match bytes {
            None => fs::create_dir_all(to).unwrap(),
            Some(bytes) => {
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, bytes).unwrap();
            }
        }
    }
}

/// Returns the bytes of all files below `folder`.
pub(super) fn bytes(folder: &Path) -> u64 {
    contents(folder).values().flatten().map(|bytes| bytes.len() as u64).sum()
}

/// Writes to `file` until nothing more fits on its disk.
pub(super) fn fill(file: &Path) {
    let mut file = fs::File::create(file).unwrap();
    for piece in [1 << 16, 1 << 12, 1] {
        while file.write_all(&vec![1; piece]).is_ok() {}
    }
}

/// A file system in memory, taken away again when dropped.
pub(super) struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// Mounts one of so many megabytes; `None` where that is not allowed.
    pub(super) fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(folder.path());
        let mounted = mount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A disk that is still in use is taken away once it is not.
        drop(Command::new("umount").arg("-l").arg(self.0.path()).stderr(Stdio::null()).status());
    }
}

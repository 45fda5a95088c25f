//! A disk whose power can be cut: a file with a file system in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file with an ext4 in it.
pub(super) struct Image(PathBuf);

/// A file system in use; taken away again when dropped.
pub(super) struct Mounted(tempfile::TempDir);

impl Image {
    /// Makes an empty file system of `megabytes` in `file`.
    pub(super) fn format(file: PathBuf, megabytes: u32) -> Result<Self, String> {
        succeed(Command::new("truncate").arg(format!("--size={megabytes}M")).arg(&file))?;
        succeed(Command::new("mkfs.ext4").args(["-q", "-F", "-J", "size=4"]).arg(&file))?;
        Ok(Self(file))
    }

    /// Copies the file as it is now: what a disk holds that lost its power.
    pub(super) fn copy(&self, to: PathBuf) -> Self {
        succeed(Command::new("cp").arg("--sparse=always").args([&self.0, &to])).unwrap();
        Self(to)
    }

    /// Mounts it; the file system plays its journal back if it was not taken away properly.
    ///
    /// Nothing is written back by time: a test lasts a second, and a copy must not meet a writer.
    pub(super) fn mount(&self) -> Result<Mounted, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        succeed(Command::new("mount").args(["-o", "loop,commit=300"]).arg(&self.0).arg(folder.path()))?;
        Ok(Mounted(folder))
    }
}

impl Mounted {
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let unmounted = succeed(Command::new("umount").arg(self.0.path()));
        if unmounted.is_err() {
            succeed(Command::new("umount").arg("-l").arg(self.0.path())).ok();
        }
    }
}

/// Runs a command to its end, or says why it did not do its work.
pub(super) fn succeed(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{program}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{program}: {said}")) }
}

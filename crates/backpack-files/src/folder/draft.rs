//! A blob on its way in: a file under `tmp` that vanishes unless it is kept.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::disk;

/// A file being written. Dropping it at any moment removes every trace of it; keeping it takes one plain call.
#[derive(Debug)]
pub(super) struct Draft {
    file: File,
    path: PathBuf,
    placed: Option<PathBuf>,
    size: u64,
}

impl Draft {
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let file = disk::private_file().write(true).create_new(true).open(&path)?;
        Ok(Self { file, path, placed: None, size: 0 })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Gives the file its final name, durably. It is still removed if the draft is dropped before [`Draft::keep`].
    pub(super) fn place(&mut self, target: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
        disk::create_folder(folder)?;
        link_or_rename(&self.path, target)?;
        self.placed = Some(target.to_owned());
        disk::remove_if_there(&self.path)?;
        disk::sync_folder(folder)
    }

    /// Keeps what was placed, and returns its size. Since nothing is awaited here, a dropped future never gets here.
    pub(super) fn keep(mut self) -> u64 {
        self.placed = None;
        self.size
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What cannot be removed now is swept when the folder is opened, or as an orphan.
        drop(disk::remove_if_there(&self.path));
        if let Some(placed) = &self.placed {
            drop(disk::remove_if_there(placed));
        }
    }
}

/// Moves a file to a name that nothing has yet: a link never replaces. Where links are unknown, it looks first.
fn link_or_rename(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) =>
        {
            if to.exists() { Err(io::ErrorKind::AlreadyExists.into()) } else { fs::rename(from, to) }
        }
        linked => linked,
    }
}

//! Where sled's files lie: in the store's folder itself, or, since a compaction, in a folder within.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use backpack_folder::{COMPLETE, Layout as _, Said};

use super::{REACHED, SLED_BLOBS, SLED_CONF, SLED_LOG, SLED_SNAPSHOT};
use crate::engine::Engine;

/// How the folders begin that a compaction makes; their number follows.
const COMPACTED: &str = "sled-";

/// How the manifest of a compacted store says that it is one; the number follows.
const STANDS_COMPACTED: &str = "compacted ";

/// The place of sled's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    folder: PathBuf,
    /// Counts the compactions; 0 is the folder itself.
    number: u32,
    path: PathBuf,
}

impl Home {
    /// Returns the home that the manifest of `folder` names: the folder itself if there is no manifest.
    pub(crate) fn find(folder: &Path) -> io::Result<Self> {
        let number = match Engine::MANIFEST.read(folder)? {
            Some(Said::Stands(_, stands)) => compaction(&stands),
            _ => None,
        };
        Ok(Self::new(folder, number.unwrap_or(0)))
    }

    /// Returns the home of a store whose manifest may be lost: where it says, else the newest place with a log.
    pub(crate) fn guess(folder: &Path) -> io::Result<Self> {
        let named = Self::find(folder)?;
        if named.path.join(SLED_LOG).exists() {
            return Ok(named);
        }
        let mut newest = Self::new(folder, 0);
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(COMPACTED)?.parse().ok());
            let Some(number) = number else { continue };
            let home = Self::new(folder, number);
            if number > newest.number && home.path.join(SLED_LOG).exists() {
                newest = home;
            }
        }
        Ok(newest)
    }

    pub(crate) fn new(folder: &Path, number: u32) -> Self {
        let path = if number == 0 { folder.to_owned() } else { folder.join(format!("{COMPACTED}{number}")) };
        Self { folder: folder.to_owned(), number, path }
    }

    /// Returns where the next compaction writes.
    pub(crate) fn next(&self) -> Self {
        Self::new(&self.folder, self.number.wrapping_add(1).max(1))
    }

    /// Lets the manifest say that the store lies here. Durable when it returns.
    pub(crate) fn name(&self) -> io::Result<()> {
        let number = self.number;
        let stands = if number == 0 { COMPLETE.to_owned() } else { format!("{STANDS_COMPACTED}{number}") };
        Engine::MANIFEST.write(&self.folder, &stands)
    }

    /// Returns the store's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the folder that sled is given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns how many bytes sled's files have.
    pub(crate) fn bytes(&self) -> io::Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            match entry.file_name().to_string_lossy().as_ref() {
                SLED_BLOBS => {
                    for blob in fs::read_dir(entry.path())? {
                        bytes += blob?.metadata()?.len();
                    }
                }
                name if is_sleds(name) => bytes += entry.metadata()?.len(),
                _ => {}
            }
        }
        Ok(bytes)
    }

    /// Removes sled's files from here, and nothing else of the store's.
    pub(crate) fn remove(&self) -> io::Result<()> {
        if self.number > 0 {
            return match fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            match entry.file_name().to_string_lossy().as_ref() {
                SLED_BLOBS => fs::remove_dir_all(entry.path())?,
                name if is_sleds(name) => fs::remove_file(entry.path())?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes what a compaction that was broken off left anywhere but here.
    pub(crate) fn remove_others(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if is_compacted(&entry.file_name().to_string_lossy()) && entry.path() != self.path {
                fs::remove_dir_all(entry.path())?;
            }
        }
        if self.number > 0 { Self::new(&self.folder, 0).remove() } else { Ok(()) }
    }
}

/// Returns the number of the compaction that the manifest of a compacted store names, from 1.
pub(super) fn compaction(stands: &str) -> Option<u32> {
    let number = stands.strip_prefix(STANDS_COMPACTED)?.parse().ok();
    number.filter(|number| *number > 0)
}

/// Says whether a folder of this name is one that a compaction makes.
pub(super) fn is_compacted(name: &str) -> bool {
    name.strip_prefix(COMPACTED).is_some_and(|number| number.parse::<u32>().is_ok())
}

fn is_sleds(name: &str) -> bool {
    [SLED_CONF, SLED_LOG, REACHED].contains(&name) || name.starts_with(SLED_SNAPSHOT)
}

//! sled's snapshots: they only speed up opening, and a bad one makes opening fail.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::log::Position;

use super::{SET_ASIDE, SLED_SNAPSHOT, make_folder, sync_folder};

/// How the name of a snapshot ends that is not finished.
const UNFINISHED: &str = ".generating";

/// Snapshots that were moved out of sled's sight.
#[derive(Debug)]
pub(crate) struct Snapshots {
    folder: PathBuf,
    moved: Vec<(PathBuf, PathBuf)>,
}

impl Snapshots {
    /// Moves the snapshots that were never finished; sled would take one for the newest.
    pub(crate) fn set_unfinished_aside(folder: &Path) -> io::Result<Self> {
        Self::set_aside(folder, |name| name.ends_with(UNFINISHED))
    }

    /// Moves all snapshots.
    pub(crate) fn set_all_aside(folder: &Path) -> io::Result<Self> {
        Self::set_aside(folder, |_| true)
    }

    /// Moves them back: they were not what was wrong.
    pub(crate) fn put_back(self) -> io::Result<()> {
        self.moved.iter().try_for_each(|(from, to)| fs::rename(to, from))?;
        sync_folder(&self.folder)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.moved.is_empty()
    }

    fn set_aside(folder: &Path, is_bad: impl Fn(&str) -> bool) -> io::Result<Self> {
        let mut moved = Vec::new();
        let aside = folder.join(SET_ASIDE);
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !(name.starts_with(SLED_SNAPSHOT) && is_bad(&name)) {
                continue;
            }
            make_folder(&aside)?;
            // An older one of the same name is of no use to anybody.
            let to = aside.join(&*name);
            fs::rename(entry.path(), &to)?;
            moved.push((entry.path(), to));
        }
        if !moved.is_empty() {
            sync_folder(&aside)?;
            sync_folder(folder)?;
        }
        Ok(Self { folder: folder.to_owned(), moved })
    }
}

/// Returns the position in the log from which sled will read it: that of the newest snapshot. `None` if there is none,
/// or a damaged one: then sled reads all of the log.
pub(crate) fn snapshot_position(folder: &Path) -> io::Result<Option<Position>> {
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(SLED_SNAPSHOT) && !name.ends_with(UNFINISHED) {
            newest = newest.max(Some(name));
        }
    }
    let Some(newest) = newest else { return Ok(None) };
    let bytes = fs::read(folder.join(&newest))?;
    // What it says, its length before compression (8), and the checksum of what it says (4).
    let Some((rest, checksum)) = bytes.split_last_chunk::<4>() else { return Ok(None) };
    let Some((says, _)) = rest.split_last_chunk::<8>() else { return Ok(None) };
    if says.is_empty() || crc32fast::hash(says) != u32::from_le_bytes(*checksum) {
        return Ok(None);
    }
    let position = newest.strip_prefix(SLED_SNAPSHOT).unwrap_or_default();
    Ok(Position::from_str_radix(position, 16).ok())
}

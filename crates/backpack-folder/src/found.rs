//! What lies in a folder, told without touching it.

use std::fs;
use std::io;
use std::path::Path;

use crate::manifest::BEING_WRITTEN;
use crate::{BALLAST, LOCK, Manifest, Said};

/// What an engine lays into the folder of a store.
pub trait Layout {
    /// How its manifests begin.
    const MANIFEST: Manifest;

    /// Says whether a manifest of `format` can say that a store which was made to the end stands so.
    fn is_made(format: u32, stands: &str) -> bool;

    /// Says whether the engine would take what is there for its store; most engines make a new one of what is empty.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn is_whole(folder: &Path) -> io::Result<bool>;

    /// Says whether a file or folder of this name is a part of a store.
    fn is_part(name: &str) -> bool;
}

/// What lies in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "whoever opens a folder has to know what to do with each")]
pub enum Found {
    /// The folder is absent, or empty.
    Nothing,
    /// The making of a store was broken off; nothing was ever acknowledged.
    Begun,
    /// A store, as far as can be told from outside.
    Store,
    /// What is left of a store.
    Damaged,
    /// A store of a newer format.
    Newer(u32),
    /// Something else.
    Foreign,
}

impl Found {
    /// Returns what lies in `folder`, for the engine of this layout.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn look<L: Layout>(folder: &Path) -> io::Result<Self> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Self::Foreign),
            Err(error) => return Err(error),
        };
        match L::MANIFEST.read(folder)? {
            Some(Said::Newer(format)) => return Ok(Self::Newer(format)),
            Some(Said::Begun) => return Ok(Self::Begun),
            Some(Said::Stands(format, stands)) if L::is_made(format, &stands) && L::is_whole(folder)? => {
                return Ok(Self::Store);
            }
            Some(Said::Stands(..) | Said::Unreadable) => return Ok(Self::Damaged),
            None => {}
        }
        let mut found = Self::Nothing;
        for entry in entries {
            match entry?.file_name().to_string_lossy().as_ref() {
                // A store that lost its manifest is no new store.
                name if L::is_part(name) => return Ok(Self::Damaged),
                LOCK | BALLAST | BEING_WRITTEN => {}
                // The desktop leaves its own hidden files in any folder it shows.
                name if name.starts_with('.') => {}
                _ => found = Self::Foreign,
            }
        }
        Ok(found)
    }
}

//! What lies in a folder, told without touching it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::{BALLAST, DATABASE, LOCK, MANIFEST_BEING_WRITTEN, Manifest, State};

/// What every file of redb begins with. redb makes a new database of a file that is empty.
const MAGIC: [u8; 9] = *b"redb\x1A\x0A\xA9\x0D\x0A";

/// What lies in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The folder is absent, or empty.
    Nothing,
    /// The making of a store was broken off; nothing was ever acknowledged.
    Begun,
    Store,
    Damaged,
    Newer(u32),
    /// Something else.
    Foreign,
}

impl Found {
    pub(crate) fn look(folder: &Path) -> io::Result<Self> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Self::Foreign),
            Err(error) => return Err(error),
        };
        match Manifest::read(folder)? {
            Some(Manifest::Newer(format)) => return Ok(Self::Newer(format)),
            Some(Manifest::Unreadable) => return Ok(Self::Damaged),
            Some(Manifest::Ours(State::Begun)) => return Ok(Self::Begun),
            Some(Manifest::Ours(State::Complete)) if has_a_database(folder)? => return Ok(Self::Store),
            Some(Manifest::Ours(State::Complete)) => return Ok(Self::Damaged),
            None => {}
        }
        let mut found = Self::Nothing;
        for entry in entries {
            match entry?.file_name().to_string_lossy().as_ref() {
                // A store that lost its manifest is no new store.
                DATABASE => return Ok(Self::Damaged),
                LOCK | BALLAST | MANIFEST_BEING_WRITTEN => {}
                // The desktop leaves its own hidden files in any folder it shows.
                name if name.starts_with('.') => {}
                _ => found = Self::Foreign,
            }
        }
        Ok(found)
    }
}

fn has_a_database(folder: &Path) -> io::Result<bool> {
    let file = match File::open(folder.join(DATABASE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut begins = Vec::with_capacity(MAGIC.len());
    file.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
    Ok(begins == MAGIC)
}

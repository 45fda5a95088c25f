//! The manifest: says that the folder is a store, of which format, and whether it was made to the end.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use super::{MANIFEST, MANIFEST_BEING_WRITTEN, sync_folder};

const MAGIC: &str = "backpack store on sled";
/// The format that this version writes. Stores of the first one have shorter segments, and were never compacted.
pub(crate) const FORMAT: u32 = 2;
const FIRST_FORMAT: u32 = 1;

/// What the manifest says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manifest {
    Ours(State),
    Newer(u32),
    Unreadable,
}

/// How far the store was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was ever acknowledged; what lies here can be made anew.
    Begun,
    Complete,
    /// Complete, and sled's files lie in the folder of that number, from 1.
    Compacted(u32),
}

impl Manifest {
    /// Returns what the manifest in `folder` says; `None` if there is none.
    pub(crate) fn read(folder: &Path) -> io::Result<Option<Self>> {
        match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => Ok(Some(Self::parse(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(bytes: &[u8]) -> Self {
        let text = str::from_utf8(bytes).unwrap_or_default();
        let mut lines = text.lines();
        let magic = lines.next() == Some(MAGIC);
        let format = lines.next().and_then(|line| line.strip_prefix("format ")).and_then(|n| n.parse().ok());
        match (magic, format, lines.next()) {
            (true, Some(format), _) if format > FORMAT => Self::Newer(format),
            (true, Some(FIRST_FORMAT | FORMAT), Some("begun")) => Self::Ours(State::Begun),
            (true, Some(FIRST_FORMAT | FORMAT), Some("complete")) => Self::Ours(State::Complete),
            (true, Some(FORMAT), Some(state)) => {
                let number = state.strip_prefix("compacted ").and_then(|number| number.parse().ok());
                number
                    .filter(|number| *number > 0)
                    .map_or(Self::Unreadable, |n| Self::Ours(State::Compacted(n)))
            }
            _ => Self::Unreadable,
        }
    }
}

impl State {
    /// Writes the manifest: after a crash the old one or the new one is there, whole. Durable when it returns.
    pub(crate) fn write(self, folder: &Path) -> io::Result<()> {
        let state = match self {
            Self::Begun => "begun".to_owned(),
            Self::Complete => "complete".to_owned(),
            Self::Compacted(number) => format!("compacted {number}"),
        };
        let new = folder.join(MANIFEST_BEING_WRITTEN);
        let mut file = File::create(&new)?;
        file.write_all(format!("{MAGIC}\nformat {FORMAT}\n{state}\n").as_bytes())?;
        file.sync_all()?;
        fs::rename(new, folder.join(MANIFEST))?;
        sync_folder(folder)
    }
}

//! The manifest: says that the folder is a store, of which engine and format, and whether it was made to the end.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::sync_folder;

/// The name of the file.
pub const MANIFEST: &str = "store.bpk";
/// What lies beside it while it is written.
pub(crate) const BEING_WRITTEN: &str = "store.bpk.new";

/// What the manifest says of a store whose making was begun: nothing was ever acknowledged.
const BEGUN: &str = "begun";
/// What the manifest says of a store that was made to the end.
pub const COMPLETE: &str = "complete";

/// How the manifests of an engine's stores begin.
///
/// A manifest is three lines of text: this, the format's number, and how the store stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manifest {
    magic: &'static str,
    format: u32,
}

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing else that a manifest can say")]
pub enum Said {
    /// The making of a store was begun; what lies here can be made anew.
    Begun,
    /// A store of this format, from 1, stands so; [`COMPLETE`] or what else the engine knows.
    Stands(u32, String),
    /// A format that is newer than this version.
    Newer(u32),
    /// Nothing that a manifest of this engine says.
    Unreadable,
}

impl Manifest {
    /// Returns the manifest that begins with the line `magic`, and is written with the number `format`, from 1.
    #[must_use]
    pub const fn new(magic: &'static str, format: u32) -> Self {
        Self { magic, format }
    }

    /// Returns what the manifest in `folder` says; `None` if there is none.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn read(&self, folder: &Path) -> io::Result<Option<Said>> {
        match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => Ok(Some(self.parse(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a manifest that says how the store stands: after a crash the old one or the new one is there, whole.
    /// Durable when it returns.
    ///
    /// # Errors
    ///
    /// What the system says. Then either may be there.
    pub fn write(&self, folder: &Path, stands: &str) -> io::Result<()> {
        let Self { magic, format } = self;
        let new = folder.join(BEING_WRITTEN);
        let mut file = File::create(&new)?;
        file.write_all(format!("{magic}\nformat {format}\n{stands}\n").as_bytes())?;
        file.sync_all()?;
        fs::rename(new, folder.join(MANIFEST))?;
        sync_folder(folder)
    }

    /// Writes that the making of a store was begun.
    ///
    /// # Errors
    ///
    /// As [`Manifest::write`].
    pub fn begin(&self, folder: &Path) -> io::Result<()> {
        self.write(folder, BEGUN)
    }

    fn parse(&self, bytes: &[u8]) -> Said {
        let text = str::from_utf8(bytes).unwrap_or_default();
        let mut lines = text.lines();
        let magic = lines.next() == Some(self.magic);
        let format = lines.next().and_then(|line| line.strip_prefix("format ")).and_then(|n| n.parse().ok());
        match (magic, format, lines.next()) {
            (true, Some(format), _) if format > self.format => Said::Newer(format),
            (true, Some(1..), Some(BEGUN)) => Said::Begun,
            (true, Some(format @ 1..), Some(stands)) => Said::Stands(format, stands.to_owned()),
            _ => Said::Unreadable,
        }
    }
}

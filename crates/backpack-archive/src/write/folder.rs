//! An archive as a plain folder: written beside its name, and renamed at the end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::pipe::Target;
use crate::{Error, layout};

/// The file that is locked while a folder is written. It goes before the folder gets its name.
const LOCK: &str = ".writing";

/// A folder that is being written.
pub(crate) struct Folder {
    target: PathBuf,
    part: Option<PathBuf>,
    /// Held while it is written, so that nobody takes it for something left over.
    lock: Option<File>,
    bytes: u64,
}

impl Folder {
    /// Begins beside `target`, which must be absent or empty. What an earlier try left is removed.
    pub(crate) fn create(target: &Path) -> Result<Self, Error> {
        if !is_free(target)? {
            return Err(Error::Exists);
        }
        let part = beside(target)?;
        if is_left_over(&part)? {
            fs::remove_dir_all(&part)?;
        }
        match private_folder(&part) {
            // Something else has this name, or another call is at it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Error::Exists),
            made => made?,
        }
        let lock = File::create_new(part.join(LOCK))?;
        lock.try_lock().map_err(|_| Error::Exists)?;
        Ok(Self { target: target.to_owned(), part: Some(part), lock: Some(lock), bytes: 0 })
    }
}

impl Target for Folder {
    fn part(&mut self, path: &str, bytes: u64, content: &mut dyn Read) -> Result<(), Error> {
        let Some(part) = &self.part else { return Ok(()) };
        let file = path.split('/').fold(part.clone(), |path, name| path.join(name));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(file)?;
        io::copy(content, &mut file)?;
        file.sync_all()?;
        self.bytes += bytes;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, Error> {
        let Some(part) = &self.part else { return Ok(0) };
        self.lock = None;
        fs::remove_file(part.join(LOCK))?;
        sync_folders(part)?;
        // An empty folder in its place goes first: not every system renames over one.
        match fs::remove_dir(&self.target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::Exists),
            _ => fs::rename(part, &self.target)?,
        }
        self.part = None;
        sync_parent(&self.target)?;
        Ok(self.bytes)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(part) = self.part.take()
            && let Err(error) = fs::remove_dir_all(part)
        {
            tracing::debug!(%error, "a part of an archive could not be removed");
        }
    }
}

/// Returns the name under which something is written until it is whole.
pub(super) fn beside(target: &Path) -> Result<PathBuf, Error> {
    let name = target.file_name().ok_or(Error::NotAnArchive)?;
    let mut name = name.to_owned();
    name.push(".part");
    Ok(target.with_file_name(name))
}

/// Makes what is in a folder's parent durable: the name of what was just put there.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_folder(parent.unwrap_or_else(|| Path::new(".")))
}

fn is_free(target: &Path) -> Result<bool, Error> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Only what this library began is removed, and only if nobody is at it: an empty folder, or one that begins as an archive
/// does and whose lock is free.
fn is_left_over(part: &Path) -> Result<bool, Error> {
    if !fs::symlink_metadata(part).is_ok_and(|found| found.is_dir()) {
        return Ok(false);
    }
    match File::open(part.join(LOCK)) {
        Ok(lock) => Ok(lock.try_lock().is_ok()),
        Err(_) => Ok(part.join(layout::ABOUT).is_file() || is_free(part)?),
    }
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "folders are synced where the system can")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

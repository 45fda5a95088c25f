//! Where archives are read from: a sealed file, or a folder.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tar::{Archive, EntryType};
use zstd::stream::read::Decoder;

use super::pipe::{Parts, Reader, read_manifest, unreadable, whole};
use crate::layout::{self, Sort};
use crate::{Error, Key};

/// The window that a compressed backup may need, as a power of two: 8 MiB, the most that is written.
const WINDOW_LOG: u32 = 23;
/// The longest name of a part that does not fit its field.
const MOST_NAME: u64 = 1024;

/// An archive that is to be read.
#[derive(Clone, Debug)]
pub struct Source(SourceSort);

#[derive(Clone, Debug)]
enum SourceSort {
    Folder(PathBuf),
    Sealed(PathBuf, Arc<Key>),
}

impl Source {
    /// Reads a folder that [`export_to`](crate::export_to) wrote.
    #[must_use]
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self(SourceSort::Folder(folder.into()))
    }

    /// Reads a file that [`back_up`](crate::back_up) wrote.
    #[must_use]
    pub fn sealed(file: impl Into<PathBuf>, key: Arc<Key>) -> Self {
        Self(SourceSort::Sealed(file.into(), key))
    }

    /// Begins to read.
    pub(crate) fn open(&self) -> Parts {
        match self.0.clone() {
            SourceSort::Folder(folder) => Parts::open(move |reader| read_folder(&folder, reader)),
            SourceSort::Sealed(file, key) => Parts::open(move |reader| read_sealed(&file, &key, reader)),
        }
    }
}

fn read_sealed(file: &Path, key: &Key, reader: &mut Reader) -> Result<(), Error> {
    let file = File::open(file).map_err(absent)?;
    let mut plain = Decoder::new(key.open(BufReader::new(file))?)?;
    plain.window_log_max(WINDOW_LOG)?;
    let mut archive = Archive::new(plain);
    let manifest = read_parts(&mut archive, reader)?;
    check_end(&mut archive.into_inner())?;
    reader.end(&manifest)
}

/// Reads the parts up to the manifest, and returns that.
fn read_parts(archive: &mut Archive<impl Read>, reader: &mut Reader) -> Result<Vec<u8>, Error> {
    let mut long_name = None;
    // Raw: a name that is too long for its field is read here, where there is a limit.
    for entry in archive.entries().map_err(|_| Error::NotAnArchive)?.raw(true) {
        let mut entry = entry.map_err(|error| unreadable(error, "the sequence of parts"))?;
        let (bytes, sort) = (entry.header().entry_size()?, entry.header().entry_type());
        if sort == EntryType::GNULongName {
            if bytes > MOST_NAME {
                return Err(Error::TooLarge("a path"));
            }
            let mut name = whole(&mut entry, bytes, "a path")?;
            name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
            long_name = Some(name);
            continue;
        }
        let path = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let path = String::from_utf8(path).map_err(|_| Error::damaged("a path"))?;
        // Links, folders, devices and sparse files are no parts.
        if sort != EntryType::Regular {
            return Err(Error::damaged(&path));
        }
        if path == layout::MANIFEST {
            return whole(&mut entry, bytes, &path);
        }
        reader.part(&path, bytes, &mut entry)?;
    }
    Err(Error::damaged(layout::MANIFEST))
}

/// Behind the manifest there is nothing but the zeros that end a tar; reading them proves that nothing was cut off.
fn check_end(rest: &mut dyn Read) -> Result<(), Error> {
    let mut buffer = [0_u8; 4096];
    loop {
        let read = rest.read(&mut buffer).map_err(|error| unreadable(error, "the end"))?;
        let found = buffer.get(..read).unwrap_or_default();
        if read == 0 {
            return Ok(());
        }
        if found.iter().any(|byte| *byte != 0) {
            return Err(Error::damaged("the end"));
        }
    }
}

fn read_folder(folder: &Path, reader: &mut Reader) -> Result<(), Error> {
    let mut file = part_of(folder, layout::MANIFEST).map_err(|_| Error::NotAnArchive)?;
    let bytes = file.metadata()?.len();
    let text = whole(&mut file, bytes, layout::MANIFEST)?;
    let manifest = read_manifest(&text)?;
    for part in &manifest.parts {
        let mut file = part_of(folder, &part.path)?;
        if file.metadata()?.len() != part.bytes {
            return Err(Error::damaged(&part.path));
        }
        reader.part(&part.path, part.bytes, &mut file)?;
    }
    reader.end(&text)
}

/// Opens a part: a plain file, below plain folders, so that no link leads out of the archive.
fn part_of(folder: &Path, path: &str) -> Result<File, Error> {
    if matches!(layout::sort_of(path)?, Sort::Single(layout::KEYS)) {
        // A key that travels stands in sealed backups only.
        return Err(Error::damaged(path));
    }
    let damaged = |_| Error::damaged(path);
    let mut at = folder.to_owned();
    for name in path.split('/') {
        at.push(name);
        let found = fs::symlink_metadata(&at).map_err(damaged)?;
        if !found.is_file() && !found.is_dir() {
            return Err(Error::damaged(path));
        }
    }
    let file = File::open(&at).map_err(damaged)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(Error::damaged(path)) }
}

fn absent(error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory => Error::NotAnArchive,
        _ => error.into(),
    }
}

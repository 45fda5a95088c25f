//! The key file in a folder of its own, outside the store.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backpack_keys::MAX_KEY_FILE_BYTES;
use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;

use super::disk::{self, blocking, store_error};

/// Keeps the key file at one path, replaced atomically: written beside it, made durable, read back, then renamed over it.
///
/// Only this place's clones are kept apart: the lock of the account's store keeps other processes out. It needs a tokio
/// runtime.
#[derive(Clone, Debug)]
pub struct FolderKeyFile {
    path: PathBuf,
    /// Two replacements at once would write the same neighbour.
    turn: Arc<Mutex<()>>,
}

impl FolderKeyFile {
    /// Returns the place `path`. Nothing is read or made yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), turn: Arc::default() }
    }
}

#[async_trait]
impl KeyFileStore for FolderKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        let path = self.path.clone();
        let loaded = blocking(move || load(&path)).await.map_err(store_error("load key file"))?;
        match loaded {
            Some(bytes) if bytes.len() > MAX_KEY_FILE_BYTES => {
                Err(Error::new(ErrorKind::Damaged, "load key file"))
            }
            loaded => Ok(loaded.map(Bytes::from)),
        }
    }

    async fn replace(&self, before: Option<&Bytes>, bytes: Bytes) -> Result<(), Error> {
        const OPERATION: &str = "replace key file";
        let (place, before) = (self.clone(), before.cloned());
        let replaced = blocking(move || {
            let _turn = place.turn.lock().unwrap_or_else(PoisonError::into_inner);
            if load(&place.path)?.as_deref() != before.as_deref() {
                return Ok(false);
            }
            replace(&place.path, &bytes).map(|()| true)
        });
        match replaced.await.map_err(store_error(OPERATION))? {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Conflict(Vec::new()), OPERATION)),
        }
    }
}

fn load(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    // One byte more than a key file may have tells that it is none.
    let limit = u64::try_from(MAX_KEY_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    disk::create_folder(folder)?;
    let mut neighbour = OsString::from(path);
    neighbour.push(".new");
    let neighbour = PathBuf::from(neighbour);
    let written = write_new(&neighbour, bytes).and_then(|()| fs::rename(&neighbour, path));
    if written.is_err() {
        // The error at hand says more than a failure to tidy up; the next replacement writes over what is left.
        drop(disk::remove_if_there(&neighbour));
    }
    written.and_then(|()| disk::sync_folder(folder))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk::private_file().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    // The one that is there is given up only for one that reads back.
    if load(path)?.as_deref() != Some(bytes) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a key file does not read back as written"));
    }
    Ok(())
}

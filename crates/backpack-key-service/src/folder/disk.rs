//! The file of master keys on disk: private, replaced as a whole, changed by one at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use backpack_core::Retry;
use backpack_folder::{Lock, make_folder, sync_folder};
use backpack_store::ErrorKind as StoreError;
use zeroize::Zeroizing;

use crate::master::{MAX_FILE_BYTES, MasterKeys};
use crate::{Error, ErrorKind};

const FILE: &str = "master-keys";
const NEW: &str = "master-keys.new";

/// Runs what touches the disk beside the async threads.
pub(super) async fn blocking<T: Send + 'static>(
    operation: &'static str,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|source| Error::new(ErrorKind::Io, operation).with_retry(Retry::Soon).with_source(source))?
}

pub(super) fn create(folder: &Path, keys: &MasterKeys) -> Result<(), Error> {
    const OPERATION: &str = "make key service";
    let made = !folder.exists();
    make_folder(folder)
        .and_then(|()| if made { keep_private(folder) } else { Ok(()) })
        .map_err(io_error(OPERATION))?;
    let _one = lock(folder, OPERATION)?;
    match File::open(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => write(folder, keys),
        Err(error) => Err(io_error(OPERATION)(error)),
        Ok(_) => Err(Error::new(ErrorKind::Exists, OPERATION)),
    }
}

pub(super) fn read(folder: &Path) -> Result<MasterKeys, Error> {
    MasterKeys::from_bytes(&read_file(&folder.join(FILE))?)
}

/// Changes the keys as they are now, and replaces the file. One at a time, over all processes.
pub(super) fn change<T>(
    folder: &Path,
    change: impl FnOnce(&mut MasterKeys) -> Result<T, Error>,
) -> Result<T, Error> {
    // A folder without keys stays as it is.
    read(folder)?;
    let _one = lock(folder, "change master keys")?;
    let mut keys = read(folder)?;
    let answer = change(&mut keys)?;
    write(folder, &keys)?;
    Ok(answer)
}

fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    const OPERATION: &str = "read master keys";
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::new(ErrorKind::NotFound, OPERATION),
        _ => io_error(OPERATION)(error),
    })?;
    if is_exposed(&file).map_err(io_error(OPERATION))? {
        return Err(Error::new(ErrorKind::Exposed, OPERATION));
    }
    // With room for all of it from the start, so that no copy is left where it grew.
    let limit = MAX_FILE_BYTES.saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit.saturating_add(64)));
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    file.take(limit).read_to_end(&mut bytes).map_err(io_error(OPERATION))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Error::new(ErrorKind::Damaged, OPERATION));
    }
    Ok(bytes)
}

/// Writes the keys beside the file, makes them durable, reads them back, and puts them in its place.
fn write(folder: &Path, keys: &MasterKeys) -> Result<(), Error> {
    const OPERATION: &str = "write master keys";
    let (new, bytes) = (folder.join(NEW), keys.to_bytes());
    let written = write_new(&new, &bytes).map_err(io_error(OPERATION)).and_then(|()| {
        // The one that is there is given up only for one that reads back.
        if read_file(&new)?.as_slice() != bytes.as_slice() {
            return Err(Error::new(ErrorKind::Io, OPERATION));
        }
        fs::rename(&new, folder.join(FILE)).map_err(io_error(OPERATION))
    });
    if written.is_err() {
        // The error at hand says more than a failure to tidy up.
        drop(fs::remove_file(&new));
    }
    written.and_then(|()| sync_folder(folder).map_err(io_error(OPERATION)))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a killed process left is not written over: it may not be private.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private().open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn lock(folder: &Path, operation: &'static str) -> Result<Lock, Error> {
    Lock::take(folder).map_err(|source| {
        let kind = match source.kind() {
            StoreError::InUse => ErrorKind::InUse,
            StoreError::Full => ErrorKind::Full,
            _ => ErrorKind::Io,
        };
        Error::new(kind, operation).with_source(source)
    })
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_file: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
fn keep_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn keep_private(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns the contract's error for a failed operation on a file. The system's own text may name a path; its kind does not.
fn io_error(operation: &'static str) -> impl Fn(io::Error) -> Error + Copy {
    move |error| {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::Full,
            _ => ErrorKind::Io,
        };
        Error::new(kind, operation).with_source(io::Error::from(error.kind()))
    }
}

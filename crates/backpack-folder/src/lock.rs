//! One opener at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use backpack_store::{Error, ErrorKind};

use crate::from_io;

/// The name of the file that is locked.
pub const LOCK: &str = "lock";

/// How long to wait for a lock. A process that this one starts has its open files, and so its locks, for a moment:
/// until it runs its own program.
const LINGERING: Duration = Duration::from_millis(200);

/// Tries to open something until it is no longer `InUse`, for 200 ms.
///
/// # Errors
///
/// What the last attempt says.
pub fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    let mut waited = Duration::ZERO;
    loop {
        match attempt() {
            Err(error) if *error.kind() == ErrorKind::InUse && waited < LINGERING => {
                let pause = Duration::from_millis(5);
                std::thread::sleep(pause);
                waited += pause;
            }
            tried => return tried,
        }
    }
}

/// The right to use the folder. The operating system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// Takes the lock of `folder`, which must be there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InUse`] if another handle, in this process or another, has it; [`ErrorKind::Full`] and
    /// [`ErrorKind::Io`].
    pub fn take(folder: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK));
        Self::of(file.map_err(|error| from_io(&error, "open"))?, "open")
    }

    /// Takes the lock of a folder in which nothing may be made, for an operation that errors name. Returns `None` if nobody
    /// ever took it there.
    ///
    /// # Errors
    ///
    /// As [`Lock::take`].
    pub fn take_existing(folder: &Path, operation: &'static str) -> Result<Option<Self>, Error> {
        match File::open(folder.join(LOCK)) {
            Ok(file) => Self::of(file, operation).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(from_io(&error, operation)),
        }
    }

    fn of(file: File, operation: &'static str) -> Result<Self, Error> {
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::new(ErrorKind::InUse, operation)),
            Err(TryLockError::Error(error)) => Err(from_io(&error, operation)),
        }
    }
}

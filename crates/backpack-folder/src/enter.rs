//! The way into a folder: look, lock, look again.

use std::io;
use std::path::Path;

use backpack_store::{Error, ErrorKind};

use crate::{Found, Layout, Lock, from_io, make_folder, patiently};

/// What may be in the folder, and what is made there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenMode {
    /// Makes a store in an absent or empty folder; a store that is there already is refused as `Exists`.
    CreateNew,
    /// Opens the store that is there; an absent or empty folder is refused as `NotAStore`.
    Existing,
    /// Opens the store that is there, or makes one in an absent or empty folder.
    CreateOrOpen,
}

/// A folder that nobody else uses now.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "an engine has to either make its store or open it")]
pub enum Entered {
    /// A store lies there, and may be opened.
    Store(Lock),
    /// Nothing that was ever acknowledged lies there, and a store may be made. Until the manifest says that it is
    /// complete, a crash leaves something that is made anew.
    Empty(Lock),
}

/// Looks at `folder`, makes it if it is absent and may be, takes its lock, and looks again.
///
/// # Errors
///
/// `NotAStore`, `Damaged`, `NewerFormat` and `Exists` for what lies there, and then the folder was not touched;
/// `InUse`, `Full` and `Io`.
pub fn enter<L: Layout>(folder: &Path, mode: OpenMode) -> Result<Entered, Error> {
    if look::<L>(folder, mode)? == Found::Nothing {
        make_folder(folder).map_err(io_error)?;
    }
    let lock = patiently(|| Lock::take(folder))?;
    // Another process may have made or ended something between the look and the lock.
    Ok(if look::<L>(folder, mode)? == Found::Store { Entered::Store(lock) } else { Entered::Empty(lock) })
}

/// Returns what lies in `folder`, unless it has to be refused.
fn look<L: Layout>(folder: &Path, mode: OpenMode) -> Result<Found, Error> {
    let found = Found::look::<L>(folder).map_err(io_error)?;
    let kind = match (found, mode) {
        (Found::Foreign, _) => ErrorKind::NotAStore,
        (Found::Damaged, _) => ErrorKind::Damaged,
        (Found::Newer(format), _) => ErrorKind::NewerFormat(format),
        (Found::Nothing | Found::Begun, OpenMode::Existing) => ErrorKind::NotAStore,
        (Found::Store, OpenMode::CreateNew) => ErrorKind::Exists,
        _ => return Ok(found),
    };
    Err(Error::new(kind, "open"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is made for map_err")]
fn io_error(error: io::Error) -> Error {
    from_io(&error, "open")
}

//! Opening a folder: look, lock, look again, make or check.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backpack_store::{Error, ErrorKind, Leases};
use redb::{Database, ReadableDatabase as _};

use crate::backend::Backend;
use crate::batch::{Group, begin};
use crate::errors::{damaged, from_io, from_redb};
use crate::folder::{Ballast, DATABASE, Found, Lock, State, make_folder, sync_folder};
use crate::layout::{FORMAT, HIGHEST_TOKEN, LAST_VERSION, NUMBERS};
use crate::options::{OpenMode, RedbOptions, SyncFile};

/// How long to wait for a lock. A process that this one starts has its open files, and so its locks, for a moment:
/// until it runs its own program.
const LINGERING: Duration = Duration::from_millis(200);
/// The format of what lies in the tables.
const TABLES_FORMAT: u64 = 1;

/// An open store, as the worker owns it; redb's database is shared with the readers.
pub(crate) struct Engine {
    file: PathBuf,
    pub(crate) ballast: Ballast,
    pub(crate) leases: Leases,
    pub(crate) last_version: u64,
    /// Whether a write failed; nothing is written after that.
    pub(crate) poisoned: bool,
    _lock: Lock,
}

impl Engine {
    /// Returns the bytes of redb's file.
    pub(crate) fn bytes(&self, operation: &'static str) -> Result<u64, Error> {
        fs::metadata(&self.file).map(|file| file.len()).map_err(|error| from_io(&error, operation))
    }
}

/// Opens or makes the store in `folder`.
pub(crate) fn open(folder: &Path, options: &RedbOptions) -> Result<(Database, Engine), Error> {
    let mut waited = Duration::ZERO;
    loop {
        match look_lock_and_open(folder, options) {
            Err(error) if *error.kind() == ErrorKind::InUse && waited < LINGERING => {
                let pause = Duration::from_millis(5);
                std::thread::sleep(pause);
                waited += pause;
            }
            opened => return opened,
        }
    }
}

fn look_lock_and_open(folder: &Path, options: &RedbOptions) -> Result<(Database, Engine), Error> {
    let found = look(folder)?;
    refuse(found, options.mode)?;
    if found == Found::Nothing {
        make_folder(folder).map_err(io_error)?;
    }
    let lock = Lock::take(folder)?;
    // Another process may have made or ended something between the look and the lock.
    let found = look(folder)?;
    refuse(found, options.mode)?;
    let mut ballast = Ballast::find(folder, options.ballast_bytes);
    let database = match found {
        Found::Store => recover(folder, options, &mut ballast)?,
        _ => create(folder, options)?,
    };
    ballast.restore();
    let engine = Engine {
        file: folder.join(DATABASE),
        leases: Leases::after(number(&database, HIGHEST_TOKEN)?),
        last_version: number(&database, LAST_VERSION)?,
        ballast,
        poisoned: false,
        _lock: lock,
    };
    if found != Found::Store {
        State::Complete.write(folder).map_err(io_error)?;
    }
    Ok((database, engine))
}

fn look(folder: &Path) -> Result<Found, Error> {
    Found::look(folder).map_err(io_error)
}

fn refuse(found: Found, mode: OpenMode) -> Result<(), Error> {
    let kind = match (found, mode) {
        (Found::Foreign, _) => ErrorKind::NotAStore,
        (Found::Damaged, _) => ErrorKind::Damaged,
        (Found::Newer(format), _) => ErrorKind::NewerFormat(format),
        (Found::Nothing | Found::Begun, OpenMode::Existing) => ErrorKind::NotAStore,
        (Found::Store, OpenMode::CreateNew) => ErrorKind::Exists,
        _ => return Ok(()),
    };
    Err(Error::new(kind, "open"))
}

/// Makes a new store. Until the manifest says "complete", a crash leaves something that is made anew.
fn create(folder: &Path, options: &RedbOptions) -> Result<Database, Error> {
    State::Begun.write(folder).map_err(io_error)?;
    // What a broken-off creation left.
    match fs::remove_file(folder.join(DATABASE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(error)),
        _ => {}
    }
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(folder.join(DATABASE));
    let backend = Backend::straight(file.map_err(io_error)?, SyncFile::clone(&options.sync))
        .map_err(|error| from_redb(error, "create"))?;
    let database =
        builder(options).create_with_backend(backend).map_err(|error| from_redb(error, "create"))?;
    let transaction = begin(&database)?;
    {
        let mut numbers = Group::new(&transaction)?;
        for (number, value) in [(FORMAT, TABLES_FORMAT), (HIGHEST_TOKEN, 0), (LAST_VERSION, 0)] {
            numbers.note(number, value).map_err(|error| from_redb(error, "create"))?;
        }
    }
    transaction.commit().map_err(|error| from_redb(error, "create"))?;
    // redb makes the file's content durable, not its name.
    sync_folder(folder).map_err(io_error)?;
    Ok(database)
}

/// Opens what is there, having read all of it.
fn recover(folder: &Path, options: &RedbOptions, ballast: &mut Ballast) -> Result<Database, Error> {
    match check_and_open(folder, options) {
        Err(error) if *error.kind() == ErrorKind::Full && ballast.give_up() => {
            check_and_open(folder, options)
        }
        opened => opened,
    }
}

fn check_and_open(folder: &Path, options: &RedbOptions) -> Result<Database, Error> {
    let file: File =
        OpenOptions::new().read(true).write(true).open(folder.join(DATABASE)).map_err(io_error)?;
    let backend = Backend::holding_back(file, SyncFile::clone(&options.sync))
        .map_err(|error| from_redb(error, "open"))?;
    let opened = builder(options).set_check_integrity_on_open(true).create_with_backend(backend.clone());
    let database = opened.map_err(|error| from_redb(error, "open"))?;
    match number(&database, FORMAT)? {
        TABLES_FORMAT => {}
        newer if newer > TABLES_FORMAT => {
            let newer = u32::try_from(newer).unwrap_or(u32::MAX);
            return Err(Error::new(ErrorKind::NewerFormat(newer), "open"));
        }
        _ => return Err(damaged("open")),
    }
    backend.let_through().map_err(io_error)?;
    Ok(database)
}

fn builder(options: &RedbOptions) -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(usize::try_from(options.cache_bytes).unwrap_or(usize::MAX));
    builder
}

/// Returns one of the store's own numbers, all of which are there since it was made.
fn number(database: &Database, number: &'static str) -> Result<u64, Error> {
    let transaction = database.begin_read().map_err(|error| from_redb(error, "open"))?;
    let numbers = transaction.open_table(NUMBERS).map_err(|error| from_redb(error, "open"))?;
    let found = numbers.get(number).map_err(|error| from_redb(error, "open"))?;
    found.map(|found| found.value()).ok_or_else(|| damaged("open"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is made for map_err")]
fn io_error(error: io::Error) -> Error {
    from_io(&error, "open")
}

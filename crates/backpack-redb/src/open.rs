//! Opening a folder: make redb's file, or check all of it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use backpack_folder::{Ballast, COMPLETE, Entered, Layout as _, Opened, enter, patiently, sync_folder};
use backpack_store::{Error, ErrorKind};
use redb::{Database, ReadableDatabase as _};

use crate::backend::Backend;
use crate::batch::{Group, begin};
use crate::engine::{DATABASE, RedbEngine};
use crate::errors::{damaged, from_io, from_redb};
use crate::layout::{FORMAT, HIGHEST_TOKEN, LAST_VERSION, NUMBERS};
use crate::options::{RedbOptions, SyncFile};

/// The format of what lies in the tables.
const TABLES_FORMAT: u64 = 1;

/// Opens or makes the store in `folder`.
pub(crate) fn open(folder: &Path, options: &RedbOptions) -> Result<Opened<RedbEngine>, Error> {
    let entered = enter::<RedbEngine>(folder, options.mode)?;
    let mut ballast = Ballast::find(folder, options.ballast_bytes);
    let (reader, lock) = match entered {
        Entered::Store(lock) => (recover(folder, options, &mut ballast)?, lock),
        Entered::Empty(lock) => (create(folder, options)?, lock),
    };
    ballast.restore();
    Ok(Opened {
        engine: RedbEngine::new(folder.join(DATABASE)),
        last_version: number(&reader, LAST_VERSION)?,
        highest_token: number(&reader, HIGHEST_TOKEN)?,
        reader,
        ballast,
        lock,
    })
}

/// Makes a new store. Until the manifest says "complete", a crash leaves something that is made anew.
fn create(folder: &Path, options: &RedbOptions) -> Result<Database, Error> {
    RedbEngine::MANIFEST.begin(folder).map_err(io_error)?;
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
    RedbEngine::MANIFEST.write(folder, COMPLETE).map_err(io_error)?;
    Ok(database)
}

/// Opens what is there, having read all of it.
fn recover(folder: &Path, options: &RedbOptions, ballast: &mut Ballast) -> Result<Database, Error> {
    // redb locks its file besides.
    let open = || patiently(|| check_and_open(folder, options));
    match open() {
        Err(error) if *error.kind() == ErrorKind::Full && ballast.give_up() => open(),
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

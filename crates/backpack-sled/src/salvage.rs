//! Saving what can be read of a damaged store into a new one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use backpack_folder::{Engine as _, Lock, OpenMode, Opened};
use backpack_store::{Error, ErrorKind, Version};
use sled::{Db, IVec};

use crate::batch::{Group, stage_entry};
use crate::engine::Engine;
use crate::errors::{damaged, from_io, from_sled};
use crate::folder::{
    Home, SLED_CONF, SLED_LOG, SLED_SNAPSHOT, guessed_segment_bytes, make_folder, write_conf,
};
use crate::layout::{HIGHEST_TOKEN, decode_u64, entries};
use crate::log::Log;
use crate::open::{open, open_sled};
use crate::options::SledOptions;
use crate::read::value;

/// Where the copy lies while it is read: a hidden folder in that of the new store.
const COPY: &str = ".salvage";
/// Entries are written in groups of about this many bytes.
const GROUP_BYTES: usize = 256 << 10;

/// What was saved of a damaged store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Salvaged {
    /// The entries that the new store holds.
    pub entries: u64,
    /// Entries of which the key could be read, and the value could not.
    pub unreadable: u64,
    /// Places of the log that could not be read; each may have held an entry, or an older value of one.
    pub places: u64,
}

/// Saves what can be read of the store in `from`, which is left as it is.
pub(crate) fn salvage(from: &Path, to: &Path, options: &SledOptions) -> Result<Salvaged, Error> {
    let _lock = Lock::take_existing(from, "salvage")?;
    let Opened { lock, engine: mut target, reader, last_version, .. } =
        open(to, &options.clone().mode(OpenMode::CreateNew))?;
    let copy = to.join(COPY);
    let saved = (|| {
        let places = copy_mended(from, &copy).map_err(|error| from_io(&error, "salvage"))?;
        let db = open_copy(&copy, options)?;
        let saved = move_entries(&db, &mut target, last_version)?;
        if saved.entries == 0 {
            // Where the tree begins could not be read: an empty store would look like a new one.
            return Err(damaged("salvage"));
        }
        Ok(Salvaged { places, ..saved })
    })();
    fs::remove_dir_all(&copy).map_err(|error| from_io(&error, "salvage"))?;
    if saved.is_ok() {
        target.make_all_durable()?;
    }
    target.close(reader)?;
    drop(lock);
    saved
}

/// Copies a store's files, and makes the copy of the log readable around what cannot be read.
fn copy_mended(from: &Path, copy: &Path) -> io::Result<u64> {
    make_folder(copy)?;
    for entry in fs::read_dir(Home::guess(from)?.path())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if [SLED_LOG, SLED_CONF].contains(&name.as_str()) || name.starts_with(SLED_SNAPSHOT) {
            fs::copy(entry.path(), copy.join(name))?;
        }
    }
    let segment = guessed_segment_bytes(copy)?;
    write_conf(copy, segment)?;
    let path = copy.join(SLED_LOG);
    let log = Log::new(File::open(&path)?, segment as u64);
    log.mend(&OpenOptions::new().write(true).open(&path)?)
}

/// Opens the copy, without its snapshots if it must be.
fn open_copy(copy: &Path, options: &SledOptions) -> Result<Db, Error> {
    let attempt = || catch_unwind(AssertUnwindSafe(|| open_sled(copy, options)));
    if let Ok(Ok(db)) = attempt()
        && db.was_recovered()
    {
        return Ok(db);
    }
    let snapshots = fs::read_dir(copy).map_err(|error| from_io(&error, "salvage"))?;
    for entry in snapshots.flatten() {
        if entry.file_name().to_string_lossy().starts_with(SLED_SNAPSHOT) {
            fs::remove_file(entry.path()).map_err(|error| from_io(&error, "salvage"))?;
        }
    }
    match attempt() {
        Ok(Ok(db)) if db.was_recovered() => Ok(db),
        _ => Err(damaged("salvage")),
    }
}

/// Writes all entries that can be read into the new store: from the first on, and where that ends, from the last back.
fn move_entries(db: &Db, target: &mut Engine, last_version: u64) -> Result<Salvaged, Error> {
    let mut moving = Moving { target, last_version, group: None, bytes: 0, saved: Salvaged::default() };
    let mut forwards = db.range(entries());
    let mut reached = None;
    let ended = loop {
        match catch_unwind(AssertUnwindSafe(|| forwards.next())) {
            Ok(None) => break true,
            Ok(Some(Ok((key, head)))) => {
                moving.entry(db, &key, &head)?;
                reached = Some(key);
            }
            Ok(Some(Err(_))) | Err(_) => break false,
        }
    };
    if !ended {
        let mut backwards = db.range(entries());
        while let Ok(Some(Ok((key, head)))) = catch_unwind(AssertUnwindSafe(|| backwards.next_back())) {
            if reached.as_ref().is_some_and(|reached| key <= *reached) {
                break;
            }
            moving.entry(db, &key, &head)?;
        }
    }
    let token = db.get(HIGHEST_TOKEN).ok().flatten().and_then(|token| decode_u64(&token));
    moving.land(token)?;
    Ok(moving.saved)
}

struct Moving<'a> {
    target: &'a mut Engine,
    last_version: u64,
    group: Option<Group>,
    bytes: usize,
    saved: Salvaged,
}

impl Moving<'_> {
    fn entry(&mut self, db: &Db, key: &IVec, head: &IVec) -> Result<(), Error> {
        match catch_unwind(AssertUnwindSafe(|| value(db, head, "salvage"))) {
            Ok(Ok(value)) => self.put(key, &value.bytes),
            Ok(Err(_)) | Err(_) => {
                self.saved.unreadable += 1;
                Ok(())
            }
        }
    }

    fn put(&mut self, key: &IVec, value: &[u8]) -> Result<(), Error> {
        self.last_version += 1;
        let version = Version(self.last_version);
        let group = self.group.get_or_insert_with(|| Group::new((*self.target.db).clone()));
        self.bytes += key.len() + value.len();
        stage_entry(group, key.to_vec(), value, version);
        self.saved.entries += 1;
        if self.bytes >= GROUP_BYTES { self.land(None) } else { Ok(()) }
    }

    fn land(&mut self, token: Option<u64>) -> Result<(), Error> {
        self.bytes = 0;
        let tree = (*self.target.db).clone();
        let mut group = self.group.take().unwrap_or_else(|| Group::new(tree.clone()));
        if let Some(token) = token {
            group.insert(HIGHEST_TOKEN, &token.to_be_bytes());
        }
        if group.is_empty() {
            Ok(())
        } else {
            self.target
                .apply(group, |batch| tree.apply_batch(batch).map_err(|error| from_sled(&error, "salvage")))
        }
    }
}

/// Says why the thread that saves ended without an answer.
pub(crate) fn broken_off() -> Error {
    Error::new(ErrorKind::Damaged, "salvage")
}

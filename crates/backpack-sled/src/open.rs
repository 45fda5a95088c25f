//! Opening a folder: make sled's files, or recover them.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use backpack_folder::{Ballast, Entered, Layout as _, Opened, enter};
use backpack_store::{Error, ErrorKind, Version};
use sled::Db;

use crate::engine::Engine;
use crate::errors::{damaged, from_io, from_sled, is_full, is_locked};
use crate::folder::{
    Home, Noted, REACHED, Reached, SLED_BLOBS, SLED_CONF, SLED_LOG, SLED_SNAPSHOT, Snapshots, segment_bytes,
    snapshot_position, sync_folder,
};
use crate::layout::{CREATED, HIGHEST_TOKEN, LAST_VERSION, SEGMENT_BYTES, decode_u64};
use crate::log::{Log, Position, Tail};
use crate::nudge::Nudge;
use crate::options::SledOptions;

/// How long to wait for sled to let go of a log that no one uses any more.
const LINGERING: Duration = Duration::from_secs(5);

/// Opens or makes the store in `folder`.
pub(crate) fn open(folder: &Path, options: &SledOptions) -> Result<Opened<Engine>, Error> {
    let entered = enter::<Engine>(folder, options.mode)?;
    let home = Home::find(folder).map_err(io_error)?;
    let mut ballast = Ballast::find(folder, options.ballast_bytes);
    let (lock, was_there) = match entered {
        Entered::Store(lock) => (lock, true),
        Entered::Empty(lock) => (lock, false),
    };
    let (db, end) =
        if was_there { recover(home.path(), options, &mut ballast)? } else { (create(folder, options)?, 0) };
    ballast.restore();
    let log = open_log(home.path())?;
    let (highest_token, last_version) = (number(&db, HIGHEST_TOKEN)?, number(&db, LAST_VERSION)?);
    let mut engine = Engine {
        nudge: Nudge::new((*db).clone()),
        db,
        log,
        tail: Tail::at(end),
        durable: end,
        reached: Reached::open(home.path()),
        home,
        options: options.clone(),
    };
    engine.clean(Version(last_version))?;
    engine.make_all_durable()?;
    sync_folder(folder).map_err(io_error)?;
    if was_there {
        // It is room alone that this frees; the store is whole without it.
        drop(engine.home.remove_others());
    } else {
        engine.home.name().map_err(io_error)?;
    }
    let reader = (*engine.db).clone();
    Ok(Opened { engine, reader, last_version, highest_token, ballast, lock })
}

/// Makes a new store. Until the manifest says "complete", a crash leaves something that is made anew.
fn create(folder: &Path, options: &SledOptions) -> Result<Db, Error> {
    Engine::MANIFEST.begin(folder).map_err(io_error)?;
    clear(folder).map_err(io_error)?;
    let db = open_sled(folder, options).map_err(|error| from_sled(&error, "create"))?;
    db.insert(CREATED, &1_u32.to_be_bytes()).map_err(|error| from_sled(&error, "create"))?;
    Nudge::new((*db).clone()).during(|| db.flush()).map_err(|error| from_sled(&error, "create"))?;
    for file in [SLED_CONF, SLED_LOG] {
        OpenOptions::new()
            .write(true)
            .open(folder.join(file))
            .and_then(|file| file.sync_all())
            .map_err(io_error)?;
    }
    sync_folder(&folder.join(SLED_BLOBS)).map_err(io_error)?;
    sync_folder(folder).map_err(io_error)?;
    Ok(db)
}

/// Removes what a broken-off creation left.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_name().to_string_lossy().as_ref() {
            SLED_BLOBS => fs::remove_dir_all(entry.path())?,
            SLED_CONF | SLED_LOG => fs::remove_file(entry.path())?,
            REACHED => fs::remove_file(entry.path())?,
            name if name.starts_with(SLED_SNAPSHOT) => fs::remove_file(entry.path())?,
            _ => {}
        }
    }
    Ok(())
}

/// Lets sled open what is there, once it is known that it will drop nothing. Returns where the log ends, too.
fn recover(folder: &Path, options: &SledOptions, ballast: &mut Ballast) -> Result<(Db, Position), Error> {
    let end = sound_end(folder)?;
    Snapshots::set_unfinished_aside(folder).map_err(io_error)?;
    // sled makes a durable snapshot of the log it finds; the log must not be less durable than that.
    // It is no worse than before if the disk is too full for it.
    drop(OpenOptions::new().write(true).open(folder.join(SLED_LOG)).and_then(|log| log.sync_all()));
    let mut opened = open_sled(folder, options);
    if matches!(&opened, Err(sled::Error::Io(error)) if is_full(error)) && ballast.give_up() {
        opened = open_sled(folder, options);
    }
    if matches!(opened, Err(sled::Error::Corruption { .. })) {
        opened = without_snapshots(folder, options)?;
    }
    let db = opened.map_err(|error| match error {
        sled::Error::Io(_) => from_sled(&error, "open"),
        _ => damaged("open"),
    })?;
    let created = db.get(CREATED).map_err(|error| from_sled(&error, "open"))?;
    if db.was_recovered() && created.is_some() { Ok((db, end)) } else { Err(damaged("open")) }
}

/// Opens the log of the store in `folder`.
pub(crate) fn open_log(folder: &Path) -> Result<Log, Error> {
    let segment = segment_bytes(folder).map_err(io_error)?.ok_or_else(|| damaged("open"))?;
    let file = OpenOptions::new().read(true).write(true).open(folder.join(SLED_LOG)).map_err(io_error)?;
    Ok(Log::new(file, segment as u64))
}

/// Returns where the log ends.
///
/// # Errors
///
/// `Damaged` if sled would drop something that was durable, `NewerFormat`; nothing is changed.
pub(crate) fn sound_end(folder: &Path) -> Result<Position, Error> {
    let (reached, length) = match Reached::read(folder).map_err(io_error)? {
        Noted::Reached { position, length } => (position, length),
        Noted::Newer(format) => return Err(Error::new(ErrorKind::NewerFormat(format), "open")),
    };
    let snapshot = snapshot_position(folder).map_err(io_error)?;
    let segment = segment_bytes(folder).map_err(io_error)?.ok_or_else(|| damaged("open"))?;
    let file = File::open(folder.join(SLED_LOG)).map_err(io_error)?;
    if file.metadata().map_err(io_error)?.len() < length {
        return Err(damaged("open"));
    }
    let log = Log::new(file, segment as u64);
    log.check(snapshot.unwrap_or(0), reached).map_err(io_error)?.ok_or_else(|| damaged("open"))
}

/// Tries again without the snapshots, and puts them back if it was not they that were bad.
fn without_snapshots(folder: &Path, options: &SledOptions) -> Result<sled::Result<Db>, Error> {
    let aside = Snapshots::set_all_aside(folder).map_err(io_error)?;
    if aside.is_empty() {
        return Err(damaged("open"));
    }
    let opened = open_sled(folder, options);
    match &opened {
        Ok(_) => tracing::warn!("a damaged snapshot was set aside; the log held everything"),
        Err(_) => aside.put_back().map_err(io_error)?,
    }
    Ok(opened)
}

pub(crate) fn open_sled(folder: &Path, options: &SledOptions) -> sled::Result<Db> {
    let segment = segment_bytes(folder)?.unwrap_or(SEGMENT_BYTES);
    let config = sled::Config::default()
        .path(folder)
        .segment_size(segment)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(options.cache_bytes)
        .flush_every_ms(None);
    let mut opened = config.open();
    // We hold our own lock, so a locked one is a store of this process on its way out.
    if matches!(&opened, Err(error) if is_locked(error)) {
        waits_for(|| {
            opened = config.open();
            !matches!(&opened, Err(error) if is_locked(error))
        });
    }
    opened
}

/// Waits until sled has let go of a log. Says whether it did.
pub(crate) fn waits_for(mut is_free: impl FnMut() -> bool) -> bool {
    let mut waited = Duration::ZERO;
    while !is_free() {
        if waited >= LINGERING {
            return false;
        }
        let pause = Duration::from_millis(5);
        std::thread::sleep(pause);
        waited += pause;
    }
    true
}

fn number(db: &Db, key: &[u8]) -> Result<u64, Error> {
    let bytes = db.get(key).map_err(|error| from_sled(&error, "open"))?;
    bytes.map_or(Ok(0), |bytes| decode_u64(&bytes).ok_or_else(|| damaged("open")))
}

#[expect(clippy::needless_pass_by_value, reason = "it is made for map_err")]
fn io_error(error: io::Error) -> Error {
    from_io(&error, "open")
}

//! Giving room back: the store is written anew beside itself, and the manifest then names the new one.
//!
//! sled's log never shrinks, and holds about two and a half bytes for each that is in use. A copy of what is in use,
//! made so that every leaf has its place before it has its values, takes hardly more than that.
//!
//! Up to the rename of the manifest the old store is the store; from then on the new one is. Whatever else lies there
//! after a crash is removed by the next opening.

use std::fs::OpenOptions;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::sync::Arc;

use backpack_folder::Readable;
use backpack_store::{Error, ErrorKind, Reclaimed};
use sled::{Db, Tree};

use crate::engine::Engine;
use crate::errors::{damaged, from_io, from_sled};
use crate::folder::{Home, SLED_BLOBS, SLED_CONF, SLED_LOG, make_folder, sync_folder};
use crate::log::{Log, Position};
use crate::open::{open_log, open_sled, sound_end};
use crate::options::SledOptions;

/// Room that must stay free beside the copy: two of sled's segments.
const MARGIN_BYTES: u64 = 4 << 20;

/// What a compaction does next. In this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Copy,
    MakeDurable,
    ReadBack,
    Name,
    Remove,
    Done,
}

/// Is told of every step before it is taken. Tests look at the folder then, and make a step fail.
pub(crate) type Watch = Arc<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

/// Writes the store anew, and goes on with the new one. After an error the old one goes on, unless it was poisoned.
pub(crate) fn reclaim(engine: &mut Engine, readable: &Readable<Tree>) -> Result<Reclaimed, Error> {
    let options = engine.options.clone();
    engine.make_all_durable()?;
    let before = engine.home.bytes().map_err(io_error)?;
    let free = fs4::available_space(engine.home.folder());
    if free.is_ok_and(|free| free < before.saturating_add(MARGIN_BYTES)) {
        return Err(Error::new(ErrorKind::Full, "reclaim"));
    }
    let next = engine.home.next();
    let (db, log, end) = match make(engine, &next, &options) {
        Ok(made) => made,
        Err(error) => {
            // The next opening would remove it too.
            drop(next.remove());
            return Err(error);
        }
    };
    let named = watch(&options, Step::Name).and_then(|()| next.name().map_err(io_error));
    if let Err(error) = named {
        // Either store may be the one that the manifest names now. They hold the same, as long as neither is written.
        readable.poison();
        return Err(error);
    }
    readable.alone("reclaim", |tree| {
        *tree = (*db).clone();
        Ok(())
    })?;
    let old_home = engine.move_to(next, db, log, end);
    // What cannot be removed now is removed by the next opening.
    if watch(&options, Step::Remove).is_ok() && old_home.remove().is_ok() {
        drop(sync_folder(old_home.folder()));
    }
    drop(watch(&options, Step::Done));
    let after = engine.home.bytes().map_err(io_error)?;
    Ok(Reclaimed::new(before, after))
}

/// Makes the new store, durable and read back once.
fn make(engine: &Engine, next: &Home, options: &SledOptions) -> Result<(Db, Log, Position), Error> {
    watch(options, Step::Copy)?;
    next.remove().map_err(io_error)?;
    make_folder(next.path()).map_err(io_error)?;
    let copy = open_sled(next.path(), options).map_err(|error| from_sled(&error, "reclaim"))?;
    let expected = copy_tree(&engine.db, &copy)?;
    copy.flush().map_err(|error| from_sled(&error, "reclaim"))?;
    drop(copy);
    watch(options, Step::MakeDurable)?;
    make_durable(next, options).map_err(io_error)?;
    watch(options, Step::ReadBack)?;
    let db = open_sled(next.path(), options).map_err(|error| from_sled(&error, "reclaim"))?;
    if digest(&db)? != expected {
        return Err(damaged("reclaim"));
    }
    let log = open_log(next.path())?;
    let end = sound_end(next.path())?;
    (options.sync)(log.file()).map_err(io_error)?;
    sync_folder(next.path()).map_err(io_error)?;
    Ok((db, log, end))
}

/// Copies everything. Returns the digest of what was copied.
fn copy_tree(from: &Tree, to: &Tree) -> Result<u64, Error> {
    let failed = |error: sled::Error| from_sled(&error, "reclaim");
    // sled splits a leaf at its seventeenth entry. If the values came at once, each split would write eight of them
    // again; so the leaves are split while they are empty, and each value is then written once.
    for key in from.iter().keys() {
        to.insert(key.map_err(failed)?, &[]).map_err(failed)?;
    }
    let mut hash = DefaultHasher::new();
    for entry in from {
        let (key, value) = entry.map_err(failed)?;
        add(&mut hash, &key, &value);
        to.insert(key, value).map_err(failed)?;
    }
    Ok(hash.finish())
}

/// Returns a digest of everything in a tree. It finds accidents.
fn digest(tree: &Tree) -> Result<u64, Error> {
    let mut hash = DefaultHasher::new();
    for entry in tree {
        let (key, value) = entry.map_err(|error| from_sled(&error, "reclaim"))?;
        add(&mut hash, &key, &value);
    }
    Ok(hash.finish())
}

fn add(hash: &mut DefaultHasher, key: &[u8], value: &[u8]) {
    for bytes in [key, value] {
        hash.write_usize(bytes.len());
        hash.write(bytes);
    }
}

fn make_durable(home: &Home, options: &SledOptions) -> io::Result<()> {
    for file in [SLED_CONF, SLED_LOG] {
        (options.sync)(&OpenOptions::new().write(true).open(home.path().join(file))?)?;
    }
    sync_folder(&home.path().join(SLED_BLOBS))?;
    sync_folder(home.path())?;
    sync_folder(home.folder())
}

fn watch(options: &SledOptions, step: Step) -> Result<(), Error> {
    (options.watch)(step).map_err(io_error)
}

#[expect(clippy::needless_pass_by_value, reason = "it is made for map_err")]
fn io_error(error: io::Error) -> Error {
    from_io(&error, "reclaim")
}

#[cfg(test)]
mod tests;

//! Saving what can be read of an account whose store is refused as damaged.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, absolute};

use backpack_files::FolderKeyFile;
use backpack_store::KeyFileStore as _;

use super::{ANCHORS, BLOBS, Contents, KEY_FILE, STORE, check_account, create_folder};
use crate::engine::Engine;
use crate::{Error, ErrorKind, Options, Storage};

/// What was saved of an account whose store was refused as damaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Salvaged {
    /// The entries that the new store holds.
    pub entries: u64,
    /// Entries of which the key could be read, and the value could not.
    pub unreadable: u64,
    /// Places of the damaged store that could not be read; each may have held an entry, or an older value of one.
    pub places: u64,
    /// The files beside the store that were copied: blobs, anchors, and the key file.
    pub files: u64,
}

impl Storage {
    /// Saves what can be read of the account in `from`, whose store is refused as [`ErrorKind::Damaged`], into a new
    /// account in `to`, an absent or empty folder. `from` is left byte for byte as it is.
    ///
    /// The store is salvaged, blobs and anchors are copied as they are, and the key file last, so that what was broken
    /// off is never taken for an account. The new account opens as the old one did;
    /// [`Account::verify`](crate::Account::verify) then names exactly what is lost, and
    /// [`Account::repair`](crate::Account::repair) brings up everything else. An anchor that tells of more than was
    /// saved wants [`Consent::anchor`](backpack_keep::Consent::anchor). Needs room for two copies of the store.
    ///
    /// No key is needed for it, and nothing is unsealed.
    ///
    /// Not cancel-safe: what a dropped or failed call leaves in `to` is to be removed by hand.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`] if nothing at all can be read, or the key file is gone; [`ErrorKind::Config`] for an account
    /// on redb, which has nothing of the kind; [`ErrorKind::InUse`] if it is open; [`ErrorKind::NotAnAccount`] if there is
    /// none in `from`, or something else in `to`; [`ErrorKind::Exists`] if there is an account in `to`;
    /// [`ErrorKind::Invalid`] if `to` lies within `from`; [`ErrorKind::Full`] and [`ErrorKind::Io`].
    pub async fn salvage(from: &Path, to: &Path, options: &Options) -> Result<Salvaged, Error> {
        check_account(from)?;
        check_target(from, to)?;
        let engine = Engine::of(&from.join(STORE))?;
        engine.check_salvage()?;
        create_folder(to).map_err(failed)?;
        let saved = engine.salvage(&from.join(STORE), &to.join(STORE), options).await?;
        let (source, target) = (from.to_owned(), to.to_owned());
        let copied = tokio::task::spawn_blocking(move || copy_beside(&source, &target));
        let copied = copied.await.map_err(|source| Error::new(ErrorKind::Io, SALVAGE).with_source(source))?;
        let files = copied.map_err(failed)? + 1;
        let keys = FolderKeyFile::new(from.join(KEY_FILE)).load().await?;
        let keys = keys.ok_or_else(|| Error::new(ErrorKind::Damaged, SALVAGE))?;
        FolderKeyFile::new(to.join(KEY_FILE)).replace(None, keys).await?;
        Ok(Salvaged { files, ..saved })
    }
}

const SALVAGE: &str = "salvage account";

fn failed(source: io::Error) -> Error {
    Error::io(SALVAGE, source)
}

fn check_target(from: &Path, to: &Path) -> Result<(), Error> {
    let (from, within) = (absolute(from).map_err(failed)?, absolute(to).map_err(failed)?);
    if within.starts_with(from) {
        let why = "an account is not salvaged into itself".to_owned();
        return Err(Error::new(ErrorKind::Invalid(why), SALVAGE));
    }
    match Contents::of(to)? {
        Contents::Nothing => Ok(()),
        Contents::Account | Contents::WithoutKeys => Err(Error::new(ErrorKind::Exists, SALVAGE)),
        Contents::Other => Err(Error::new(ErrorKind::NotAnAccount, SALVAGE)),
    }
}

/// Copies blobs and anchors, durably. Returns how many files there were.
fn copy_beside(from: &Path, to: &Path) -> io::Result<u64> {
    let mut files = 0;
    for name in [BLOBS, ANCHORS] {
        if from.join(name).is_dir() {
            files += copy_folder(&from.join(name), &to.join(name))?;
        }
    }
    sync_folder(to)?;
    absolute(to)?.parent().map_or(Ok(()), sync_folder)?;
    Ok(files)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<u64> {
    create_folder(to)?;
    let mut files = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            files += copy_folder(&entry.path(), &target)?;
        } else {
            // The rights of a file are copied with it.
            fs::copy(entry.path(), &target)?;
            OpenOptions::new().write(true).open(&target)?.sync_all()?;
            files += 1;
        }
    }
    sync_folder(to)?;
    Ok(files)
}

/// Makes the names in a folder durable. Windows opens no folder as a file; its file systems keep a journal of names.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

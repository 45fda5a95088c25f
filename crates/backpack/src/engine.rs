//! The embedded database that an account in a folder lies on.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use backpack_sled::{OpenMode, SledOptions, SledStore};
use backpack_store::Store;

use crate::storage::Salvaged;
use crate::{Error, Options};

/// An embedded database. The host chooses one when it makes an account; opening finds out by itself.
///
/// [`Account::copy_to`](crate::Account::copy_to) moves an account from one to the other.
/// `docs/storage.md` compares them by measured figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// sled: a log. Always there.
    #[default]
    Sled,
    /// redb: one file of pages, smaller on the disk. Needs the feature `redb`.
    #[cfg(feature = "redb")]
    Redb,
}

/// What the folder of a store on redb has in it, said here too so that it is recognised without the feature.
const REDB_MANIFEST: &[u8] = b"backpack store on redb\n";
const REDB_FILE: &str = "store.redb";

impl Engine {
    /// Says which engine the store in `folder` lies on, without touching it.
    ///
    /// # Errors
    ///
    /// [`EngineMissing`](crate::ErrorKind::EngineMissing) if this build leaves that engine out, and `Io`.
    pub(crate) fn of(folder: &Path) -> Result<Self, Error> {
        let lies_on_redb = lies_on_redb(folder).map_err(|source| Error::io("open account", source))?;
        if lies_on_redb { Self::redb() } else { Ok(Self::Sled) }
    }

    /// Makes a store in `folder`.
    pub(crate) async fn create(self, folder: &Path, options: &Options) -> Result<Arc<dyn Store>, Error> {
        match self {
            Self::Sled => sled(folder, options, OpenMode::CreateNew).await,
            #[cfg(feature = "redb")]
            Self::Redb => redb(folder, options, OpenMode::CreateNew).await,
        }
    }

    /// Opens the store in `folder`.
    pub(crate) async fn open(self, folder: &Path, options: &Options) -> Result<Arc<dyn Store>, Error> {
        match self {
            Self::Sled => sled(folder, options, OpenMode::Existing).await,
            #[cfg(feature = "redb")]
            Self::Redb => redb(folder, options, OpenMode::Existing).await,
        }
    }

    /// Says whether what can be read of a damaged store can be saved at all.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for redb, which keeps every page at one place: what is damaged there has no
    /// other copy.
    #[cfg_attr(not(feature = "redb"), expect(clippy::unnecessary_wraps, reason = "sled alone is there"))]
    pub(crate) fn check_salvage(self) -> Result<(), Error> {
        match self {
            Self::Sled => Ok(()),
            #[cfg(feature = "redb")]
            Self::Redb => {
                let why = "salvage is not offered for an account on redb";
                Err(Error::new(crate::ErrorKind::Config(why), "salvage account"))
            }
        }
    }

    /// Saves what can be read of the damaged store in `from` into a new one in `to`.
    pub(crate) async fn salvage(self, from: &Path, to: &Path, options: &Options) -> Result<Salvaged, Error> {
        self.check_salvage()?;
        let sled = SledOptions::new(Arc::clone(&options.clock)).ballast_bytes(options.ballast_bytes);
        let saved = SledStore::salvage(from, to, sled).await?;
        let (entries, unreadable, places) = (saved.entries, saved.unreadable, saved.places);
        Ok(Salvaged { entries, unreadable, places, ..Salvaged::default() })
    }

    #[cfg(feature = "redb")]
    #[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
    fn redb() -> Result<Self, Error> {
        Ok(Self::Redb)
    }

    #[cfg(not(feature = "redb"))]
    fn redb() -> Result<Self, Error> {
        Err(Error::new(crate::ErrorKind::EngineMissing("redb"), "open account"))
    }
}

async fn sled(folder: &Path, options: &Options, mode: OpenMode) -> Result<Arc<dyn Store>, Error> {
    let sled = SledOptions::new(Arc::clone(&options.clock)).mode(mode).ballast_bytes(options.ballast_bytes);
    Ok(Arc::new(SledStore::open(folder, sled).await?))
}

#[cfg(feature = "redb")]
async fn redb(folder: &Path, options: &Options, mode: OpenMode) -> Result<Arc<dyn Store>, Error> {
    let redb = backpack_redb::RedbOptions::new(Arc::clone(&options.clock));
    let redb = redb.mode(mode).ballast_bytes(options.ballast_bytes);
    Ok(Arc::new(backpack_redb::RedbStore::open(folder, redb).await?))
}

/// A store that lost its manifest is still told by its file.
fn lies_on_redb(folder: &Path) -> io::Result<bool> {
    let manifest = match File::open(folder.join("store.bpk")) {
        Ok(manifest) => manifest,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(folder.join(REDB_FILE).exists());
        }
        Err(error) => return Err(error),
    };
    let mut begins = Vec::with_capacity(REDB_MANIFEST.len());
    manifest.take(REDB_MANIFEST.len() as u64).read_to_end(&mut begins)?;
    Ok(begins == REDB_MANIFEST || folder.join(REDB_FILE).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the feature the account is named for what it is, and left alone.
    #[test]
    fn an_account_on_redb_is_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let expected = || if cfg!(feature = "redb") { "Ok(Redb)" } else { "Err(EngineMissing(\"redb\"))" };
        let found = || format!("{:?}", Engine::of(folder.path()).map_err(|error| error.kind().clone()));
        assert_eq!(found(), "Ok(Sled)", "nothing is there");
        std::fs::write(folder.path().join("store.bpk"), "backpack store on sled\nformat 1\ncomplete\n")
            .unwrap();
        assert_eq!(found(), "Ok(Sled)");
        std::fs::write(folder.path().join("store.bpk"), "backpack store on redb\nformat 7\ncomplete\n")
            .unwrap();
        assert_eq!(found(), expected());
        std::fs::write(folder.path().join("store.redb"), "").unwrap();
        for manifest in ["", "garbage"] {
            std::fs::write(folder.path().join("store.bpk"), manifest).unwrap();
            assert_eq!(found(), expected(), "the manifest is {manifest:?}");
        }
        std::fs::remove_file(folder.path().join("store.bpk")).unwrap();
        assert_eq!(found(), expected(), "the manifest is gone");
    }
}

//! A key service whose master keys lie in one file.

mod disk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::SecretBytes;

use crate::master::{MasterKeys, os};
use crate::{Error, KeyService, Tally, Wrapped};

/// A key service whose master keys lie in one file, `master-keys` in a folder of their own, readable by its owner only.
///
/// It is as safe as that file: keep the folder on another disk than the accounts, out of their backups, and make one
/// backup
/// of it that few can reach. Without it every account that only this service opens is lost.
///
/// The file is read anew for each call, so that several processes may share a folder, nothing but that call holds a
/// master
/// key in memory, and a new or a destroyed master key counts at once. Nobody but its owner may read it (on Unix;
/// elsewhere
/// that is not looked at). It needs a tokio runtime. Clones are one service.
#[derive(Clone, Debug)]
pub struct FolderKeyService {
    name: Arc<str>,
    folder: PathBuf,
}

impl FolderKeyService {
    /// Makes a new service of this name, 1 to 64 bytes, with one master key, in `folder`, which is made if it is
    /// absent.
    ///
    /// Cancel-safe: the file is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`Exists`](crate::ErrorKind::Exists) if there is one; [`Invalid`](crate::ErrorKind::Invalid) for a name out of
    /// its bounds; [`InUse`](crate::ErrorKind::InUse),
    /// [`Full`](crate::ErrorKind::Full), [`Io`](crate::ErrorKind::Io).
    pub async fn create(folder: impl AsRef<Path> + Send, name: &str) -> Result<Self, Error> {
        let keys = MasterKeys::create(name, &mut os)?;
        let service = Self { name: name.into(), folder: folder.as_ref().to_owned() };
        let folder = service.folder.clone();
        disk::blocking("make key service", move || disk::create(&folder, &keys)).await?;
        Ok(service)
    }

    /// Opens the service in `folder`. Its name is the one it was made with.
    ///
    /// Cancel-safe: it changes nothing.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), [`Exposed`](crate::ErrorKind::Exposed) if others may read the file,
    /// [`Damaged`](crate::ErrorKind::Damaged),
    /// [`NewerFormat`](crate::ErrorKind::NewerFormat), [`Io`](crate::ErrorKind::Io).
    pub async fn open(folder: impl AsRef<Path> + Send) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        let place = folder.clone();
        let keys = disk::blocking("open key service", move || disk::read(&place)).await?;
        Ok(Self { name: keys.name().into(), folder })
    }

    /// Makes a new master key, which wraps from now on, and returns its version. Older ones still unwrap.
    ///
    /// Accounts are moved to it by `Account::rewrap`, whenever they are open next or one after the other.
    ///
    /// Not cancel-safe: a dropped call may have made one. Making another does no harm.
    ///
    /// # Errors
    ///
    /// [`InUse`](crate::ErrorKind::InUse) if another call or process changes the keys;
    /// [`Invalid`](crate::ErrorKind::Invalid) beyond
    /// [`MAX_MASTER_KEYS`](crate::MAX_MASTER_KEYS); [`Full`](crate::ErrorKind::Full), [`Io`](crate::ErrorKind::Io);
    /// as [`FolderKeyService::open`].
    pub async fn rotate(&self) -> Result<u32, Error> {
        self.change("make master key", |keys| keys.rotate(&mut os)).await
    }

    /// Returns the versions of the master keys that are there, the newest last.
    ///
    /// # Errors
    ///
    /// As [`FolderKeyService::open`].
    pub async fn versions(&self) -> Result<Vec<u32>, Error> {
        self.with("list master keys", |keys| Ok(keys.versions())).await
    }

    /// Begins a count of what is wrapped under which master key. Begin it after [`rotate`](FolderKeyService::rotate),
    /// and
    /// after every process has stored what it was wrapping then.
    ///
    /// # Errors
    ///
    /// As [`FolderKeyService::open`].
    pub async fn tally(&self) -> Result<Tally, Error> {
        self.with("count wrapped keys", |keys| Ok(keys.tally())).await
    }

    /// Destroys an older master key. What is still wrapped under it, in an older copy of a key file too, never unwraps
    /// again: the host shows by a count of all its accounts that nothing needed is.
    ///
    /// What shreds a single account is removing its way in, or its key file; older copies of that file are what this
    /// call
    /// makes worthless. The old file's bytes may stay on the disk until they are overwritten.
    ///
    /// Not cancel-safe: a dropped call may have destroyed it.
    ///
    /// # Errors
    ///
    /// [`StillWrapped`](crate::ErrorKind::StillWrapped), [`NewestKey`](crate::ErrorKind::NewestKey),
    /// [`UnknownKey`](crate::ErrorKind::UnknownKey) if there is no such version;
    /// [`Invalid`](crate::ErrorKind::Invalid) if the count is of another service, is empty, or began before there was
    /// a newer key;
    /// as [`FolderKeyService::rotate`]. The master keys are then as they were.
    pub async fn retire(&self, version: u32, tally: &Tally) -> Result<(), Error> {
        let tally = tally.clone();
        self.change("retire master key", move |keys| keys.retire(version, &tally)).await
    }

    async fn change<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut MasterKeys) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let folder = self.folder.clone();
        disk::blocking(operation, move || disk::change(&folder, change)).await
    }

    async fn with<T: Send + 'static>(
        &self,
        operation: &'static str,
        ask: impl FnOnce(&MasterKeys) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let folder = self.folder.clone();
        disk::blocking(operation, move || ask(&disk::read(&folder)?)).await
    }
}

#[async_trait]
impl KeyService for FolderKeyService {
    fn name(&self) -> &str {
        &self.name
    }

    async fn wrap(&self, context: &[u8], key: &SecretBytes) -> Result<Wrapped, Error> {
        let (context, key) = (context.to_vec(), SecretBytes::new(key.expose().to_vec()));
        self.with("wrap key", move |keys| keys.wrap(&context, &key, &mut os)).await
    }

    async fn unwrap(&self, context: &[u8], wrapped: &Wrapped) -> Result<SecretBytes, Error> {
        let (context, wrapped) = (context.to_vec(), wrapped.clone());
        self.with("unwrap key", move |keys| keys.unwrap(&context, &wrapped)).await
    }

    async fn is_current(&self, _context: &[u8], wrapped: &Wrapped) -> Result<bool, Error> {
        let wrapped = wrapped.clone();
        self.with("look at wrapped key", move |keys| keys.is_current(&wrapped)).await
    }
}

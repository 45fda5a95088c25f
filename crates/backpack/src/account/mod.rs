//! An account: one sign-in, and the Backpacks it may open.

mod activity;
mod backpacks;
#[cfg(feature = "backup")]
mod backup;
mod compact;
mod current;
mod events;
mod key_service;
mod keys;
mod moving;
mod open;
mod people;
mod repair;
mod room;
mod rotation;
pub(crate) mod sharing;
mod slots;
mod sync_due;
mod turn;
mod unfinished;
mod verify;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use backpack_connect::Connector;
use backpack_core::AccountId;
use backpack_keep::Keep;
use backpack_keys::KeyFile;
use backpack_record::Actor;
use backpack_store::{ErrorKind as StoreError, KeyFileStore as _};
use bytes::Bytes;
use tokio::sync::Mutex;

use crate::hosting::Placeholder;
use crate::unlock::way::{Given, NewWay};
use crate::{Error, ErrorKind, Options, Storage, Unlock};

pub use backpacks::Listed;
pub(crate) use backpacks::check_person;
#[cfg(feature = "backup")]
pub use backup::BackedUp;
pub use compact::Compacted;
pub use events::AccountEvents;
use key_service::ServiceWayIn;
pub(crate) use keys::Keys;
use keys::{KeyRing, WayIn};
pub use moving::Moved;
pub(crate) use open::KeptBy;
use open::OpenBackpacks;
pub use people::{Added, Adding};
pub use room::FileRoom;
pub use rotation::RootRotated;
pub use sync_due::{Held, SyncAllReport, SyncStep, Synced};
pub use verify::{AccountVerification, KeyFileState};

/// An account: one sign-in, and the Backpacks it may open. Cheap to clone; clones are one account.
#[derive(Clone)]
pub struct Account(Arc<Inner>, Actor);

struct Inner {
    id: AccountId,
    storage: Storage,
    options: Options,
    keys: Arc<KeyRing>,
    open: Mutex<OpenBackpacks>,
    connectors: Connectors,
    listeners: events::Listeners,
    journal: Mutex<Option<Keep>>,
    /// Held by whoever puts a Backpack back or deletes one: one at a time, over all processes by a lease beside it.
    unfinished: Mutex<()>,
    room: Arc<room::Shared>,
    closed: AtomicBool,
}

/// The connectors this process knows, by sort and portal.
pub(crate) type Connectors = Arc<RwLock<HashMap<(String, String), Arc<dyn Connector>>>>;

impl Account {
    /// Makes a new account in `folder`, which must be absent or empty, with one way to unlock it.
    ///
    /// Not cancel-safe: a dropped call may leave a store without its key file, which holds nothing yet; remove the
    /// folder then. It is never taken for an account, nor for an empty folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`], [`ErrorKind::NotAnAccount`] if the folder holds something else, [`ErrorKind::Full`],
    /// [`ErrorKind::Io`], [`ErrorKind::Invalid`] for an empty passphrase, a host key that is not 32 bytes, and a recovery
    /// code, which only an account makes; [`ErrorKind::KeyServiceUnavailable`], [`ErrorKind::KeyServiceDenied`].
    pub async fn create(folder: impl AsRef<Path>, unlock: Unlock, options: Options) -> Result<Self, Error> {
        // What cannot be opened afterwards is not begun: a key service is asked before anything is made.
        let id = AccountId::random();
        let way = NewWay::prepare(unlock, id, options.passphrase_cost).await?;
        let storage = Storage::create(folder.as_ref(), &options).await?;
        Self::create_with(id, storage, KeptBy::Account, way, options).await
    }

    /// Opens the account in `folder`.
    ///
    /// Cancel-safe: a dropped call changes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAnAccount`], [`ErrorKind::WrongPassphrase`], [`ErrorKind::InUse`], [`ErrorKind::Damaged`],
    /// [`ErrorKind::NewerFormat`], [`ErrorKind::Io`]; of a key service [`ErrorKind::WrongKeyService`],
    /// [`ErrorKind::KeyServiceDenied`], [`ErrorKind::KeyServiceUnavailable`]. Nothing is changed by any of them.
    pub async fn open(folder: impl AsRef<Path>, unlock: Unlock, options: Options) -> Result<Self, Error> {
        // The passphrase comes first: opening the store writes to it, and a wrong passphrase changes nothing.
        let (bytes, unlock) = (Storage::key_file(folder.as_ref())?.load().await?, Arc::new(unlock));
        let keys = open_key_file(bytes.clone(), Arc::clone(&unlock)).await?;
        let storage = Storage::open(folder.as_ref(), &options).await?;
        if storage.key_file.load().await? == bytes {
            let way_in = ServiceWayIn::of(&unlock);
            return Ok(Self::unlocked(storage, KeptBy::Account, options, keys, way_in).told().await);
        }
        // Another process replaced it before the store was locked.
        Self::open_unlocking(storage, unlock, options).await
    }

    /// Makes a new account on any storage that holds none.
    ///
    /// Cancel-safe: the key file is the last thing written.
    ///
    /// # Errors
    ///
    /// As [`Account::create`].
    pub async fn create_on(storage: Storage, unlock: Unlock, options: Options) -> Result<Self, Error> {
        Self::create_as(AccountId::random(), storage, KeptBy::Account, unlock, options).await
    }

    /// Makes a new account with this id.
    pub(crate) async fn create_as(
        id: AccountId,
        storage: Storage,
        kept_by: KeptBy,
        unlock: Unlock,
        options: Options,
    ) -> Result<Self, Error> {
        let way = NewWay::prepare(unlock, id, options.passphrase_cost).await?;
        Self::create_with(id, storage, kept_by, way, options).await
    }

    async fn create_with(
        id: AccountId,
        storage: Storage,
        kept_by: KeptBy,
        way: NewWay,
        options: Options,
    ) -> Result<Self, Error> {
        if storage.key_file.load().await?.is_some() {
            return Err(Error::new(ErrorKind::Exists, "create account"));
        }
        let made = blocking("create account", move || {
            let (file, root) = KeyFile::create(id, &way.slot()?)?;
            Ok::<_, backpack_keys::Error>((file, root, way))
        });
        let (file, root, way) = made.await??;
        let stored = Bytes::from(file.to_bytes());
        match storage.key_file.replace(None, stored.clone()).await {
            Err(error) if matches!(error.kind(), StoreError::Conflict(_)) => {
                return Err(Error::new(ErrorKind::Exists, "create account").with_source(error));
            }
            replaced => replaced?,
        }
        let keys = Keys { file, root: Arc::new(root), stored };
        let way_in = ServiceWayIn::of(&way.into_unlock());
        Ok(Self::unlocked(storage, kept_by, options, keys, way_in).told().await)
    }

    /// Opens the account on any storage.
    ///
    /// Cancel-safe: a dropped call changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Account::open`].
    pub async fn open_on(storage: Storage, unlock: Unlock, options: Options) -> Result<Self, Error> {
        Self::open_unlocking(storage, Arc::new(unlock), options).await
    }

    /// Opens the account with this id, as a host of many does: its users keep its Backpacks open.
    pub(crate) async fn open_as(
        id: AccountId,
        storage: Storage,
        unlock: Unlock,
        options: Options,
    ) -> Result<Self, Error> {
        let unlock = Arc::new(unlock);
        let keys = open_key_file(storage.key_file.load().await?, Arc::clone(&unlock)).await?;
        // Key files of two accounts that were exchanged open, and are not what was asked for.
        if keys.file.account() != id {
            return Err(Error::new(ErrorKind::Damaged, "open account"));
        }
        let way_in = ServiceWayIn::of(&unlock);
        Ok(Self::unlocked(storage, KeptBy::Users, options, keys, way_in).told().await)
    }

    async fn open_unlocking(storage: Storage, unlock: Arc<Unlock>, options: Options) -> Result<Self, Error> {
        let keys = open_key_file(storage.key_file.load().await?, Arc::clone(&unlock)).await?;
        let way_in = ServiceWayIn::of(&unlock);
        Ok(Self::unlocked(storage, KeptBy::Account, options, keys, way_in).told().await)
    }

    fn unlocked(
        storage: Storage,
        kept_by: KeptBy,
        options: Options,
        keys: Keys,
        way_in: Option<Arc<dyn WayIn>>,
    ) -> Self {
        let actor = options.actor.clone();
        let id = keys.file.account();
        let keys = Arc::new(KeyRing::new(&storage, keys, way_in));
        let inner = Inner {
            id,
            storage,
            options,
            keys,
            open: Mutex::new(OpenBackpacks::new(kept_by)),
            connectors: Connectors::default(),
            listeners: events::Listeners::default(),
            journal: Mutex::default(),
            unfinished: Mutex::default(),
            room: Arc::default(),
            closed: AtomicBool::new(false),
        };
        Self(Arc::new(inner), actor)
    }

    /// Returns the account's id.
    #[must_use]
    pub fn id(&self) -> AccountId {
        self.0.id
    }

    /// Makes a connector known, so that its connections can be synced and disconnected. Connecting does this by itself;
    /// call it for each connector after a restart.
    pub fn register(&self, connector: Arc<dyn Connector>) {
        register(&self.0.connectors, connector);
    }

    /// Closes the account: what is under way ends, the store is let go. Clones are closed too.
    ///
    /// Cancel-safe: call it again if it was dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if something could not be made durable.
    pub async fn close(&self) -> Result<(), Error> {
        self.0.closed.store(true, Ordering::SeqCst);
        for backpack in self.forget_all_open().await {
            backpack.whole().close().await;
        }
        self.close_journal().await;
        self.0.storage.store.close().await?;
        Ok(())
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.0.id).finish_non_exhaustive()
    }
}

pub(crate) fn register(connectors: &Connectors, connector: Arc<dyn Connector>) {
    let descriptor = connector.descriptor();
    let mut known = connectors.write().unwrap_or_else(PoisonError::into_inner);
    known.insert((descriptor.sort, descriptor.portal), connector);
}

/// Reads a key file and unlocks it.
async fn open_key_file(bytes: Option<Bytes>, unlock: Arc<Unlock>) -> Result<Keys, Error> {
    // What stands where a key file was, or will be, opens as no account.
    let Some(bytes) = bytes.filter(|bytes| !Placeholder::is_one(bytes)) else {
        return Err(Error::new(ErrorKind::NotAnAccount, "open account"));
    };
    let stored = bytes.clone();
    let file = blocking("open account", move || KeyFile::parse(&bytes)).await??;
    let given = Given::ask(unlock, &file).await?;
    let opened = blocking("open account", move || {
        let root = Arc::new(given.root_of(&file)?);
        Ok::<_, backpack_keys::Error>(Keys { file, root, stored })
    });
    Ok(opened.await??)
}

/// Runs what takes a good part of a second beside the async threads.
async fn blocking<T: Send + 'static>(
    operation: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| Error::new(ErrorKind::Io, operation).with_source(source))
}

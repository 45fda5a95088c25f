//! The key file and the root key while the account is open: changed in memory once the change is durable.
//!
//! Another process may have the account open as well. What it wrote is taken over before anything is changed, so that
//! neither takes away what the other added, and whenever something is met that was sealed under a key it made.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_keep::{Envelopes, Error as KeepError, KeySource};
use backpack_keys::{BackpackKeys, KeyFile, RootKey, SharedKeys, SharedWith};
use backpack_store::{ErrorKind as StoreError, KeyFileStore, Store};
use bytes::Bytes;
use tokio::sync::{Mutex, MutexGuard};

use super::{Account, blocking};
use crate::hosting::Placeholder;
use crate::{Error, ErrorKind, Storage};

/// How often a change is made again because another process replaced the key file.
const ATTEMPTS: usize = 16;

/// The key file as it is stored, and the root key that opens what it holds.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) file: KeyFile,
    pub(crate) root: Arc<RootKey>,
    /// The key file as it was last read or written, byte for byte: only that may be replaced.
    pub(super) stored: Bytes,
}

/// The keys of an open account, and where their file lies.
pub(super) struct KeyRing {
    place: Arc<dyn KeyFileStore>,
    /// Where other accounts leave the keys of Backpacks that they share with this one.
    store: Arc<dyn Store>,
    keys: Mutex<Keys>,
    way_in: Option<Arc<dyn WayIn>>,
}

/// A way in that needs nobody to type anything: it opens the account again where another process made a new root key.
#[async_trait]
pub(super) trait WayIn: Send + Sync + fmt::Debug {
    /// Returns the root key of a key file.
    async fn root_of(&self, file: &KeyFile) -> Result<RootKey, KeepError>;
}

impl KeyRing {
    pub(super) fn new(storage: &Storage, keys: Keys, way_in: Option<Arc<dyn WayIn>>) -> Self {
        let (place, store) = (Arc::clone(&storage.key_file), Arc::clone(&storage.store));
        Self { place, store, keys: Mutex::new(keys), way_in }
    }

    /// Returns about how many bytes of memory they take: the file as it is stored, and what was read of it. `None` while
    /// somebody uses them.
    pub(super) fn weight(&self) -> Option<usize> {
        self.keys.try_lock().ok().map(|keys| keys.stored.len() * 3)
    }

    /// Returns the keys, as this process last knew them.
    pub(super) async fn lock(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().await
    }

    /// Reads the key file again, and returns the keys as they are now.
    pub(super) async fn fresh(&self) -> Result<MutexGuard<'_, Keys>, KeepError> {
        let mut keys = self.keys.lock().await;
        self.take_over(&mut keys).await?;
        Ok(keys)
    }

    /// Takes over the key file as it is stored. One that is missing can be written again by whoever still has it.
    async fn take_over(&self, keys: &mut Keys) -> Result<(), KeepError> {
        let Some(stored) = self.place.load().await? else { return Ok(()) };
        if stored == keys.stored {
            return Ok(());
        }
        let file = KeyFile::parse(&stored).map_err(|error| match error {
            // Another process deleted the account.
            _ if Placeholder::is_one(&stored) => KeepError::Closed,
            backpack_keys::Error::NewerFormat(format) => KeepError::NewerFormat("key file", format),
            _ => KeepError::Tampered("key file"),
        })?;
        let root = match file.backpack_keys(&keys.root, file.own_space()) {
            Ok(_) => Arc::clone(&keys.root),
            Err(backpack_keys::Error::ForeignRootKey) if file.account() == keys.file.account() => {
                let way_in = self.way_in.as_ref().ok_or(KeepError::OtherRoot)?;
                Arc::new(way_in.root_of(&file).await?)
            }
            Err(_) => return Err(KeepError::Tampered("key file")),
        };
        *keys = Keys { file, root, stored };
        Ok(())
    }

    /// Stores the key file. Returns whether it did: not if another process replaced it since it was read.
    async fn store(&self, keys: &mut Keys, mut changed: Keys) -> Result<bool, Error> {
        let bytes = Bytes::from(changed.file.to_bytes());
        changed.stored = bytes.clone();
        let Err(error) = self.place.replace(Some(&keys.stored), bytes.clone()).await else {
            *keys = changed;
            return Ok(true);
        };
        // It may be there all the same: what is stored counts.
        let is_there = self.place.load().await.is_ok_and(|stored| stored == Some(bytes));
        if is_there {
            *keys = changed;
        }
        let is_other = matches!(error.kind(), StoreError::Conflict(_));
        if is_other { Ok(is_there) } else { Err(error.into()) }
    }
}

/// What was found of the keys that others share with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shared {
    /// The key file has what was sealed to the account.
    Taken,
    /// Nothing was sealed to anybody: the Backpack is not shared.
    Nowhere,
    /// Keys were sealed to others, and not to this account.
    WithOthers,
}

impl KeyRing {
    /// Takes over the keys of a shared Backpack as they were sealed to this account last.
    pub(super) async fn take_shared(&self, space: SpaceId) -> Result<Shared, KeepError> {
        let tampered = |_| KeepError::Tampered("shared keys");
        let mut unopened = None;
        for _ in 0..ATTEMPTS {
            let keys = self.fresh().await?.clone();
            let envelopes = Envelopes::of(&*self.store, space);
            let Ok(known) = keys.file.shared_keys(&keys.root, space) else { return Ok(Shared::Nowhere) };
            let place = Envelopes::member(&known.keys(), keys.file.account());
            let Some(sealed) = envelopes.read(place).await? else {
                let is_shared = envelopes.are_there().await?;
                return Ok(if is_shared { Shared::WithOthers } else { Shared::Nowhere });
            };
            let identity = keys.file.identity(&keys.root).map_err(tampered)?;
            let opened = SharedKeys::open(&sealed, space, &identity, SharedWith::Member(&known));
            let (shared, sender) = opened.map_err(tampered)?;
            // Whoever knows the stable key could have sealed them: only somebody with access makes keys for others.
            let is_new = !known.keys().epochs().eq(shared.keys().epochs());
            let is_own = (sender.account, sender.key) == (keys.file.account(), identity.public());
            if is_new && !is_own {
                match envelopes.is_of_a_member(&shared.keys(), sender).await? {
                    Some(true) => {}
                    // Another new key was made since the envelope was read; then there is another envelope.
                    None if unopened.as_ref() != Some(&sealed) => {
                        unopened = Some(sealed);
                        continue;
                    }
                    Some(false) | None => return Err(KeepError::Tampered("shared keys")),
                }
            }
            let mut held = self.keys.lock().await;
            let mut changed = held.clone();
            if !changed.file.adopt_shared(&held.root, &shared).map_err(tampered)? {
                return Ok(Shared::Taken);
            }
            let bytes = Bytes::from(changed.file.to_bytes());
            match self.place.replace(Some(&held.stored), bytes.clone()).await {
                Ok(()) => {
                    changed.stored = bytes;
                    *held = changed;
                    return Ok(Shared::Taken);
                }
                // Another process changed the key file a moment ago.
                Err(error) if matches!(error.kind(), StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(KeepError::Busy)
    }
}

#[async_trait]
impl KeySource for KeyRing {
    async fn keys_of(&self, space: SpaceId) -> Result<Option<BackpackKeys>, KeepError> {
        match self.take_shared(space).await {
            // Whoever has no access any more learns of no newer keys.
            Ok(Shared::WithOthers) => return Ok(None),
            Ok(Shared::Taken | Shared::Nowhere) => {}
            Err(error) => return Err(error),
        }
        let keys = self.fresh().await?;
        match keys.file.backpack_keys(&keys.root, space) {
            Ok(found) => Ok(Some(found)),
            Err(backpack_keys::Error::NoSuchBackpack) => Ok(None),
            Err(_) => Err(KeepError::Tampered("key file")),
        }
    }
}

impl Account {
    /// Changes the keys, and stores the key file if it changed. One change at a time, over all processes: `change` is made
    /// again to what another one stored.
    ///
    /// It runs to its end even if nobody waits for it: a key file in memory that lags behind the one that is stored would
    /// bring back, with the next change, what was taken away.
    pub(super) async fn change_keys<T: Send + 'static>(
        &self,
        operation: &'static str,
        change: impl Fn(&mut Keys) -> Result<T, backpack_keys::Error> + Send + Sync + 'static,
    ) -> Result<T, Error> {
        let (account, change) = (self.clone(), Arc::new(change));
        let work = tokio::spawn(async move {
            let ring = &account.0.keys;
            let mut keys = account.keys_now().await?;
            for _ in 0..ATTEMPTS {
                let (before, change) = (keys.clone(), Arc::clone(&change));
                let changed = blocking(operation, move || {
                    let mut changed = before;
                    let answer = change(&mut changed)?;
                    Ok::<_, backpack_keys::Error>((changed, answer))
                });
                let (changed, answer) = changed.await??;
                if changed.file == keys.file || ring.store(&mut keys, changed).await? {
                    return Ok(answer);
                }
                ring.take_over(&mut keys).await?;
            }
            Err(Error::new(ErrorKind::Busy, operation))
        });
        work.await.map_err(|source| Error::new(ErrorKind::Closed, operation).with_source(source))?
    }

    /// Returns the keys: where other processes have the account open, as they are stored now.
    pub(super) async fn keys_now(&self) -> Result<MutexGuard<'_, Keys>, Error> {
        if self.0.storage.store.is_shared() {
            return Ok(self.0.keys.fresh().await?);
        }
        Ok(self.0.keys.lock().await)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")
    }
}

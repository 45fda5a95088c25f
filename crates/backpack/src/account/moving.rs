//! A copy of the whole account that is proved before it is one.

use std::collections::HashSet;
use std::sync::Arc;

use backpack_core::{BlobId, SpaceId};
use backpack_files::{BlobStore, MemoryBlobs};
use backpack_keep::{Act, Depth, Keep, Outcome, Parts, TABLES, Verification, VerifyOptions};
use backpack_keys::KeyFile;
use backpack_store::{Copied, ErrorKind as StoreError};
use bytes::Bytes;

use super::keys::Keys;
use super::{Account, blocking};
use crate::hosting::{Placeholder, PlaceholderState};
use crate::role::Operation;
use crate::{Error, ErrorKind, Storage};

const OPERATION: &str = "move account";

/// What a copy holds that was proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The entries that both stores hold, compared byte for byte.
    pub entries: u64,
    /// The bytes of their values.
    pub bytes: u64,
    /// The blobs of both.
    pub blobs: u64,
    /// What was found in each space of the copy, every byte read: the Backpacks, and the account's journal last.
    pub verified: Vec<Verification>,
}

impl Moved {
    /// Returns how bad things are in the copy, which are as bad in what it was made of.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.verified.iter().map(Verification::outcome).fold(Outcome::Ok, Outcome::max)
    }
}

impl Account {
    /// Copies the whole account into an empty storage: every Backpack, its blobs, the anchors and the key file last.
    /// The copy opens with the same passphrase. This is the way out of any one database. Nobody may write to the account
    /// meanwhile, here or in another process.
    ///
    /// Not cancel-safe: a dropped call leaves a storage without a key file, which opens as no account.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`] if the target holds an account; [`ErrorKind::Busy`] if the keys changed meanwhile; the errors of
    /// both storages.
    pub async fn copy_to(&self, target: &Storage) -> Result<(), Error> {
        if target.key_file.load().await?.is_some() {
            return Err(Error::new(ErrorKind::Exists, "copy account"));
        }
        let keys = self.keys_now().await?.clone();
        let mut spaces = self.permit_spaces(keys.file.backpacks(), Operation::Export).await?;
        spaces.push(keys.file.own_space());
        for space in spaces {
            backpack_store::copy(&*self.0.storage.store, &*target.store, space, TABLES).await?;
            let (from, to) = (self.0.storage.blobs.open(space).await?, target.blobs.open(space).await?);
            backpack_files::copy(&*from, &*to).await?;
            if let Some(anchor) = self.0.storage.anchors.read(space).await? {
                target.anchors.write(space, anchor).await?;
            }
        }
        if self.keys_now().await?.file != keys.file {
            // A Backpack that came or went meanwhile, or one whose key changed, is not whole in the copy.
            return Err(Error::new(ErrorKind::Busy, "copy account"));
        }
        target.key_file.replace(None, keys.file.to_bytes().into()).await?;
        self.tell(Act::Copied).await;
        Ok(())
    }

    /// Copies the whole account into an empty storage as [`Account::copy_to`] does, and proves the copy: reads every byte of
    /// it, opens every block and file, and compares the heads of both. The key file comes last, so that nothing is taken for
    /// an account before that. Nothing is removed here.
    ///
    /// A copy that was broken off is made again by the same call; what an earlier one left there of this account is gone
    /// over, and replaced where it is old. Nobody may write to the account meanwhile: what is written before the last look
    /// is noticed, what comes later is not in the copy.
    ///
    /// Cancel-safe: a dropped call leaves a part of a copy, which opens as no account.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`] if the target holds an account; [`ErrorKind::Changed`] if this one was written to;
    /// [`ErrorKind::Damaged`] if the copy is not as whole as this one is; the errors of both storages.
    pub async fn move_to(&self, target: &Storage) -> Result<Moved, Error> {
        self.move_with(target, |keys| Ok(keys.file.clone())).await
    }

    /// The same, with a key file that differs in its ways in.
    pub(crate) async fn move_with(
        &self,
        target: &Storage,
        key_file: impl FnOnce(&Keys) -> Result<KeyFile, backpack_keys::Error> + Send + 'static,
    ) -> Result<Moved, Error> {
        let keys = self.keys_now().await?.clone();
        let mut spaces = self.permit_spaces(keys.file.backpacks(), Operation::Export).await?;
        spaces.push(keys.file.own_space());
        let placeholder = self.arrive(target, &spaces).await?;
        let mut moved = Moved::default();
        for space in &spaces {
            let copied = self.copy_space(target, *space).await?;
            moved.entries += copied.entries;
            moved.bytes += copied.bytes;
            if *space != keys.file.own_space() {
                moved.blobs += self.copy_blobs(target, *space).await?;
            }
            if let Some(anchor) = self.0.storage.anchors.read(*space).await? {
                target.anchors.write(*space, anchor).await?;
            }
        }
        let proved = self.prove_all(target, &spaces, &keys).await;
        // What changed here may look like damage there, so this is asked first.
        self.check_unchanged(target, &spaces, &keys).await?;
        moved.verified = proved?;
        let file = blocking(OPERATION, move || key_file(&keys)).await??;
        let placed = target.key_file.replace(Some(&placeholder), file.to_bytes().into()).await;
        placed.map_err(arrived_before)?;
        self.tell(Act::Copied).await;
        Ok(moved)
    }

    /// Takes the place of the key file that comes last. Returns what stands there until then.
    async fn arrive(&self, target: &Storage, spaces: &[SpaceId]) -> Result<Bytes, Error> {
        let stored = target.key_file.load().await?;
        let mut arriving =
            Placeholder { state: PlaceholderState::Arriving, account: self.id(), spaces: spaces.to_vec() };
        if let Some(stored) = stored.as_ref() {
            let exists = || Error::new(ErrorKind::Exists, OPERATION);
            let earlier =
                if Placeholder::is_one(stored) { Placeholder::parse(stored)? } else { return Err(exists()) };
            if earlier.account != self.id() || earlier.state != PlaceholderState::Arriving {
                return Err(exists());
            }
            // What an earlier copy brought of a Backpack that was deleted since is still to be cleared.
            arriving.spaces.extend(earlier.spaces.into_iter().filter(|space| !spaces.contains(space)));
        }
        let bytes = arriving.to_bytes();
        if stored.as_ref() != Some(&bytes) {
            target.key_file.replace(stored.as_ref(), bytes.clone()).await.map_err(arrived_before)?;
        }
        Ok(bytes)
    }

    async fn copy_space(&self, target: &Storage, space: SpaceId) -> Result<Copied, Error> {
        let copy = || backpack_store::copy(&*self.0.storage.store, &*target.store, space, TABLES);
        let is_other = |error: &backpack_store::Error| matches!(error.kind(), StoreError::Conflict(_));
        match copy().await {
            // What stands there is an earlier copy: there is no account that it could belong to.
            Err(error) if is_other(&error) => {
                backpack_store::clear(&*target.store, space, TABLES).await?;
                target.anchors.forget(space).await?;
            }
            copied => return Ok(copied?),
        }
        copy().await.map_err(|error| match is_other(&error) {
            true => Error::new(ErrorKind::Changed, OPERATION).with_source(error),
            false => error.into(),
        })
    }

    async fn copy_blobs(&self, target: &Storage, space: SpaceId) -> Result<u64, Error> {
        let (from, to) = (self.0.storage.blobs.open(space).await?, target.blobs.open(space).await?);
        let here = all_blobs(&*from).await?;
        for old in all_blobs(&*to).await?.difference(&here) {
            to.delete(*old).await?;
        }
        Ok(backpack_files::copy(&*from, &*to).await?)
    }

    async fn check_unchanged(&self, target: &Storage, spaces: &[SpaceId], keys: &Keys) -> Result<(), Error> {
        let mut is_same = self.keys_now().await?.stored == keys.stored;
        for space in spaces {
            let here = self.parts_in(&self.0.storage, *space, keys).await?;
            let there = self.parts_in(target, *space, keys).await?;
            is_same &= Keep::peek_head(&here).await? == Keep::peek_head(&there).await?;
        }
        if is_same { Ok(()) } else { Err(Error::new(ErrorKind::Changed, OPERATION)) }
    }

    async fn prove_all(
        &self,
        target: &Storage,
        spaces: &[SpaceId],
        keys: &Keys,
    ) -> Result<Vec<Verification>, Error> {
        let mut proved = Vec::with_capacity(spaces.len());
        for space in spaces {
            proved.extend(self.prove(target, *space, keys).await?);
        }
        Ok(proved)
    }

    /// Reads everything of a copied space. Returns what was found; `None` if there is nothing in it.
    async fn prove(
        &self,
        target: &Storage,
        space: SpaceId,
        keys: &Keys,
    ) -> Result<Option<Verification>, Error> {
        let options = VerifyOptions::new(Depth::Data);
        let look = async |storage: &Storage| {
            let parts = self.parts_in(storage, space, keys).await?;
            match Keep::examine(&parts, &options).await {
                Err(backpack_keep::Error::NoSuchBackpack) => Ok(None),
                found => Ok::<_, Error>(Some(found?)),
            }
        };
        let copy = look(target).await?;
        // What is wrong here already is as wrong there, and keeps nobody from moving.
        if copy.as_ref().is_some_and(|copy| copy.outcome() != Outcome::Ok) {
            let here = look(&self.0.storage).await?;
            if here.as_ref().map(|here| &here.findings) != copy.as_ref().map(|copy| &copy.findings) {
                return Err(Error::new(ErrorKind::Damaged, OPERATION));
            }
        }
        Ok(copy)
    }

    async fn parts_in(&self, storage: &Storage, space: SpaceId, keys: &Keys) -> Result<Parts, Error> {
        // Nothing of the account's own space ever goes to the blob store.
        let blobs: Arc<dyn BlobStore> = match space == keys.file.own_space() {
            true => Arc::new(MemoryBlobs::new()),
            false => storage.blobs.open(space).await?,
        };
        let (store, anchors) = (Arc::clone(&storage.store), Arc::clone(&storage.anchors));
        let sealing = keys.file.backpack_keys(&keys.root, space)?;
        Ok(Parts::new(store, blobs, anchors, sealing, Arc::clone(&self.0.options.clock)))
    }
}

/// Two who move the same account at once meet at its key file: one of them is told.
fn arrived_before(error: backpack_store::Error) -> Error {
    match error.kind() {
        StoreError::Conflict(_) => Error::new(ErrorKind::Exists, OPERATION).with_source(error),
        _ => error.into(),
    }
}

async fn all_blobs(blobs: &dyn BlobStore) -> Result<HashSet<BlobId>, Error> {
    let (mut all, mut after) = (HashSet::new(), None);
    loop {
        let page = blobs.list(after).await?;
        all.extend(page.ids);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

//! New keys for an account.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_keep::{Act, Rotated, RotationOptions, RotationProgress};
use backpack_keys::{BackpackKeys, RecoveryCode, Slot};

use super::Account;
use crate::role::Operation;
use crate::way::{Given, NewlyWrapped};
use crate::{Backpack, Error, Unlock};

/// What [`Account::rotate_root`] did.
#[derive(Debug)]
#[non_exhaustive]
pub struct RootRotated {
    /// The ways in that were not kept, since nothing that opens them was given.
    pub dropped: Vec<Slot>,
    /// The new recovery code, if there was one before. Show it now: the old one opens nothing.
    pub recovery_code: Option<RecoveryCode>,
}

impl Account {
    /// Makes a new root key, for when somebody may have had an open account or a way in: every way in that is given again
    /// is kept, every other is dropped and named, a recovery code is made anew. Backpacks stay open.
    ///
    /// The old root key and every earlier way in open nothing of the new key file; an older copy of the key file still opens
    /// as it did, to the keys of Backpacks as they were then. Whoever may have had those too rotates the Backpacks as well:
    /// [`Account::rotate_backpack`].
    ///
    /// The new key file is proved before it takes the place of the old one, in one step: every way in that was kept opens
    /// it. It takes about a second for each passphrase. A key service is asked to unwrap, and to wrap a new key.
    ///
    /// Another process that has the account open must open it again once it needs the key file: it is told so, as
    /// [`ErrorKind::NewerKeys`](crate::ErrorKind::NewerKeys).
    ///
    /// Cancel-safe: the old key file is there, or the new one. Whoever drops the call does not learn the recovery code: make
    /// another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if no passphrase, host key or key service is given;
    /// [`ErrorKind::WrongPassphrase`](crate::ErrorKind::WrongPassphrase) if one that is given opens nothing;
    /// [`ErrorKind::WrongKeyService`](crate::ErrorKind::WrongKeyService),
    /// [`ErrorKind::KeyServiceUnavailable`](crate::ErrorKind::KeyServiceUnavailable),
    /// [`ErrorKind::KeyServiceDenied`](crate::ErrorKind::KeyServiceDenied);
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io). The old keys hold then.
    pub async fn rotate_root(&self, kept: Vec<Unlock>) -> Result<RootRotated, Error> {
        let file = self.keys_now().await?.file.clone();
        let (mut given, mut anew) = (Vec::new(), Vec::new());
        for unlock in kept {
            let one = Given::ask(Arc::new(unlock), &file).await?;
            if let Some((service, unwrapped)) = one.of_service() {
                for slot in unwrapped.iter().map(|unwrapped| unwrapped.slot) {
                    anew.push((slot, NewlyWrapped::ask(&**service, file.account()).await?));
                }
            }
            given.push(one);
        }
        let rotated = self.change_keys("rotate root key", move |keys| {
            let given: Vec<_> = given.iter().flat_map(Given::borrowed).collect();
            let mut rotation = keys.file.rotate_root(&keys.root, &given)?;
            // Whoever had the key that a service unwrapped has nothing of the new key file either.
            for (slot, new) in &anew {
                rotation.file.rewrap_slot(&rotation.root, *slot, &new.key, new.wrapped.as_bytes())?;
            }
            (keys.file, keys.root) = (rotation.file, Arc::new(rotation.root));
            Ok(RootRotated { dropped: rotation.dropped, recovery_code: rotation.recovery_code })
        });
        let rotated = rotated.await?;
        self.tell(Act::RootRotated).await;
        Ok(rotated)
    }

    /// Makes a new key for a Backpack and seals everything in it anew, for when somebody may have had its old key, or when
    /// what was deleted must be unreadable in every copy: then the old key is destroyed.
    ///
    /// The Backpack can be used meanwhile. A rotation that was broken off is continued by calling it again; until then
    /// both keys are kept, and everything can be read. It reads and writes all that is kept once, files too unless the
    /// options say otherwise. [`Backpack::compact`](crate::Backpack::compact) removes blobs that a broken-off one left.
    ///
    /// Another process that has the Backpack open takes the new key over by itself, and so does every account with access.
    ///
    /// Cancel-safe: what was sealed anew stays so, and the next call goes on with the rest.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound); [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) if something
    /// cannot be read, and then the old key is kept; [`ErrorKind::Busy`](crate::ErrorKind::Busy);
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn rotate_backpack(
        &self,
        id: SpaceId,
        options: RotationOptions,
        progress: impl Fn(&RotationProgress) + Send + Sync,
    ) -> Result<Rotated, Error> {
        let backpack = self.backpack(id).await?;
        backpack.permit(Operation::Maintain)?;
        if Self::is_shared(backpack.whole()) {
            return self.rotate_shared(&backpack, options, progress).await;
        }
        // Durable before anything is sealed with it. One that was broken off has made its key already.
        let keys = self.change_keys("rotate backpack", move |keys| {
            if keys.file.epochs(id)?.len() == 1 {
                keys.file.add_epoch(&keys.root, id)?;
            }
            keys.file.backpack_keys(&keys.root, id)
        });
        let keys = keys.await?;
        let forget = self.forget_epochs_before(id, keys.newest_epoch());
        let rotated = backpack.whole().rotate(keys, options, progress, forget).await?;
        backpack.whole().act(Act::KeyRotated { epoch: rotated.epoch }).await?;
        Ok(rotated)
    }

    /// The same for several who have access: the new key is sealed to each of them before it is used.
    async fn rotate_shared(
        &self,
        backpack: &Backpack,
        options: RotationOptions,
        progress: impl Fn(&RotationProgress) + Send + Sync,
    ) -> Result<Rotated, Error> {
        let (id, keep) = (backpack.id(), backpack.whole());
        if self.keys_now().await?.file.epochs(id)?.len() == 1 {
            self.renew(keep).await?;
        }
        let keys = self.backpack_keys(id).await?;
        let forget = self.forget_epochs_before(id, keys.newest_epoch());
        let rotated = keep.rotate(keys, options, progress, forget).await?;
        self.forget_for_all(keep, rotated.epoch).await?;
        Ok(rotated)
    }

    /// Says whether a rotation of a Backpack was begun and is not over.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    pub async fn is_rotating(&self, id: SpaceId) -> Result<bool, Error> {
        Ok(self.keys_now().await?.file.epochs(id)?.len() > 1)
    }

    /// Another rotation may have begun meanwhile, here or in another process: what this one ended with stays for that.
    async fn forget_epochs_before(&self, id: SpaceId, epoch: u32) -> Result<BackpackKeys, Error> {
        self.change_keys("forget old keys", move |keys| {
            for old in keys.file.epochs(id)?.into_iter().filter(|old| *old < epoch) {
                keys.file.drop_epoch(id, old)?;
            }
            keys.file.backpack_keys(&keys.root, id)
        })
        .await
    }
}

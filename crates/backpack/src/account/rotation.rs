//! New keys for an account.

use std::sync::Arc;

use backpack_keys::{RecoveryCode, Slot};

use super::Account;
use crate::{Error, Unlock};

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
    /// it. It takes about a second for each passphrase.
    ///
    /// Cancel-safe: the old key file is there, or the new one. Whoever drops the call does not learn the recovery code: make
    /// another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if no passphrase or host key is given;
    /// [`ErrorKind::WrongPassphrase`](crate::ErrorKind::WrongPassphrase) if one that is given opens nothing;
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io). The old keys hold then.
    pub async fn rotate_root(&self, kept: Vec<Unlock>) -> Result<RootRotated, Error> {
        self.change_keys("rotate root key", move |keys| {
            let given: Vec<_> = kept.iter().map(Unlock::borrowed).collect();
            let rotation = keys.file.rotate_root(&keys.root, &given)?;
            (keys.file, keys.root) = (rotation.file, Arc::new(rotation.root));
            Ok(RootRotated { dropped: rotation.dropped, recovery_code: rotation.recovery_code })
        })
        .await
    }
}

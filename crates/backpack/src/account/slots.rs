//! The ways into an account: any one opens it, and the last cannot be taken away.

use std::sync::Arc;

use backpack_core::SecretText;
use backpack_keep::Act;
use backpack_keys::{KeyFile, Slot, SlotId};

use super::{Account, Keys, blocking};
use crate::{Error, Unlock};

impl Account {
    /// Returns the ways in, oldest first, without what opens them.
    ///
    /// Cancel-safe: it only reads.
    pub async fn slots(&self) -> Vec<Slot> {
        self.0.keys.lock().await.file.slots()
    }

    /// Adds a way in beside those there are. Its label, of at most 64 bytes, stands readable in the key file.
    ///
    /// Cancel-safe: the new way opens the account, or it does not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an empty passphrase, a host key that is not 32 bytes, a long
    /// label or a ninth way; [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn add_slot(&self, unlock: Unlock, label: &str) -> Result<SlotId, Error> {
        super::check(&unlock)?;
        let mut keys = self.0.keys.lock().await;
        let mut file = KeyFile::parse(&keys.file.to_bytes())?;
        // Stretching the passphrase takes a moment, and nothing else may change the key file meanwhile.
        let id =
            file.add_slot(&keys.root, &unlock.new_slot(self.0.options.passphrase_cost).with_label(label))?;
        self.0.storage.key_file.replace(file.to_bytes().into()).await?;
        keys.file = file;
        drop(keys);
        self.tell(Act::SlotAdded(id.number())).await;
        Ok(id)
    }

    /// Takes a way in away. An older copy of the key file still opens with it.
    ///
    /// Cancel-safe: it is there whole, or gone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for the last way and for one that is not there,
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn remove_slot(&self, id: SlotId) -> Result<(), Error> {
        let mut keys = self.0.keys.lock().await;
        let mut file = KeyFile::parse(&keys.file.to_bytes())?;
        file.remove_slot(id).map_err(|source| {
            let kind = crate::ErrorKind::Invalid(source.to_string());
            Error::new(kind, "remove slot").with_source(source)
        })?;
        self.0.storage.key_file.replace(file.to_bytes().into()).await?;
        keys.file = file;
        drop(keys);
        self.tell(Act::SlotRemoved(id.number())).await;
        Ok(())
    }

    /// Replaces the passphrase. The old one opens nothing afterwards; Backpacks are not touched, and stay open.
    ///
    /// Cancel-safe: either the old or the new passphrase opens the account, never neither.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongPassphrase`](crate::ErrorKind::WrongPassphrase) if `old` opens no slot, [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if `new` is empty,
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io). The old passphrase still holds then.
    pub async fn change_passphrase(&self, old: SecretText, new: SecretText) -> Result<(), Error> {
        let mut keys = self.0.keys.lock().await;
        let bytes = keys.file.to_bytes();
        let cost = self.0.options.passphrase_cost;
        let changed = blocking("change passphrase", move || {
            let mut file = KeyFile::parse(&bytes)?;
            let root = file.unlock(&backpack_keys::Unlock::Passphrase(&old))?;
            file.change_passphrase(&root, root.slot(), &new, cost)?;
            Ok::<_, backpack_keys::Error>((file, root))
        });
        let (file, root) = changed.await??;
        self.0.storage.key_file.replace(file.to_bytes().into()).await?;
        let slot = root.slot().number();
        *keys = Keys { file, root: Arc::new(root) };
        drop(keys);
        self.tell(Act::PassphraseChanged(slot)).await;
        Ok(())
    }
}

//! The ways into an account: any one opens it, and the last cannot be taken away.

use std::sync::Arc;

use backpack_core::SecretText;
use backpack_keep::Act;
use backpack_keys::{RecoveryCode, Slot, SlotId, SlotKind};

use super::Account;
use crate::unlock::way::NewWay;
use crate::{Error, Unlock};

impl Account {
    /// Returns the ways in, oldest first, without what opens them: where other processes have the account open, as of the
    /// last time that this one read or changed the key file.
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
    /// label or a ninth way; [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io);
    /// [`ErrorKind::KeyServiceUnavailable`](crate::ErrorKind::KeyServiceUnavailable),
    /// [`ErrorKind::KeyServiceDenied`](crate::ErrorKind::KeyServiceDenied).
    pub async fn add_slot(&self, unlock: Unlock, label: &str) -> Result<SlotId, Error> {
        let label = label.to_owned();
        let way = NewWay::prepare(unlock, self.id(), self.0.options.passphrase_cost).await?;
        let added = self.change_keys("add slot", move |keys| {
            keys.file.add_slot(&keys.root, &way.slot()?.with_label(&label))
        });
        let id = added.await?;
        self.tell(Act::SlotAdded(id.number())).await;
        Ok(id)
    }

    /// Makes a recovery code: 160 random bits that open the account when everything else is lost. It takes the place of the
    /// one there may be, which opens nothing afterwards.
    ///
    /// Show [`as_text`](RecoveryCode::as_text) once, let the person write it down, and ask for two groups again with
    /// [`matches_groups`](RecoveryCode::matches_groups). The account cannot tell it a second time.
    ///
    /// Cancel-safe: either the earlier code opens the account or the new one. Whoever drops the call does not learn the new
    /// one: make another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if it would be a ninth way in,
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn make_recovery_code(&self) -> Result<RecoveryCode, Error> {
        let made = self.change_keys("make recovery code", |keys| {
            let code = keys.file.make_recovery_code(&keys.root)?;
            let slot = keys.file.slots().into_iter().find(|slot| slot.kind == SlotKind::RecoveryCode);
            Ok((code, slot))
        });
        let (code, slot) = made.await?;
        if let Some(slot) = slot {
            self.tell(Act::SlotAdded(slot.id.number())).await;
        }
        Ok(code)
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
        self.change_keys("remove slot", move |keys| match keys.file.remove_slot(id) {
            // Here that is the caller's mistake; elsewhere it says that no passphrase fits.
            Err(backpack_keys::Error::NoSuchSlot) => Ok(Err(backpack_keys::Error::NoSuchSlot)),
            removed => removed.map(Ok),
        })
        .await?
        .map_err(|source| {
            let kind = crate::ErrorKind::Invalid(source.to_string());
            Error::new(kind, "remove slot").with_source(source)
        })?;
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
        let cost = self.0.options.passphrase_cost;
        let changed = self.change_keys("change passphrase", move |keys| {
            let root = keys.file.unlock(&backpack_keys::Unlock::Passphrase(&old))?;
            keys.file.change_passphrase(&root, root.slot(), &new, cost)?;
            let slot = root.slot();
            keys.root = Arc::new(root);
            Ok(slot)
        });
        let slot = changed.await?;
        self.tell(Act::PassphraseChanged(slot.number())).await;
        Ok(())
    }
}

//! A new root key: every slot that can be kept is sealed anew, every space's keys are wrapped anew.

use subtle::ConstantTimeEq as _;

use super::KeyFile;
use crate::derive::Key32;
use crate::random::Os;
use crate::slot::StoredSlot;
use crate::{Error, RecoveryCode, RootKey, Slot, Unlock};

/// What [`KeyFile::rotate_root`] made.
#[derive(Debug)]
#[non_exhaustive]
pub struct RootRotation {
    /// The key file under the new root key. Nothing of the old one opens it.
    pub file: KeyFile,
    /// The new root key.
    pub root: RootKey,
    /// The slots that were not kept, since nothing that opens them was given.
    pub dropped: Vec<Slot>,
    /// The new recovery code, if there was one before. The old one opens nothing.
    pub recovery_code: Option<RecoveryCode>,
}

impl KeyFile {
    /// Returns this key file under a new root key. A slot is kept if what opens it is among `kept`: nothing else could
    /// seal the new root key for it. A recovery code is made anew. A key service's slot is kept under the key it had:
    /// [`KeyFile::rewrap_slot`] gives it another.
    ///
    /// Before it is returned it is read back: every slot that was kept opens it, and every space has its keys.
    /// Blocks the thread: about 0.3 s for each passphrase slot and each passphrase, at the default cost, and as much again
    /// to prove it.
    ///
    /// # Errors
    ///
    /// [`Error::NothingKept`] if no passphrase, host key or key of a key service is among `kept`;
    /// [`Error::WrongPassphrase`], [`Error::WrongHostKey`], [`Error::WrongRecoveryCode`] or [`Error::WrongServiceKey`] if one
    /// of them opens no slot; [`Error::ForeignRootKey`]; [`Error::HostKeyLength`]; [`Error::ServiceKeyLength`];
    /// [`Error::NoMemory`]; [`Error::KeyFileDamaged`].
    pub fn rotate_root(&self, root: &RootKey, kept: &[Unlock<'_>]) -> Result<RootRotation, Error> {
        self.check(root)?;
        let secret = Key32::random(&mut Os);
        let (slots, dropped) = self.resealed_slots(&secret, kept)?;
        let first = slots.first().map(|slot| slot.public().id).ok_or(Error::NothingKept)?;
        let new = RootKey::new(self.account, first, secret);
        let spaces = self
            .spaces
            .iter()
            .map(|(id, space)| Ok((*id, space.rewrapped(root, &new, &mut Os)?)))
            .collect::<Result<_, Error>>()?;
        let mut file = Self {
            account: self.account,
            own_space: self.own_space,
            next_slot: self.next_slot,
            slots,
            spaces,
        };
        let had_code = self.recovery_slot().is_some();
        let recovery_code = had_code.then(|| file.make_recovery_code(&new)).transpose()?;
        let rotation = RootRotation { file, root: new, dropped, recovery_code };
        rotation.prove(self, root, kept)?;
        Ok(rotation)
    }

    /// Returns the slots that can be kept, sealing `secret`, and those that cannot.
    fn resealed_slots(
        &self,
        secret: &Key32,
        kept: &[Unlock<'_>],
    ) -> Result<(Vec<StoredSlot>, Vec<Slot>), Error> {
        let mut is_used = vec![false; kept.len()];
        let (mut slots, mut dropped) = (Vec::new(), Vec::new());
        for slot in &self.slots {
            let mut opened = None;
            for (unlock, is_used) in kept.iter().zip(&mut is_used) {
                if slot.takes(unlock) && slot.open(unlock, self.account)?.is_some() {
                    *is_used = true;
                    opened = Some(unlock);
                }
            }
            match opened {
                // The new code takes its place.
                _ if slot.is_recovery_code() => {}
                Some(unlock) => slots.push(slot.resealed(unlock, self.account, secret)?),
                None => dropped.push(slot.public().clone()),
            }
        }
        match kept.iter().zip(is_used).find(|(_, is_used)| !is_used) {
            Some((unlock, _)) => Err(unlock.refusal()),
            None => Ok((slots, dropped)),
        }
    }
}

impl RootRotation {
    /// Proves, from its bytes alone, that the new file opens and holds what the old one holds.
    fn prove(&self, old: &KeyFile, old_root: &RootKey, kept: &[Unlock<'_>]) -> Result<(), Error> {
        let read = KeyFile::parse(&self.file.to_bytes())?;
        let lasting = |unlock: &&Unlock<'_>| !matches!(unlock, Unlock::RecoveryCode(_));
        let code = self.recovery_code.as_ref().map(Unlock::RecoveryCode);
        for unlock in kept.iter().filter(lasting).chain(&code) {
            let root = read.unlock(unlock)?;
            if !bool::from(root.secret().bytes().ct_eq(self.root.secret().bytes())) {
                return Err(Error::KeyFileDamaged);
            }
        }
        for space in old.spaces.keys() {
            let (before, after) =
                (old.backpack_keys(old_root, *space)?, read.backpack_keys(&self.root, *space)?);
            if !before.is_same(&after) {
                return Err(Error::KeyFileDamaged);
            }
        }
        Ok(())
    }
}

//! The key file: unlock slots, and the wrapped keys of every space of an account.

mod format;
mod recovery;
mod rotation;
mod service;
mod travel;

pub(crate) use format::{BOUND, MAGIC, WITH_KEY_SERVICE, WITH_RECOVERY_CODE, WITH_TWO_FACTORS};
pub use rotation::RootRotation;

use std::collections::BTreeMap;
use std::fmt;

use backpack_core::{AccountId, SecretText, SpaceId};

use crate::derive::Key32;
use crate::random::{Os, Random};
use crate::slot::StoredSlot;
use crate::space::StoredSpace;
use crate::{Argon2Params, BackpackKeys, Error, NewSlot, RootKey, Slot, SlotId, SlotKind, Unlock};

/// How many unlock slots a key file may have. Each passphrase slot may cost one stretching at unlock.
pub const MAX_SLOTS: usize = 8;
/// The largest key file that is read, in bytes.
pub const MAX_KEY_FILE_BYTES: usize = 8 << 20;

/// An account's key file, read and checked: nothing in it opens without a slot's passphrase or key.
///
/// Changes are made in memory; nothing is durable before [`KeyFile::to_bytes`] is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile {
    account: AccountId,
    own_space: SpaceId,
    next_slot: u32,
    slots: Vec<StoredSlot>,
    spaces: BTreeMap<SpaceId, StoredSpace>,
}

impl KeyFile {
    /// Returns the key file of a new account with one slot, and its root key. The account's own space has keys.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyPassphrase`], [`Error::HostKeyLength`], [`Error::LabelTooLong`], [`Error::ServiceKeyLength`],
    /// [`Error::ServiceNameLength`], [`Error::WrappedKeyLength`] if the slot is not sound;
    /// [`Error::NoMemory`] if the passphrase cannot be stretched.
    pub fn create(account: AccountId, slot: &NewSlot<'_>) -> Result<(Self, RootKey), Error> {
        Self::create_with(account, slot, &mut Os)
    }

    pub(crate) fn create_with(
        account: AccountId,
        slot: &NewSlot<'_>,
        random: &mut impl Random,
    ) -> Result<(Self, RootKey), Error> {
        let root = RootKey::new(account, SlotId(1), Key32::random(random));
        let own_space = SpaceId::from_bytes(random.array());
        let first = StoredSlot::seal(SlotId(1), slot, account, root.secret(), random)?;
        let own = StoredSpace::create(&root, own_space, random);
        let spaces = BTreeMap::from([(own_space, own)]);
        Ok((Self { account, own_space, next_slot: 2, slots: vec![first], spaces }, root))
    }

    /// Returns the account it belongs to.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the root key. Any one slot opens it; each passphrase slot tried costs one stretching.
    ///
    /// Blocks the thread: about 0.3 s for each passphrase slot at the default cost.
    ///
    /// # Errors
    ///
    /// [`Error::WrongPassphrase`], [`Error::WrongHostKey`], [`Error::WrongRecoveryCode`] or [`Error::WrongServiceKey`] if no
    /// slot opens; [`Error::NoSuchSlot`] if there is none of that kind; [`Error::HostKeyLength`];
    /// [`Error::ServiceKeyLength`]; [`Error::NoMemory`]; [`Error::KeyFileDamaged`].
    pub fn unlock(&self, unlock: &Unlock<'_>) -> Result<RootKey, Error> {
        let mut refusal = Error::NoSuchSlot;
        for slot in self.slots.iter().filter(|slot| slot.takes(unlock)) {
            if let Some(root) = slot.open(unlock, self.account)? {
                self.own()?.check(&root)?;
                return Ok(root);
            }
            refusal = unlock.refusal();
        }
        Err(refusal)
    }

    /// Returns what can be said of the slots without opening them, in the order they were added.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        self.slots.iter().map(|slot| slot.public().clone()).collect()
    }

    /// Adds a slot: another way to open the same account.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] beyond [`MAX_SLOTS`]; [`Error::ForeignRootKey`]; as [`KeyFile::create`] if it is not sound.
    pub fn add_slot(&mut self, root: &RootKey, slot: &NewSlot<'_>) -> Result<SlotId, Error> {
        self.check(root)?;
        self.push_slot(root, slot, &mut Os)
    }

    pub(crate) fn push_slot(
        &mut self,
        root: &RootKey,
        slot: &NewSlot<'_>,
        random: &mut impl Random,
    ) -> Result<SlotId, Error> {
        if self.slots.len() >= MAX_SLOTS {
            return Err(Error::Full);
        }
        let id = SlotId(self.next_slot);
        let mut grown = self.clone();
        grown.next_slot = self.next_slot.checked_add(1).ok_or(Error::Full)?;
        grown.slots.push(StoredSlot::seal(id, slot, self.account, root.secret(), random)?);
        self.accept(grown).map(|()| id)
    }

    /// Removes a slot. Its passphrase or key opens nothing any more, except older copies of the key file.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSlot`]; [`Error::LastSlot`] if it is the only one.
    pub fn remove_slot(&mut self, id: SlotId) -> Result<(), Error> {
        let found = self.slots.iter().position(|slot| slot.public().id == id).ok_or(Error::NoSuchSlot)?;
        if self.slots.len() == 1 {
            return Err(Error::LastSlot);
        }
        self.slots.remove(found);
        Ok(())
    }

    /// Gives a passphrase slot another passphrase and cost, keeping its id and label. Nothing else is sealed anew.
    ///
    /// [`RootKey::slot`] is the slot that the person just opened.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSlot`] if `id` is no passphrase slot; [`Error::ForeignRootKey`];
    /// [`Error::EmptyPassphrase`]; [`Error::NoMemory`]. The slot is then as it was.
    pub fn change_passphrase(
        &mut self,
        root: &RootKey,
        id: SlotId,
        new: &SecretText,
        params: Argon2Params,
    ) -> Result<(), Error> {
        self.check(root)?;
        let slot = self.slots.iter_mut().find(|slot| slot.public().id == id);
        let slot = slot.filter(|slot| matches!(slot.public().kind, SlotKind::Passphrase(_)));
        let slot = slot.ok_or(Error::NoSuchSlot)?;
        let label = slot.public().label.clone();
        let new = NewSlot::passphrase(new).with_params(params).with_label(&label);
        *slot = StoredSlot::seal(id, &new, self.account, root.secret(), &mut Os)?;
        Ok(())
    }

    /// Returns the account's own space: where it keeps what belongs to no Backpack.
    #[must_use]
    pub const fn own_space(&self) -> SpaceId {
        self.own_space
    }

    /// Returns the Backpacks it holds keys for, in the order of their ids; the account's own space is not one.
    #[must_use]
    pub fn backpacks(&self) -> Vec<SpaceId> {
        self.spaces.keys().copied().filter(|space| *space != self.own_space).collect()
    }

    /// Makes keys for a new Backpack.
    ///
    /// # Errors
    ///
    /// [`Error::BackpackExists`], [`Error::OwnSpace`], [`Error::Full`], [`Error::ForeignRootKey`].
    pub fn add_backpack(&mut self, root: &RootKey, space: SpaceId) -> Result<(), Error> {
        self.check(root)?;
        if space == self.own_space {
            return Err(Error::OwnSpace);
        }
        if self.spaces.contains_key(&space) {
            return Err(Error::BackpackExists);
        }
        let mut grown = self.clone();
        grown.spaces.insert(space, StoredSpace::create(root, space, &mut Os));
        self.accept(grown)
    }

    /// Removes a Backpack's keys. Once the bytes are stored and older copies are gone, its data is unreadable.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::OwnSpace`].
    pub fn remove_backpack(&mut self, space: SpaceId) -> Result<(), Error> {
        if space == self.own_space {
            return Err(Error::OwnSpace);
        }
        self.spaces.remove(&space).map(drop).ok_or(Error::NoSuchBackpack)
    }

    /// Returns the keys of a Backpack, or of the account's own space.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::ForeignRootKey`]; [`Error::KeyFileDamaged`] if a wrap was altered.
    pub fn backpack_keys(&self, root: &RootKey, space: SpaceId) -> Result<BackpackKeys, Error> {
        self.check(root)?;
        self.spaces.get(&space).ok_or(Error::NoSuchBackpack)?.open(root)
    }

    /// Makes a new epoch of a Backpack's keys, and returns it. Keys opened afterwards seal with it at once.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::ForeignRootKey`];
    /// [`Error::Full`] beyond [`MAX_EPOCHS`](crate::MAX_EPOCHS).
    pub fn add_epoch(&mut self, root: &RootKey, space: SpaceId) -> Result<u32, Error> {
        self.check(root)?;
        let mut grown = self.clone();
        let stored = grown.spaces.get_mut(&space).ok_or(Error::NoSuchBackpack)?;
        let epoch = stored.add_epoch(root, &mut Os)?;
        self.accept(grown).map(|()| epoch)
    }

    /// Drops the key of an old epoch. What is still sealed under it is lost, so rewrite it first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::NoSuchEpoch`]; [`Error::NewestEpoch`].
    pub fn drop_epoch(&mut self, space: SpaceId, epoch: u32) -> Result<(), Error> {
        self.spaces.get_mut(&space).ok_or(Error::NoSuchBackpack)?.drop_epoch(epoch)
    }

    /// Returns the epochs of a Backpack's keys, the newest first: more than one while it is being rotated.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`].
    pub fn epochs(&self, space: SpaceId) -> Result<Vec<u32>, Error> {
        Ok(self.spaces.get(&space).ok_or(Error::NoSuchBackpack)?.epochs())
    }

    /// Takes over `grown` unless it could not be read back.
    fn accept(&mut self, grown: Self) -> Result<(), Error> {
        if grown.spaces.len() > usize::from(u16::MAX) || grown.to_bytes().len() > MAX_KEY_FILE_BYTES {
            return Err(Error::Full);
        }
        *self = grown;
        Ok(())
    }

    /// Puts the keys of a Backpack in the place of those that are there, if there are.
    pub(crate) fn put(&mut self, stored: StoredSpace) -> Result<(), Error> {
        if stored.space() == self.own_space {
            return Err(Error::OwnSpace);
        }
        let mut grown = self.clone();
        grown.spaces.insert(stored.space(), stored);
        self.accept(grown)
    }

    pub(crate) fn stored(&self, space: SpaceId) -> Result<&StoredSpace, Error> {
        self.spaces.get(&space).ok_or(Error::NoSuchBackpack)
    }

    /// Proves that `root` is this account's root key.
    pub(crate) fn check(&self, root: &RootKey) -> Result<(), Error> {
        if root.account() != self.account {
            return Err(Error::ForeignRootKey);
        }
        self.own()?.check(root).map_err(|_| Error::ForeignRootKey)
    }

    pub(crate) fn own(&self) -> Result<&StoredSpace, Error> {
        self.spaces.get(&self.own_space).ok_or(Error::KeyFileDamaged)
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slots: Vec<_> = self.slots.iter().map(StoredSlot::public).collect();
        f.debug_struct("KeyFile")
            .field("account", &self.account)
            .field("slots", &slots)
            .field("spaces", &self.spaces.len())
            .finish_non_exhaustive()
    }
}

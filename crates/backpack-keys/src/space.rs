//! The wrapped keys of one space: an account's own, or a Backpack's.
//!
//! A space in the key file, integers big-endian:
//!
//! | bytes | field |
//! |---|---|
//! | 16 | space |
//! | 72 | wrap of the stable key, from which the keys of ids and content addresses are derived; it never rotates |
//! | 2 | number of epochs, 1 to 1024 |
//! | 4 + 72 each | epoch, from 1; wrap of its key; the newest first |
//!
//! Each wrap is bound to the magic, the number 1, the account, the space and the epoch (0 for the stable key).

use backpack_core::{AccountId, SpaceId};

use crate::codec::Reader;
use crate::derive::Key32;
use crate::envelope::{self, WRAP};
use crate::random::Random;
use crate::{BackpackKeys, Error, RootKey, key_file};

/// How many epochs one Backpack may have at once.
pub const MAX_EPOCHS: usize = 1024;

const STABLE: u32 = 0;

/// A space's keys as the key file keeps them. There is always at least one epoch, and the newest is first.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StoredSpace {
    space: SpaceId,
    stable: [u8; WRAP],
    epochs: Vec<(u32, [u8; WRAP])>,
}

impl StoredSpace {
    pub(crate) fn create(root: &RootKey, space: SpaceId, random: &mut impl Random) -> Self {
        let stable = wrap_new(root, space, STABLE, random);
        let first = wrap_new(root, space, 1, random);
        Self { space, stable, epochs: vec![(1, first)] }
    }

    /// Makes new keys around a stable key that was elsewhere before.
    pub(crate) fn create_with(
        root: &RootKey,
        space: SpaceId,
        stable: &Key32,
        random: &mut impl Random,
    ) -> Self {
        let stable = envelope::wrap(root.wrap(), &aad(root.account(), space, STABLE), stable, random);
        Self { space, stable, epochs: vec![(1, wrap_new(root, space, 1, random))] }
    }

    /// Wraps keys that another account made.
    pub(crate) fn create_of(
        root: &RootKey,
        space: SpaceId,
        stable: &Key32,
        epochs: &[(u32, Key32)],
        random: &mut impl Random,
    ) -> Self {
        let mut wrap =
            |epoch, key: &Key32| envelope::wrap(root.wrap(), &aad(root.account(), space, epoch), key, random);
        let stable = wrap(STABLE, stable);
        let epochs = epochs.iter().map(|(epoch, key)| (*epoch, wrap(*epoch, key))).collect();
        Self { space, stable, epochs }
    }

    /// Returns the stable key and those of the epochs, the newest first.
    pub(crate) fn keys(&self, root: &RootKey) -> Result<(Key32, Vec<(u32, Key32)>), Error> {
        let epochs = self
            .epochs
            .iter()
            .map(|(epoch, wrapped)| Ok((*epoch, unwrap(root, self.space, *epoch, wrapped)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok((self.stable(root)?, epochs))
    }

    /// Returns the stable key, which only travels sealed.
    pub(crate) fn stable(&self, root: &RootKey) -> Result<Key32, Error> {
        unwrap(root, self.space, STABLE, &self.stable)
    }

    pub(crate) const fn space(&self) -> SpaceId {
        self.space
    }

    pub(crate) fn add_epoch(&mut self, root: &RootKey, random: &mut impl Random) -> Result<u32, Error> {
        if self.epochs.len() >= MAX_EPOCHS {
            return Err(Error::Full);
        }
        let epoch = self.newest()?.checked_add(1).ok_or(Error::Full)?;
        self.epochs.insert(0, (epoch, wrap_new(root, self.space, epoch, random)));
        Ok(epoch)
    }

    pub(crate) fn drop_epoch(&mut self, epoch: u32) -> Result<(), Error> {
        if self.newest()? == epoch {
            return Err(Error::NewestEpoch);
        }
        let before = self.epochs.len();
        self.epochs.retain(|(held, _)| *held != epoch);
        if self.epochs.len() == before { Err(Error::NoSuchEpoch(epoch)) } else { Ok(()) }
    }

    /// Returns the epochs, the newest first.
    pub(crate) fn epochs(&self) -> Vec<u32> {
        self.epochs.iter().map(|(epoch, _)| *epoch).collect()
    }

    /// Returns the same keys, wrapped under another root key of the same account.
    pub(crate) fn rewrapped(
        &self,
        from: &RootKey,
        to: &RootKey,
        random: &mut impl Random,
    ) -> Result<Self, Error> {
        let mut rewrap = |epoch, wrapped: &[u8; WRAP]| {
            let key = unwrap(from, self.space, epoch, wrapped)?;
            Ok(envelope::wrap(to.wrap(), &aad(to.account(), self.space, epoch), &key, random))
        };
        let stable = rewrap(STABLE, &self.stable)?;
        let epochs = self.epochs.iter().map(|(epoch, wrapped)| Ok((*epoch, rewrap(*epoch, wrapped)?)));
        Ok(Self { space: self.space, stable, epochs: epochs.collect::<Result<_, Error>>()? })
    }

    /// Proves that `root` is the key this space is wrapped under.
    pub(crate) fn check(&self, root: &RootKey) -> Result<(), Error> {
        unwrap(root, self.space, STABLE, &self.stable).map(drop)
    }

    pub(crate) fn open(&self, root: &RootKey) -> Result<BackpackKeys, Error> {
        let (stable, epochs) = self.keys(root)?;
        Ok(BackpackKeys::new(self.space, &stable, &epochs))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.space.as_bytes());
        out.extend_from_slice(&self.stable);
        out.extend_from_slice(&u16::try_from(self.epochs.len()).unwrap_or(u16::MAX).to_be_bytes());
        for (epoch, wrapped) in &self.epochs {
            out.extend_from_slice(&epoch.to_be_bytes());
            out.extend_from_slice(wrapped);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let space = SpaceId::from_bytes(reader.array()?);
        let stable = reader.array()?;
        let count = usize::from(reader.u16()?);
        if !(1..=MAX_EPOCHS).contains(&count) {
            return None;
        }
        let mut epochs: Vec<(u32, [u8; WRAP])> = Vec::new();
        for _ in 0..count {
            let epoch = reader.u32().filter(|epoch| *epoch != STABLE)?;
            if epochs.last().is_some_and(|(newer, _)| *newer <= epoch) {
                return None;
            }
            epochs.push((epoch, reader.array()?));
        }
        Some(Self { space, stable, epochs })
    }

    fn newest(&self) -> Result<u32, Error> {
        self.epochs.first().map(|(epoch, _)| *epoch).ok_or(Error::KeyFileDamaged)
    }
}

fn wrap_new(root: &RootKey, space: SpaceId, epoch: u32, random: &mut impl Random) -> [u8; WRAP] {
    let key = Key32::random(random);
    envelope::wrap(root.wrap(), &aad(root.account(), space, epoch), &key, random)
}

fn unwrap(root: &RootKey, space: SpaceId, epoch: u32, wrapped: &[u8; WRAP]) -> Result<Key32, Error> {
    let key = envelope::unwrap(root.wrap(), &aad(root.account(), space, epoch), wrapped);
    key.ok_or(Error::KeyFileDamaged)
}

fn aad(account: AccountId, space: SpaceId, epoch: u32) -> Vec<u8> {
    let format = key_file::BOUND.to_be_bytes();
    let epoch = epoch.to_be_bytes();
    [&key_file::MAGIC, &format, account.as_bytes().as_slice(), space.as_bytes(), &epoch].concat()
}

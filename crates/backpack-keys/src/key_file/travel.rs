//! A Backpack's keys on their way: out of an account into a sealed backup, and from there into an account again.
//!
//! Only the stable key travels, from which ids and content addresses come. What seals is always new.

use backpack_core::{SecretBytes, SpaceId};

use super::KeyFile;
use crate::derive::Key32;
use crate::random::Os;
use crate::space::StoredSpace;
use crate::{Error, RootKey};

impl KeyFile {
    /// Returns the stable key of a Backpack, 32 bytes: whoever has it can tell which ids belong to which names, and can
    /// read nothing. It belongs into a sealed backup of that Backpack and nowhere else.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`]; [`Error::ForeignRootKey`]; [`Error::KeyFileDamaged`] if the wrap was altered.
    pub fn stable_key(&self, root: &RootKey, space: SpaceId) -> Result<SecretBytes, Error> {
        self.check(root)?;
        let stable = self.spaces.get(&space).ok_or(Error::NoSuchBackpack)?.stable(root)?;
        Ok(SecretBytes::new(stable.bytes().to_vec()))
    }

    /// Makes keys for a Backpack that was elsewhere before: its stable key is the one it had, what seals is new.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if the stable key is not 32 bytes; as [`KeyFile::add_backpack`].
    pub fn add_backpack_with(
        &mut self,
        root: &RootKey,
        space: SpaceId,
        stable: &SecretBytes,
    ) -> Result<(), Error> {
        self.check(root)?;
        let stable = Key32::from_slice(stable.expose()).ok_or(Error::Tampered)?;
        let stored = StoredSpace::create_with(root, space, &stable, &mut Os);
        self.insert(stored)
    }

    /// Takes over a Backpack's keys from another state of the same key file.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchBackpack`] if that state has none; as [`KeyFile::add_backpack`].
    pub fn take_backpack(&mut self, root: &RootKey, from: &Self, space: SpaceId) -> Result<(), Error> {
        self.check(root)?;
        let stored = from.spaces.get(&space).ok_or(Error::NoSuchBackpack)?;
        stored.check(root)?;
        self.insert(stored.clone())
    }

    fn insert(&mut self, stored: StoredSpace) -> Result<(), Error> {
        let space = stored.space();
        if space == self.own_space {
            return Err(Error::OwnSpace);
        }
        if self.spaces.contains_key(&space) {
            return Err(Error::BackpackExists);
        }
        let mut grown = self.clone();
        grown.spaces.insert(space, stored);
        self.accept(grown)
    }
}

#[cfg(test)]
mod tests {
    use backpack_core::AccountId;

    use super::*;
    use crate::NewSlot;

    #[test]
    fn a_stable_key_that_travels_makes_the_same_ids_and_seals_with_another_key() {
        let key = SecretBytes::new(vec![7; 32]);
        let account =
            |id| KeyFile::create(AccountId::from_bytes([id; 16]), &NewSlot::host_key(&key)).unwrap();
        let ((mut here, here_root), (mut there, there_root)) = (account(1), account(2));
        let space = SpaceId::from_bytes([3; 16]);
        here.add_backpack(&here_root, space).unwrap();
        let stable = here.stable_key(&here_root, space).unwrap();
        there.add_backpack_with(&there_root, space, &stable).unwrap();
        let (old, new) = (
            here.backpack_keys(&here_root, space).unwrap(),
            there.backpack_keys(&there_root, space).unwrap(),
        );
        assert_eq!(old.record_id(&[b"a"]), new.record_id(&[b"a"]));
        assert_eq!(old.content_address().finish(), new.content_address().finish());
        let aad = crate::Aad::new(1, b"id");
        let sealed = old.seal(crate::Purpose::Row, &aad, b"row");
        assert_eq!(new.open(crate::Purpose::Row, &aad, &sealed), Err(Error::Tampered));
        assert_eq!(there.add_backpack_with(&there_root, space, &stable), Err(Error::BackpackExists));
        let mut later = KeyFile::parse(&there.to_bytes()).unwrap();
        later.remove_backpack(space).unwrap();
        later.take_backpack(&there_root, &there, space).unwrap();
        assert_eq!(later, there);
        assert_eq!(later.take_backpack(&here_root, &there, space), Err(Error::ForeignRootKey));
        let short = SecretBytes::new(vec![0; 31]);
        assert_eq!(here.add_backpack_with(&here_root, SpaceId::random(), &short), Err(Error::Tampered));
    }
}

//! Slots of key services: what is wrapped in them, and wrapping it anew.

use backpack_core::SecretBytes;
use subtle::ConstantTimeEq as _;

use super::KeyFile;
use crate::random::Os;
use crate::slot::StoredSlot;
use crate::{Error, NewSlot, RootKey, SlotId, Unlock, WrappedKey};

impl KeyFile {
    /// Returns the wrapped keys of all slots of key services, in the order the slots were added.
    ///
    /// Whose service unwraps one, bound to [`service_context`](crate::service_context) of the account, opens the account
    /// with it: [`Unlock::Unwrapped`].
    #[must_use]
    pub fn wrapped_keys(&self) -> Vec<WrappedKey<'_>> {
        self.slots.iter().filter_map(StoredSlot::wrapped_key).collect()
    }

    /// Gives a key service's slot another key, as its service wrapped it, keeping its id, its label and the service's name.
    /// The key it had opens nothing afterwards. Nothing else is sealed anew.
    ///
    /// For a new master key at the service, and after a new root key. It is proved from its bytes before it counts.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSlot`] if `id` is no slot of a key service; [`Error::ForeignRootKey`]; [`Error::ServiceKeyLength`];
    /// [`Error::WrappedKeyLength`]; [`Error::Full`]. The slot is then as it was.
    pub fn rewrap_slot(
        &mut self,
        root: &RootKey,
        id: SlotId,
        key: &SecretBytes,
        wrapped: &[u8],
    ) -> Result<(), Error> {
        self.check(root)?;
        let mut renewed = self.clone();
        let slot = renewed.slots.iter_mut().find(|slot| slot.public().id == id).ok_or(Error::NoSuchSlot)?;
        let public = slot.public().clone();
        let service = public.service.ok_or(Error::NoSuchSlot)?;
        let new = NewSlot::key_service(&service, key, wrapped).with_label(&public.label);
        *slot = StoredSlot::seal(id, &new, self.account, root.secret(), &mut Os)?;
        let opened = Self::parse(&renewed.to_bytes())?.unlock(&Unlock::Unwrapped(key))?;
        if !bool::from(opened.secret().bytes().ct_eq(root.secret().bytes())) {
            return Err(Error::KeyFileDamaged);
        }
        self.accept(renewed)
    }
}

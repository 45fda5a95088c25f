//! The recovery code of an account: at most one, and the latest counts.

use crate::random::{Os, Random};
use crate::{Error, KeyFile, NewSlot, RecoveryCode, RootKey, SlotId};

impl KeyFile {
    /// Makes a recovery code in the place of the one there may be, which opens nothing afterwards.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] if it would be one slot too many; [`Error::ForeignRootKey`]. Nothing is changed then.
    pub fn make_recovery_code(&mut self, root: &RootKey) -> Result<RecoveryCode, Error> {
        self.check(root)?;
        self.make_recovery_code_with(root, &mut Os)
    }

    pub(crate) fn make_recovery_code_with(
        &mut self,
        root: &RootKey,
        random: &mut impl Random,
    ) -> Result<RecoveryCode, Error> {
        let code = RecoveryCode::random(random);
        let mut renewed = self.clone();
        renewed.slots.retain(|slot| !slot.is_recovery_code());
        renewed.push_slot(root, &NewSlot::recovery_code(&code), random)?;
        *self = renewed;
        Ok(code)
    }

    pub(super) fn recovery_slot(&self) -> Option<SlotId> {
        self.slots.iter().find(|slot| slot.is_recovery_code()).map(|slot| slot.public().id)
    }
}

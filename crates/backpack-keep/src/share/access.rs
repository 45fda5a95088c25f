//! What the account that opened a Backpack may do there, as far as this handle knows.

use std::sync::{Arc, PoisonError, RwLock};

use backpack_core::AccountId;

use super::{Member, Role, SharingRow};
use crate::keep::Inner;
use crate::row::Row as _;
use crate::{Error, Keep};

/// What a handle may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Whatever is asked: whoever has it looks at the role.
    Whole,
    /// Nothing but read, unless the account looks after the Backpack.
    Guarded,
}

/// Who has the Backpack open, and what they are there.
#[derive(Debug)]
pub(crate) struct Access {
    me: Option<AccountId>,
    known: RwLock<Known>,
}

#[derive(Clone, Debug)]
struct Known {
    /// The commit group that wrote what is known; `None` if nothing was ever written.
    sequence: Option<u64>,
    row: Option<Arc<SharingRow>>,
    role: Role,
}

impl Access {
    pub(crate) fn new(me: Option<AccountId>) -> Self {
        Self { me, known: RwLock::new(Known { sequence: None, row: None, role: Role::Owner }) }
    }

    pub(crate) fn role(&self) -> Role {
        self.known().role
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).row.is_some()
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Inner {
    /// Looks who has access, if that changed since. Whoever opened the Backpack and has none any more has it open no longer.
    /// Whoever still has takes over the key that was made since, so that nothing is written any more that opens for those who
    /// lost theirs.
    pub(crate) async fn look_who(&self) -> Result<(), Error> {
        let Some(me) = self.access.me else { return Ok(()) };
        let id = self.parts.keys.row_id(SharingRow::TABLE.0, &[]);
        let written = self.read_catalog().row_sequence(SharingRow::TABLE.0, &id);
        if written == self.access.known().sequence {
            return Ok(());
        }
        let found = self.read_row::<SharingRow>(&id).await?;
        let Some(found) = found.filter(|found| Some(found.sequence) >= written) else {
            return Err(Error::Tampered(SharingRow::WHAT));
        };
        let Some(role) = found.row.role_of(me) else {
            self.shut();
            return Err(Error::NoSuchBackpack);
        };
        let epoch = found.row.epoch;
        if !found.row.members.is_empty() && epoch > self.parts.keys.newest_epoch() {
            self.parts.renew_keys(epoch, Error::NewerKeys(SharingRow::WHAT, epoch)).await?;
        }
        let known = Known { sequence: Some(found.sequence), row: Some(Arc::new(found.row)), role };
        *self.access.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(())
    }
}

impl Keep {
    /// Returns what the account that opened the Backpack is there, as of the last catching up.
    #[must_use]
    pub fn role(&self) -> Role {
        self.0.access.role()
    }

    /// Returns the account that opened the Backpack as the member it is, as of the last catching up; `None` if the Backpack
    /// was never shared.
    #[must_use]
    pub fn member(&self) -> Option<Member> {
        self.sharing()?.member(self.0.access.me?).cloned()
    }

    /// Returns who has access, as of the last catching up; `None` if the Backpack was never shared.
    #[must_use]
    pub fn sharing(&self) -> Option<Arc<SharingRow>> {
        self.0.access.known().row
    }

    /// Returns a handle that only reads, unless the account is owner or co-manager; it is that of all that is made from it.
    #[must_use]
    pub fn guarded(&self) -> Self {
        Self(Arc::clone(&self.0), self.1.clone(), Reach::Guarded)
    }

    /// Refuses what a guarded handle must not do. Every method that writes asks it first.
    pub(crate) fn may_write(&self) -> Result<(), Error> {
        if self.2 == Reach::Whole || self.role().is_manager() { Ok(()) } else { Err(Error::NotPermitted) }
    }
}

//! Sharing access: who may do what in a Backpack, and how another account gets its keys.
//!
//! Everything about access is one row of the Backpack (`SharingRow`), changed on condition that nobody changed it meanwhile,
//! together with what belongs to the change: the invitation, the keys sealed to each member, the act. So of two who act at
//! once one comes second, and decides anew by what the first did.

mod change;
mod copy;
mod end;
mod epoch;
mod hand_over;
mod invite;
mod join;
mod members;
mod tend;

use backpack_core::SpaceId;
use backpack_keep::{AccountCard, Keep, Operation, Role, SharingRow, is_one_line};
use backpack_keys::Identity;

use super::Account;
use crate::role::permit;
use crate::{Error, ErrorKind};

pub use end::AccountDeleted;
pub use hand_over::HandOver;
pub use invite::{Invited, MAX_LIFETIME, NewInvitation};
pub use join::InvitationPage;
pub use tend::{MAX_WRONG_CODES, Tended};

impl Account {
    /// Returns the account's public card, under the name that the host vouches for. Whoever is to share a Backpack with the
    /// account needs it; it is no secret.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if the name is blank, over 256 bytes or more than a line; [`ErrorKind::Damaged`], [`ErrorKind::NewerKeys`].
    pub async fn card(&self, name: impl Into<String> + Send) -> Result<AccountCard, Error> {
        let name = name.into();
        check_words(&name, "the name")?;
        Ok(AccountCard::new(self.id(), self.identity().await?.public(), name))
    }

    pub(super) async fn identity(&self) -> Result<Identity, Error> {
        let keys = self.keys_now().await?;
        Ok(keys.file.identity(&keys.root)?)
    }

    /// Returns what the account is in a Backpack that need not be open; `None` if it has no access.
    pub(super) async fn role_in(&self, id: SpaceId) -> Result<Option<Role>, backpack_keep::Error> {
        Ok(match self.peek_sharing(id).await? {
            Some(row) => row.role_of(self.id()),
            None => Some(Role::Owner),
        })
    }

    pub(super) async fn peek_sharing(&self, id: SpaceId) -> Result<Option<SharingRow>, backpack_keep::Error> {
        let failed = |_| backpack_keep::Error::NoSuchBackpack;
        let keys = self.backpack_keys(id).await.map_err(failed)?;
        Keep::peek_sharing(&self.parts(id, keys).await.map_err(failed)?).await
    }

    /// Refuses an operation on a Backpack that need not be open, nor whole. One whose members cannot be read can be
    /// maintained by whoever has its keys, since nobody could otherwise.
    pub(super) async fn permit_space(&self, id: SpaceId, operation: Operation) -> Result<(), Error> {
        self.backpack_keys(id).await?;
        match self.role_in(id).await {
            Ok(Some(role)) => permit(role, operation),
            Ok(None) => Err(Error::new(ErrorKind::NotFound("backpack"), "open backpack")),
            Err(backpack_keep::Error::Tampered(_)) if operation == Operation::Maintain => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the Backpacks to which the account has access: those of others whose keys are left alone in its key file are
    /// not among them. Refuses an operation on all, if one does not allow it.
    pub(super) async fn permit_spaces(
        &self,
        ids: Vec<SpaceId>,
        operation: Operation,
    ) -> Result<Vec<SpaceId>, Error> {
        let mut there = Vec::with_capacity(ids.len());
        for id in ids {
            match self.access_to(id).await {
                Ok(None) => continue,
                Ok(Some(role)) => permit(role, operation)?,
                // What is wrong with it shows where it is copied.
                Err(_) => {}
            }
            there.push(id);
        }
        Ok(there)
    }

    /// Returns what the account is in a Backpack of whose keys it has some; `None` if it has no access, or none any more.
    pub(super) async fn access_to(&self, id: SpaceId) -> Result<Option<Role>, Error> {
        let keys = self.backpack_keys(id).await?;
        match Keep::peek_sharing(&self.parts(id, keys).await?).await {
            Ok(row) => Ok(row.map_or(Some(Role::Owner), |row| row.role_of(self.id()))),
            Err(backpack_keep::Error::NoSuchBackpack) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn check_words(words: &str, what: &str) -> Result<(), Error> {
    let why = match words {
        _ if words.trim().is_empty() => "is blank",
        _ if words.len() > 256 => "is over 256 bytes",
        _ if !is_one_line(words) => "is not one line that reads as it is written",
        _ => return Ok(()),
    };
    Err(invalid(format!("{what} {why}")))
}

fn check_card(card: &AccountCard) -> Result<(), Error> {
    card.check()
        .map_err(|_| invalid("a name or address of a card is blank, over 256 bytes or more than a line"))
}

fn invalid(why: impl Into<String>) -> Error {
    Error::new(ErrorKind::Invalid(why.into()), "share backpack")
}

fn no_invitation() -> Error {
    Error::new(ErrorKind::NotFound("invitation"), "find invitation")
}

fn no_member() -> Error {
    Error::new(ErrorKind::NotFound("member"), "find member")
}

//! Who has access, who had, and who was invited.

use backpack_core::{InvitationId, Timestamp};
use backpack_keep::{AccountCard, Former, InvitationRow, InvitationState, Member};

use super::Backpack;
use crate::Error;
use crate::role::{Operation, Role};

/// An invitation, as whoever looks after the Backpack sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invitation {
    /// The invitation.
    pub id: InvitationId,
    /// Whom it is for, as the inviter knows them.
    pub address: String,
    /// The role that it gives.
    pub role: Role,
    /// What became of it; expired as soon as its time is over.
    pub state: InvitationState,
    /// When it was made.
    pub made: Timestamp,
    /// Until when it can be accepted.
    pub expires: Timestamp,
    /// Who invited.
    pub by: AccountCard,
    /// The account that can accept, once it is known.
    pub to: Option<AccountCard>,
    /// How many answers came under a wrong code.
    pub wrong: u8,
}

impl Backpack {
    /// Returns who has access, in the order in which they got it; nobody if the Backpack was never shared: then the account
    /// that made it is its owner.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if this account has none any more;
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn members(&self) -> Result<Vec<Member>, Error> {
        self.permit(Operation::Read)?;
        self.0.keep.refresh().await?;
        Ok(self.0.keep.sharing().map(|row| row.members.clone()).unwrap_or_default())
    }

    /// Returns who had access, in the order in which they lost it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::members`].
    pub async fn former_members(&self) -> Result<Vec<Former>, Error> {
        self.permit(Operation::Read)?;
        self.0.keep.refresh().await?;
        Ok(self.0.keep.sharing().map(|row| row.former.clone()).unwrap_or_default())
    }

    /// Returns every invitation, the oldest first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted); as [`Backpack::members`].
    pub async fn invitations(&self) -> Result<Vec<Invitation>, Error> {
        self.permit(Operation::Invite)?;
        self.0.keep.refresh().await?;
        let latest = self.0.keep.sharing().map(|row| row.latest).unwrap_or_default();
        let now = self.now().max(latest);
        let rows = self.0.keep.rows::<InvitationRow>().await?;
        let mut invitations: Vec<_> = rows.into_iter().map(|row| Invitation::new(row, now)).collect();
        invitations.sort_by_key(|invitation| (invitation.made, invitation.id));
        Ok(invitations)
    }
}

impl Invitation {
    fn new(row: InvitationRow, now: Timestamp) -> Self {
        let state = if row.is_overdue(now) { InvitationState::Expired } else { row.state };
        let InvitationRow { id, address, role, made, expires, by, to, wrong, .. } = row;
        Self { id, address, role, state, made, expires, by, to, wrong }
    }
}

//! Invitations, and what can become of them.

use backpack_core::{InvitationId, SecretBytes, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::{AccountCard, Role};
use crate::row::{Row, secret};
use crate::{Error, table};

/// An invitation into a Backpack.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// Whom it is for, as the inviter knows them: an e-mail address, a label to which nothing is sent.
    pub address: String,
    /// The role that it gives.
    pub role: Role,
    /// What became of it.
    pub state: InvitationState,
    /// When it was made.
    pub made: Timestamp,
    /// Until when it can be accepted.
    pub expires: Timestamp,
    /// When its state changed last.
    pub changed: Timestamp,
    /// Who invited.
    pub by: AccountCard,
    /// Who accepts: known from the beginning, or by their answer.
    pub to: Option<AccountCard>,
    /// How many answers came under a wrong code.
    pub wrong: u8,
    /// What both know: 32 bytes, empty once the invitation is over.
    #[serde(with = "secret")]
    pub secret: SecretBytes,
}

/// What became of an invitation. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum InvitationState {
    /// It can be accepted.
    Pending,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// It was taken back, or too many wrong codes were tried.
    Withdrawn,
    /// Its time was over before it was accepted.
    Expired,
}

/// What happens to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever moves an invitation on must know every way")]
pub enum InvitationEvent {
    /// The invited account accepts.
    Accept,
    /// The invited account declines.
    Decline,
    /// Somebody who looks after the Backpack takes it back.
    Withdraw,
    /// Its time is over.
    Expire,
}

impl InvitationState {
    /// Returns the state after an event; `None` if it cannot happen: what is over stays over.
    #[must_use]
    pub const fn after(self, event: InvitationEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, InvitationEvent::Accept) => Some(Self::Accepted),
            (Self::Pending, InvitationEvent::Decline) => Some(Self::Declined),
            (Self::Pending, InvitationEvent::Withdraw) => Some(Self::Withdrawn),
            (Self::Pending, InvitationEvent::Expire) => Some(Self::Expired),
            _ => None,
        }
    }

    /// Returns a word for it. The word is stable: exports use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl InvitationRow {
    /// Returns a pending invitation whose answer is waited for.
    #[must_use]
    pub fn new(
        id: InvitationId,
        address: impl Into<String>,
        role: Role,
        by: AccountCard,
        (made, expires): (Timestamp, Timestamp),
        secret: SecretBytes,
    ) -> Self {
        let (state, changed) = (InvitationState::Pending, made);
        let address = address.into();
        Self { id, address, role, state, made, expires, changed, by, to: None, wrong: 0, secret }
    }

    /// Moves the invitation on. What is over forgets its secret.
    ///
    /// # Errors
    ///
    /// [`Error::InvitationOver`] if that cannot happen to it any more; it is as it was then.
    pub fn apply(&mut self, event: InvitationEvent, now: Timestamp) -> Result<(), Error> {
        self.state = self.state.after(event).ok_or(Error::InvitationOver)?;
        self.changed = now;
        self.secret = SecretBytes::new(Vec::new());
        Ok(())
    }

    /// Says whether its time is over.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state == InvitationState::Pending && now >= self.expires
    }
}

impl Row for InvitationRow {
    const TABLE: Table = table::INVITATION;
    const FORMAT: u8 = 1;
    const GUARDED: bool = true;
    const WHAT: &'static str = "invitation";

    fn name(&self) -> Vec<u8> {
        self.id.as_bytes().to_vec()
    }
}

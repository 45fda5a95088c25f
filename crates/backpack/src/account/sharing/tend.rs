//! What somebody who looks after a Backpack sees to now and then: answers, what is overdue, keys that are due.

use backpack_core::{InvitationId, SpaceId, Timestamp};
use backpack_keep::{
    Envelopes, InvitationAnswer, InvitationEvent, InvitationRow, InvitationState, Keep, Operation,
};

use super::change::{Change, Wanted};
use super::{invalid, no_invitation};
use crate::Error;
use crate::account::Account;

/// How many answers under a wrong code an invitation bears: with this one it is taken back.
pub const MAX_WRONG_CODES: u8 = 5;

/// What was seen to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tended {
    /// Invitations whose answer was right: their keys are sealed, so that they can be accepted.
    pub answered: Vec<InvitationId>,
    /// Invitations that were declined.
    pub declined: Vec<InvitationId>,
    /// Invitations that were answered under a wrong code.
    pub wrong: Vec<InvitationId>,
    /// Invitations whose time was over.
    pub expired: Vec<InvitationId>,
    /// The epoch of a new key that was made since somebody left; [`Account::rotate_backpack`] seals the rest anew.
    pub new_epoch: Option<u32>,
}

/// What an answer came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    Accepted,
    Declined,
    Wrong,
    Expired,
}

impl Account {
    /// Sees to what the sharing of a Backpack needs: seals keys to those who answered, ends invitations whose time is over,
    /// and makes a new key if somebody left. Call it when the person looks at who has access, and now and then.
    ///
    /// Cancel-safe: each happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted),
    /// [`ErrorKind::Busy`](crate::ErrorKind::Busy), [`ErrorKind::Full`](crate::ErrorKind::Full),
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn tend_sharing(&self, backpack: SpaceId) -> Result<Tended, Error> {
        let open = self.backpack(backpack).await?;
        open.permit(Operation::Invite)?;
        let keep = open.whole();
        let mut tended = Tended::default();
        for invitation in keep.rows::<InvitationRow>().await? {
            if invitation.state != InvitationState::Pending {
                continue;
            }
            let id = invitation.id;
            let latest = keep.sharing().map(|row| row.latest).unwrap_or_default();
            if invitation.is_overdue(self.0.options.clock.now().max(latest)) {
                self.change(keep, &Wanted::to(Operation::Invite).of(id), |change| {
                    change.move_on(InvitationEvent::Expire)
                })
                .await?;
                tended.expired.push(id);
                continue;
            }
            let envelopes = Envelopes::of(&*self.0.storage.store, backpack);
            if invitation.to.is_none()
                && let Some(sealed) = envelopes.read(Envelopes::answer(id)).await?
            {
                match self.hear(keep, id, &sealed).await? {
                    Heard::Accepted => tended.answered.push(id),
                    Heard::Declined => tended.declined.push(id),
                    Heard::Wrong => tended.wrong.push(id),
                    Heard::Expired => tended.expired.push(id),
                }
            }
        }
        tended.new_epoch = self.renew_if_due(keep).await?;
        Ok(tended)
    }

    /// Takes the answer to an invitation that the host carried here.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if it is none, or came under a wrong code, which is counted;
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the invitation is over or was answered;
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted); as [`Account::tend_sharing`].
    pub async fn take_answer(
        &self,
        backpack: SpaceId,
        invitation: InvitationId,
        answer: &str,
    ) -> Result<(), Error> {
        let open = self.backpack(backpack).await?;
        open.permit(Operation::Invite)?;
        let sealed =
            InvitationAnswer::from_text(answer).map_err(|_| invalid("no answer, or a part of one"))?;
        match self.hear(open.whole(), invitation, &sealed).await? {
            Heard::Accepted | Heard::Declined => Ok(()),
            Heard::Wrong => Err(invalid("the answer came under a wrong code")),
            Heard::Expired => Err(no_invitation()),
        }
    }

    async fn hear(&self, keep: &Keep, id: InvitationId, sealed: &[u8]) -> Result<Heard, Error> {
        let (space, wanted) = (keep.space(), Wanted::to(Operation::Invite).of(id));
        self.change(keep, &wanted, |change| heard(change, space, sealed)).await
    }
}

fn heard(change: &mut Change, space: SpaceId, sealed: &[u8]) -> Result<Heard, Error> {
    let now: Timestamp = change.now;
    let mut row = change.invitation.take().ok_or_else(no_invitation)?;
    // It works once.
    if row.state != InvitationState::Pending || row.to.is_some() {
        return Err(no_invitation());
    }
    let answer = InvitationAnswer::open(sealed, (space, row.id), &row.secret);
    let is_overdue = row.is_overdue(now);
    change.drop_answer(row.id);
    match answer {
        _ if is_overdue => {
            change.invitation = Some(row);
            change.move_on(InvitationEvent::Expire)?;
            Ok(Heard::Expired)
        }
        Ok(InvitationAnswer::Accept(card)) => {
            if change.row.member(card.account).is_some() {
                return Err(invalid("the account has access already"));
            }
            row.to = Some(card);
            change.keep_invitation(&row)?;
            Ok(Heard::Accepted)
        }
        Ok(InvitationAnswer::Decline) => {
            change.invitation = Some(row);
            change.move_on(InvitationEvent::Decline)?;
            Ok(Heard::Declined)
        }
        Err(_) => {
            row.wrong = row.wrong.saturating_add(1);
            if row.wrong >= MAX_WRONG_CODES {
                change.invitation = Some(row);
                change.move_on(InvitationEvent::Withdraw)?;
            } else {
                change.keep_invitation(&row)?;
            }
            Ok(Heard::Wrong)
        }
    }
}

//! What somebody who looks after a Backpack sees to now and then: answers, what is overdue, keys that are due.

use backpack_core::{InvitationId, SpaceId, Timestamp};
use backpack_keep::{
    Envelopes, InvitationAnswer, InvitationEvent, InvitationRow, InvitationState, Keep, Operation,
};

use super::change::{Change, Wanted};
use super::{invalid, no_invitation};
use crate::account::Account;
use crate::{Error, ErrorKind};

/// How many answers an invitation bears that let nobody in: with this one it is taken back.
pub const MAX_WRONG_CODES: u8 = 5;

/// What was seen to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tended {
    /// Invitations whose answer was right: their keys are sealed, so that they can be accepted.
    pub answered: Vec<InvitationId>,
    /// Invitations that were declined.
    pub declined: Vec<InvitationId>,
    /// Invitations whose answer let nobody in: it came under a wrong code, or from somebody with access.
    pub wrong: Vec<InvitationId>,
    /// Invitations whose time was over.
    pub expired: Vec<InvitationId>,
    /// The epoch of a new key that was made since somebody left, or an invitation with keys came to nothing;
    /// [`Account::rotate_backpack`] seals the rest anew.
    pub new_epoch: Option<u32>,
}

/// What an answer came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heard {
    Accepted,
    Declined,
    Wrong,
    HasAccess,
    Expired,
}

impl Account {
    /// Sees to what the sharing of a Backpack needs: seals keys to those who answered, ends invitations whose time is over,
    /// and makes a new key if one is due. What somebody else saw to meanwhile is passed over. Call it when the person looks at who has access, and now and then.
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
                let wanted = Wanted::to(Operation::Invite).of(id);
                let expired = self.change(keep, &wanted, |change| change.move_on(InvitationEvent::Expire));
                tended.expired.extend(unless_over(expired.await)?.map(|()| id));
                continue;
            }
            let envelopes = Envelopes::of(&*self.0.storage.store, backpack);
            if invitation.to.is_none()
                && let Some(sealed) = envelopes.read(Envelopes::answer(id)).await?
            {
                match unless_over(self.hear(keep, id, &sealed).await)? {
                    Some(Heard::Accepted) => tended.answered.push(id),
                    Some(Heard::Declined) => tended.declined.push(id),
                    Some(Heard::Wrong | Heard::HasAccess) => tended.wrong.push(id),
                    Some(Heard::Expired) => tended.expired.push(id),
                    None => {}
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
            Heard::HasAccess => Err(invalid("the account has access already")),
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
        Ok(InvitationAnswer::Accept(card)) if change.row.member(card.account).is_none() => {
            row.to = Some(card);
            change.keep_invitation(&row)?;
            Ok(Heard::Accepted)
        }
        Ok(InvitationAnswer::Decline) => {
            change.invitation = Some(row);
            change.move_on(InvitationEvent::Decline)?;
            Ok(Heard::Declined)
        }
        // Also what was answered by somebody with access, who could hold up everything else by it.
        useless => {
            row.wrong = row.wrong.saturating_add(1);
            if row.wrong >= MAX_WRONG_CODES {
                change.invitation = Some(row);
                change.move_on(InvitationEvent::Withdraw)?;
            } else {
                change.keep_invitation(&row)?;
            }
            Ok(if useless.is_ok() { Heard::HasAccess } else { Heard::Wrong })
        }
    }
}

/// Returns what was done; `None` if the invitation was over, since somebody else saw to it.
fn unless_over<T>(done: Result<T, Error>) -> Result<Option<T>, Error> {
    match done {
        Err(error) if error.kind() == &ErrorKind::NotFound("invitation") => Ok(None),
        done => done.map(Some),
    }
}

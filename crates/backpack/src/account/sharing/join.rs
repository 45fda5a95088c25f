//! What an invited account does: read, answer, accept, decline.

use backpack_core::{AccountId, InvitationId, SecretText, SpaceId, Timestamp};
use backpack_keep::{
    AccountCard, Act, Envelopes, InvitationAnswer, InvitationCode, InvitationEvent, InvitationLink, Keep,
    Member, Operation, Role,
};
use backpack_keys::{SharedKeys, SharedWith};

use super::change::{Change, Wanted};
use super::{check_card, invalid, no_invitation};
use crate::account::Account;
use crate::{Backpack, Error, ErrorKind};

/// What a link says, to be shown before anybody accepts. Only accepting proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvitationPage {
    /// The Backpack.
    pub backpack: SpaceId,
    /// The invitation.
    pub id: InvitationId,
    /// Who invites.
    pub from: AccountCard,
    /// The role that it gives.
    pub role: Role,
    /// Until when it can be accepted.
    pub expires: Timestamp,
    /// Whether it wants the code, and an answer first.
    pub wants_code: bool,
}

/// How accepting ended, as far as the Backpack knows.
enum Outcome {
    Accepted,
    Expired,
}

impl Account {
    /// Reads the link of an invitation.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it is none, or was cut; [`ErrorKind::NewerFormat`]; [`ErrorKind::NotFound`] if it is for
    /// another account.
    pub fn read_invitation(&self, link: &str) -> Result<InvitationPage, Error> {
        let link = self.link(link)?;
        Ok(InvitationPage {
            backpack: link.space,
            id: link.invitation,
            wants_code: link.to.is_none(),
            from: link.from,
            role: link.role,
            expires: link.expires,
        })
    }

    /// Answers an invitation that came with a code: with this account's card, sealed under the code. Where both accounts lie
    /// on one store the answer is left there; it is returned too, for the host to carry to
    /// [`Account::take_answer`] elsewhere. Accept once the inviter's side has tended to it.
    ///
    /// Cancel-safe: the answer is left, or not; answering again replaces it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if link or code are mistyped, and for an invitation that wants no answer;
    /// [`ErrorKind::NotFound`] if it is over; [`ErrorKind::Io`].
    pub async fn answer_invitation(
        &self,
        link: &str,
        code: &SecretText,
        card: AccountCard,
    ) -> Result<String, Error> {
        if !card.is_same(&self.card(card.name.clone()).await?) {
            return Err(invalid("the card is another account's"));
        }
        check_card(&card)?;
        self.leave_answer(&self.link(link)?, code, &InvitationAnswer::Accept(card)).await
    }

    /// Declines an invitation. Returns the answer for the host to carry, where it came with a code.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// As [`Account::answer_invitation`]; [`ErrorKind::NotFound`] if it is over or for another account.
    pub async fn decline_invitation(
        &self,
        link: &str,
        code: Option<&SecretText>,
    ) -> Result<Option<String>, Error> {
        let link = self.link(link)?;
        if let (None, Some(code)) = (link.to, code) {
            return self.leave_answer(&link, code, &InvitationAnswer::Decline).await.map(Some);
        }
        let shared = self.take_keys(&link, None).await?;
        let declined = self.decline(&link, &shared).await;
        self.drop_keys(link.space).await?;
        declined.map(|()| None).map_err(over)
    }

    /// Accepts an invitation, and opens the Backpack. The keys that were sealed to this account go into its key file first,
    /// durably; then it is a member.
    ///
    /// Cancel-safe: call it again; a dropped call leaves keys that open nothing yet, or the whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the invitation is over, is for another account, or was not answered and tended to;
    /// [`ErrorKind::Invalid`] if link or code are mistyped or wrong; [`ErrorKind::Busy`], [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn accept_invitation(&self, link: &str, code: Option<&SecretText>) -> Result<Backpack, Error> {
        let link = self.link(link)?;
        let code = code.map(|code| InvitationCode::from_text(code.expose())).transpose();
        let code = code.map_err(|_| invalid("the code was mistyped"))?;
        let shared = self.take_keys(&link, code.as_ref()).await?;
        let accepted = self.accept(&link, &shared).await;
        match accepted {
            Ok(Outcome::Accepted) => {
                self.tell(Act::BackpackAdded(link.space)).await;
                self.backpack(link.space).await
            }
            Ok(Outcome::Expired) => {
                self.drop_keys(link.space).await?;
                Err(no_invitation())
            }
            Err(error) => {
                // Whether it is over, or only failed on the way: keys that open nothing are of no use.
                if matches!(error.kind(), ErrorKind::NotFound(_)) {
                    self.drop_keys(link.space).await?;
                }
                Err(over(error))
            }
        }
    }

    async fn decline(&self, link: &InvitationLink, shared: &SharedKeys) -> Result<(), Error> {
        let keep = self.open_invited(shared).await?;
        let wanted = Wanted::to(Operation::Read).of(link.invitation);
        let id = self.id();
        let declined = self.change(&keep, &wanted, |change| {
            let declining = check_invited(change, id, link.role)?;
            change.act_as(&declining);
            change.move_on(InvitationEvent::Decline)
        });
        let declined = declined.await;
        keep.close().await;
        declined
    }

    async fn accept(&self, link: &InvitationLink, shared: &SharedKeys) -> Result<Outcome, Error> {
        let keep = self.open_invited(shared).await?;
        let wanted = Wanted::to(Operation::Read).of(link.invitation);
        let id = self.id();
        let accepted = self.change(&keep, &wanted, |change| {
            let member = check_invited(change, id, link.role)?;
            if change.invitation.as_ref().is_some_and(|invitation| invitation.is_overdue(change.now)) {
                change.move_on(InvitationEvent::Expire)?;
                return Ok(Outcome::Expired);
            }
            if change.row.member(id).is_some() {
                return Err(invalid("the account has access already"));
            }
            change.act_as(&member);
            change.move_on(InvitationEvent::Accept)?;
            change.row.members.push(member);
            change.seal_own()?;
            Ok(Outcome::Accepted)
        });
        let accepted = accepted.await;
        keep.close().await;
        accepted
    }

    /// Puts the keys that were sealed to this account into its key file.
    async fn take_keys(
        &self,
        link: &InvitationLink,
        code: Option<&InvitationCode>,
    ) -> Result<SharedKeys, Error> {
        let secret = link.secret(code).map_err(|_| invalid("the invitation wants its code"))?;
        let envelopes = Envelopes::of(&*self.0.storage.store, link.space);
        let sealed = envelopes.read(Envelopes::invitation(link.invitation)).await?;
        let sealed = sealed.ok_or_else(no_invitation)?;
        let identity = self.identity().await?;
        let (invitation, role) = (link.invitation, link.role.number());
        let open = || {
            let with = SharedWith::Invited { invitation, role, secret: &secret };
            SharedKeys::open(&sealed, link.space, &identity, with)
        };
        let wrong = |_| invalid("the invitation is another account's, or its code is wrong");
        let (shared, _) = open().map_err(wrong)?;
        let again = std::sync::Arc::new(open().map_err(wrong)?.0);
        self.change_keys("accept invitation", move |keys| keys.file.adopt_shared(&keys.root, &again)).await?;
        Ok(shared)
    }

    /// Opens a Backpack whose member the account is not yet.
    async fn open_invited(&self, shared: &SharedKeys) -> Result<Keep, Error> {
        let mut parts = self.parts(shared.space(), shared.keys()).await?;
        parts.account = None;
        Ok(Keep::open(parts).await?)
    }

    /// Drops the keys that an invitation brought which came to nothing; not those of somebody with access, who may have got it
    /// by another invitation, or by this one in another process.
    async fn drop_keys(&self, space: SpaceId) -> Result<(), Error> {
        match self.access_to(space).await {
            Ok(None) => {}
            Ok(Some(_)) => return Ok(()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        let dropped = move |keys: &mut crate::account::Keys| match keys.file.remove_backpack(space) {
            Err(backpack_keys::Error::NoSuchBackpack) => Ok(()),
            removed => removed,
        };
        self.change_keys("drop keys", dropped).await
    }

    async fn leave_answer(
        &self,
        link: &InvitationLink,
        code: &SecretText,
        answer: &InvitationAnswer,
    ) -> Result<String, Error> {
        if link.to.is_some() {
            return Err(invalid("the invitation wants no answer"));
        }
        let code = InvitationCode::from_text(code.expose()).map_err(|_| invalid("the code was mistyped"))?;
        let secret = code.secret(link.space, link.invitation);
        let sealed = answer.seal((link.space, link.invitation), &secret)?;
        // On another store there is nothing that anybody would find.
        if self.0.storage.anchors.read(link.space).await?.is_some() {
            let envelopes = Envelopes::of(&*self.0.storage.store, link.space);
            envelopes.write_answer(link.invitation, sealed.clone()).await?;
        }
        Ok(InvitationAnswer::to_text(&sealed))
    }

    fn link(&self, text: &str) -> Result<InvitationLink, Error> {
        let link = InvitationLink::from_text(text).map_err(|error| match error {
            backpack_keep::Error::NewerFormat(..) => error.into(),
            _ => invalid("no link of an invitation, or a part of one"),
        })?;
        if link.to.is_some_and(|to| to != self.id()) {
            return Err(no_invitation());
        }
        Ok(link)
    }
}

/// Whoever is invited learns of the invitation alone: that a new key was made, or that nothing is left, is that it is over.
fn over(error: Error) -> Error {
    if matches!(error.kind(), ErrorKind::NotFound(_)) { no_invitation() } else { error }
}

/// Returns the member that the invitation makes of an account, if it is for it and is as the link says.
fn check_invited(change: &Change, account: AccountId, role: Role) -> Result<Member, Error> {
    let invitation = change.invitation.as_ref().ok_or_else(no_invitation)?;
    let to = invitation.to.as_ref().filter(|to| to.account == account && invitation.role == role);
    let to = to.ok_or_else(no_invitation)?;
    Ok(Member::new(to.clone(), role, change.now, Some(invitation.by.account)))
}

//! Inviting, and taking an invitation back.

use std::time::Duration;

use backpack_core::{InvitationId, SecretBytes, SecretText, SpaceId};
use backpack_keep::{
    AccountCard, Act, InvitationCode, InvitationEvent, InvitationLink, InvitationRow, MAX_MEMBERS, Member,
    Operation, Role,
};

use super::change::{Change, Wanted};
use super::{check_card, check_words, invalid};
use crate::Error;
use crate::account::Account;
use crate::people::Whose;

/// The longest that an invitation can be open.
pub const MAX_LIFETIME: Duration = Duration::from_hours(24 * 90);

/// Somebody to be invited.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewInvitation {
    /// The inviter's card, as the invited person is to see it.
    pub from: AccountCard,
    /// Whom it is for: an e-mail address, a label to which this library sends nothing.
    pub address: String,
    /// The role: co-manager, contributor or viewer. The owner is whom a Backpack is [handed over](Account::hand_over) to.
    pub role: Role,
    /// The card of the account that is to accept, if it is known: compare its fingerprint with its holder.
    pub to: Option<AccountCard>,
    /// How long it can be accepted: a week, unless set, and 90 days at most.
    pub lifetime: Duration,
}

/// An invitation that was made. Nothing of this is kept but its digest: show or send it now.
#[derive(Debug)]
#[non_exhaustive]
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// What the host sends to the invited person.
    pub link: SecretText,
    /// What the inviter tells the invited person another way, where only an address was known. It works once.
    pub code: Option<SecretText>,
}

impl NewInvitation {
    /// Returns an invitation for whoever has this address, and gets the code.
    #[must_use]
    pub fn by_address(from: AccountCard, address: impl Into<String>, role: Role) -> Self {
        Self { from, address: address.into(), role, to: None, lifetime: Duration::from_hours(24 * 7) }
    }

    /// Returns an invitation for the account of a card.
    #[must_use]
    pub fn to_card(from: AccountCard, to: AccountCard, role: Role) -> Self {
        let address = to.email.clone().unwrap_or_else(|| to.name.clone());
        Self { to: Some(to), ..Self::by_address(from, address, role) }
    }

    /// Sets how long it can be accepted.
    #[must_use]
    pub const fn for_time(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }
}

impl Account {
    /// Invites somebody into a Backpack. This library sends nothing: the host carries the link to them.
    ///
    /// With the card of their account the keys are sealed to it at once, and that account alone
    /// [accepts](Account::accept_invitation). With an address alone the code comes with it: they
    /// [answer](Account::answer_invitation) with their card under the code, whoever looks after the Backpack
    /// [tends](Account::tend_sharing) to it, and then they accept.
    ///
    /// Cancel-safe: it is there whole, or not at all; whoever drops the call does not learn link and code.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for the
    /// role of an owner, an address that is blank or more than a line, a lifetime of nothing or over 90 days, an account that has access already, and
    /// beyond 64 members and invitations; [`ErrorKind::Busy`](crate::ErrorKind::Busy),
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn invite(&self, backpack: SpaceId, new: NewInvitation) -> Result<Invited, Error> {
        let open = self.backpack(backpack).await?;
        open.permit(Operation::Invite)?;
        self.check(&new).await?;
        let (id, code) = (InvitationId::random(), InvitationCode::random());
        let secret = || code.secret(backpack, id);
        // What was added without an affirmation is one's own.
        let mut me = Member::new(new.from.clone(), Role::Owner, self.0.options.clock.now(), None);
        me.is_subject = self.whose(backpack).await? == Some(Whose::Own);
        let wanted = Wanted::to(Operation::Invite).or_first(me);
        let expires =
            self.change(open.whole(), &wanted, |change| invited(change, &new, id, secret())).await?;
        let kept = if new.to.is_some() { secret() } else { SecretBytes::new(Vec::new()) };
        let to = new.to.as_ref().map(|card| card.account);
        let link = InvitationLink::new((backpack, id), new.role, expires, new.from, to, kept);
        let code = to.is_none().then(|| code.to_text());
        Ok(Invited { id, link: link.to_text(), code })
    }

    /// Takes an invitation back that nobody accepted yet. Its keys are removed; link and code open nothing any more. If keys
    /// were sealed for it, a new one is made for what is written from now on, since they may have been taken.
    ///
    /// Cancel-safe: it happened whole, or not at all; a new key that is due is made at the next turn.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted); [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if
    /// there is none, or it is over; [`ErrorKind::Busy`](crate::ErrorKind::Busy), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn withdraw_invitation(&self, backpack: SpaceId, id: InvitationId) -> Result<(), Error> {
        let open = self.backpack(backpack).await?;
        let wanted = Wanted::to(Operation::Invite).of(id);
        self.change(open.whole(), &wanted, |change| change.move_on(InvitationEvent::Withdraw)).await?;
        self.renew_if_due(open.whole()).await.map(drop)
    }

    async fn check(&self, new: &NewInvitation) -> Result<(), Error> {
        check_words(&new.address, "the address")?;
        for card in [Some(&new.from), new.to.as_ref()].into_iter().flatten() {
            check_card(card)?;
        }
        if new.role == Role::Owner {
            return Err(invalid("nobody is invited as owner; hand the Backpack over"));
        }
        if new.lifetime.is_zero() || new.lifetime > MAX_LIFETIME {
            return Err(invalid("an invitation is open for up to 90 days"));
        }
        if !new.from.is_same(&self.card(new.from.name.clone()).await?) {
            return Err(invalid("the inviter's card is another account's"));
        }
        Ok(())
    }
}

fn invited(
    change: &mut Change,
    new: &NewInvitation,
    id: InvitationId,
    secret: SecretBytes,
) -> Result<backpack_core::Timestamp, Error> {
    if new.to.as_ref().is_some_and(|card| change.row.member(card.account).is_some()) {
        return Err(invalid("the account has access already"));
    }
    if change.row.members.len() + change.pending.len() >= MAX_MEMBERS {
        return Err(invalid("64 members and open invitations are the most"));
    }
    let expires = change.now.saturating_add(new.lifetime);
    let times = (change.now, expires);
    let mut row = InvitationRow::new(id, &new.address, new.role, new.from.clone(), times, secret);
    row.to.clone_from(&new.to);
    change.keep_invitation(&row)?;
    change.act(Act::Invited(id));
    Ok(expires)
}

//! Roles changed, access ended: by others, or by oneself.

use backpack_core::{AccountId, SpaceId};
use backpack_keep::{
    Act, Ended, InvitationEvent, InvitationRow, Member, Operation, Role, Rotated, RotationOptions,
    RotationProgress, SharingRow,
};

use super::change::{Change, Wanted};
use super::{invalid, no_member};
use crate::account::Account;
use crate::role::denied;
use crate::{Error, ErrorKind};

impl Account {
    /// Changes the role of somebody with access. Nobody becomes owner by it, and nobody who looks after the Backpack of
    /// another loses that by it: as with [removing](Account::remove_member). Whoever may invite no more has their open
    /// invitations taken back.
    ///
    /// Cancel-safe: it happened whole, or not at all. It holds from their next operation, at the latest when their handle
    /// catches up.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`]; [`ErrorKind::NotFound`] if they have no access; [`ErrorKind::Invalid`] for the role of an
    /// owner, and for one's own; [`ErrorKind::Busy`], [`ErrorKind::Io`].
    pub async fn set_role(&self, backpack: SpaceId, account: AccountId, role: Role) -> Result<(), Error> {
        if role == Role::Owner {
            return Err(invalid("nobody becomes owner; hand the Backpack over"));
        }
        let open = self.backpack(backpack).await?;
        let wanted = Wanted::to(Operation::Invite);
        self.change(open.whole(), &wanted, |change| {
            may_end(change, account)?;
            let member = change.row.members.iter_mut().find(|member| member.card.account == account);
            member.ok_or_else(no_member)?.role = role;
            if !role.is_manager() {
                withdraw(change, |invitation| invitation.by.account == account)?;
            }
            change.act(Act::RoleChanged(account));
            Ok(())
        })
        .await
    }

    /// Ends somebody's access, and takes back the open invitations to them and by them. A new key is made in the same commit,
    /// sealed to everybody who remains, and then everything is sealed anew: see [`Account::rotate_backpack`]. What was read before stays known to whoever read it.
    ///
    /// Contributors and viewers can be removed by whoever looks after the Backpack. Of one's own Backpack the owner can
    /// remove anybody. In that of another nobody who looks after it can be removed: each can only leave.
    ///
    /// Cancel-safe: the access ended with the new key there, or not at all; a rotation that was broken off is continued by
    /// [`Account::rotate_backpack`], by anybody who looks after the Backpack.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`]; [`ErrorKind::NotFound`] if they have no access; [`ErrorKind::Invalid`] for oneself; as
    /// [`Account::rotate_backpack`].
    pub async fn remove_member(
        &self,
        backpack: SpaceId,
        account: AccountId,
        options: RotationOptions,
        progress: impl Fn(&RotationProgress) + Send + Sync,
    ) -> Result<Rotated, Error> {
        let open = self.backpack(backpack).await?;
        self.change(open.whole(), &Wanted::to(Operation::Invite), |change| {
            may_end(change, account)?;
            let (now, me) = (change.now, change.me);
            change.row.end(account, now, Ended::Removed(me));
            withdraw(change, |invitation| lets_in(invitation, account))?;
            change.unseal(account);
            change.act(Act::MemberRemoved(account));
            change.new_epoch()
        })
        .await?;
        self.take_over(open.whole()).await?;
        self.rotate_backpack(backpack, options, progress).await
    }

    /// Gives up this account's access to a Backpack, and its keys. Whoever remains makes a new key at their next turn: until
    /// then an older copy of this account's key file opens what is written.
    ///
    /// The last one who looks after it cannot leave, nor can the person it is about leave their own: they delete it.
    ///
    /// Cancel-safe: call it again if it was dropped; it goes on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotPermitted`]; [`ErrorKind::NotFound`]; [`ErrorKind::Busy`], [`ErrorKind::Io`].
    pub async fn leave(&self, backpack: SpaceId) -> Result<(), Error> {
        if !self.spaces().await?.contains(&backpack) {
            return Err(Error::new(ErrorKind::NotFound("backpack"), "leave backpack"));
        }
        match self.backpack(backpack).await {
            Ok(open) if open.whole().sharing().is_none() => return Err(denied(Operation::Leave)),
            Ok(open) => {
                self.change(open.whole(), &Wanted::to(Operation::Leave), |change| {
                    may_leave(change)?;
                    let (now, me) = (change.now, change.me);
                    change.row.end(me, now, Ended::Left);
                    withdraw(change, |invitation| lets_in(invitation, me))?;
                    change.unseal(me);
                    change.act(Act::MemberLeft(me));
                    Ok(())
                })
                .await
                .or_else(|error| match error.kind() {
                    // It was written, and with it this handle was closed.
                    ErrorKind::NotFound("backpack") => Ok(()),
                    _ => Err(error),
                })?;
            }
            // Somebody ended the access before: only the keys are left.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        self.change_keys("leave backpack", move |keys| keys.file.remove_backpack(backpack)).await?;
        if let Some(open) = self.forget_open(backpack).await {
            open.whole().close().await;
        }
        self.tell(Act::MemberLeft(self.id())).await;
        Ok(())
    }

    /// Refuses to delete a Backpack that others keep.
    pub(in crate::account) async fn may_delete(&self, id: SpaceId) -> Result<(), Error> {
        let envelopes = backpack_keep::Envelopes::of(&*self.0.storage.store, id);
        // One that was never shared can be deleted in whatever state it is.
        if !self.spaces().await?.contains(&id) || !envelopes.are_there().await? {
            return Ok(());
        }
        let open = self.backpack(id).await?;
        open.permit(Operation::Delete)?;
        let Some(row) = open.whole().sharing() else { return Ok(()) };
        if deletes(&row, self.id()) { Ok(()) } else { Err(denied(Operation::Delete)) }
    }
}

/// Says whether an account may delete a Backpack: whom it is about, or the last one who looks after it.
pub(super) fn deletes(row: &SharingRow, account: AccountId) -> bool {
    if row.members.is_empty() {
        return true;
    }
    let Some(member) = row.member(account).filter(|member| member.role.is_manager()) else { return false };
    member.is_subject || row.holders().count() == 1
}

/// Refuses to end or lower the access of somebody who can only leave.
fn may_end(change: &Change, account: AccountId) -> Result<(), Error> {
    if account == change.me {
        return Err(invalid("one's own access is left, not removed"));
    }
    let own = change.own()?;
    let other = change.row.member(account).ok_or_else(no_member)?;
    let is_own_backpack = own.role == Role::Owner && own.is_subject;
    if is_own_backpack || !other.role.is_manager() { Ok(()) } else { Err(denied(Operation::Invite)) }
}

fn may_leave(change: &Change) -> Result<(), Error> {
    let own: &Member = change.own()?;
    let others = change.row.holders().filter(|holder| holder.card.account != change.me).count();
    if own.is_subject || (own.role.is_manager() && others == 0) {
        return Err(denied(Operation::Leave));
    }
    Ok(())
}

/// Says whether an invitation could let somebody in again whose access ends: it is for them, or made by them, and so in the
/// hands of whomever they chose.
fn lets_in(invitation: &InvitationRow, account: AccountId) -> bool {
    invitation.by.account == account || invitation.to.as_ref().is_some_and(|to| to.account == account)
}

/// Takes back those of the open invitations that are meant.
fn withdraw(change: &mut Change, is_meant: impl Fn(&InvitationRow) -> bool) -> Result<(), Error> {
    let pending = std::mem::take(&mut change.pending);
    for invitation in pending {
        if is_meant(&invitation) {
            change.invitation = Some(invitation);
            change.move_on(InvitationEvent::Withdraw)?;
            change.invitation = None;
        } else {
            change.pending.push(invitation);
        }
    }
    Ok(())
}

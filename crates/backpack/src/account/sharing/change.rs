//! One change of access: read, decided, written on condition that nothing changed meanwhile.

use backpack_core::{AccountId, InvitationId, Timestamp};
use backpack_keep::{
    Act, Envelopes, InvitationEvent, InvitationRow, InvitationState, Keep, Member, Operation, RowBatch,
    SharingRow,
};
use backpack_keys::{Identity, SharedKeys, SharedWith};
use backpack_record::Actor;

use super::no_invitation;
use crate::account::Account;
use crate::role::permit;
use crate::{Error, ErrorKind};

/// How often a change is decided anew because somebody else was faster: who writes without a pause keeps nobody from ending
/// their access.
const ATTEMPTS: usize = 16;

/// What a change needs.
pub(super) struct Wanted {
    pub(super) operation: Operation,
    /// The invitation that it changes.
    pub(super) invitation: Option<InvitationId>,
    /// The account as a member, if the change may be the first; without it there must have been one before.
    pub(super) first: Option<Member>,
}

/// A change of access on its way.
pub(super) struct Change {
    pub(super) row: SharingRow,
    /// The invitation that was asked for.
    pub(super) invitation: Option<InvitationRow>,
    /// Those that can still be accepted.
    pub(super) pending: Vec<InvitationRow>,
    pub(super) me: AccountId,
    pub(super) now: Timestamp,
    keys: SharedKeys,
    identity: Identity,
    actor: Actor,
    batch: RowBatch,
    seal_all: bool,
}

impl Wanted {
    pub(super) const fn to(operation: Operation) -> Self {
        Self { operation, invitation: None, first: None }
    }

    pub(super) const fn of(mut self, invitation: InvitationId) -> Self {
        self.invitation = Some(invitation);
        self
    }

    pub(super) fn or_first(mut self, member: Member) -> Self {
        self.first = Some(member);
        self
    }
}

impl Account {
    /// Makes one change of access. `decide` is asked again whenever somebody else changed something in between, so it keeps
    /// nothing. What it refuses is not written.
    pub(super) async fn change<T>(
        &self,
        keep: &Keep,
        wanted: &Wanted,
        decide: impl Fn(&mut Change) -> Result<T, Error> + Send + Sync,
    ) -> Result<T, Error> {
        for _ in 0..ATTEMPTS {
            keep.refresh().await?;
            permit(keep.role(), wanted.operation)?;
            let (mut change, batch) = self.begin(keep, wanted).await?;
            change.batch = batch;
            let answer = decide(&mut change)?;
            match keep.write(change.finish()?).await {
                Ok(_) => {
                    keep.refresh().await?;
                    return Ok(answer);
                }
                Err(backpack_keep::Error::Conflict | backpack_keep::Error::Busy) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::new(ErrorKind::Busy, "share backpack"))
    }

    async fn begin(&self, keep: &Keep, wanted: &Wanted) -> Result<(Change, RowBatch), Error> {
        let (identity, keys, epochs) = {
            let keys = self.keys_now().await?;
            let id = keep.space();
            (keys.file.identity(&keys.root)?, keys.file.shared_keys(&keys.root, id)?, keys.file.epochs(id)?)
        };
        let clock = self.0.options.clock.now();
        // The keys lie sealed to nobody yet where nobody else ever had access.
        let (mut row, batch, mut seal_all) = match keep.row::<SharingRow>(&[]).await? {
            Some((row, version)) => (row, RowBatch::new().require_at::<SharingRow>([], version), false),
            None => {
                let me = wanted.first.clone().ok_or_else(super::no_member)?;
                let oldest = epochs.last().copied().unwrap_or(1);
                let row = SharingRow::new(me, keys.newest_epoch(), oldest);
                (row, RowBatch::new().require_absent::<SharingRow>([]), true)
            }
        };
        // One that was brought back, whose access belongs to nobody yet.
        if row.members.is_empty()
            && let Some(me) = wanted.first.clone()
        {
            row.members.push(me);
            seal_all = true;
            (row.epoch, row.oldest) = (keys.newest_epoch(), epochs.last().copied().unwrap_or(1));
        }
        let (invitation, batch) = match wanted.invitation {
            None => (None, batch),
            Some(id) => {
                let found = keep.row::<InvitationRow>(id.as_bytes()).await?;
                let (found, version) = found.ok_or_else(no_invitation)?;
                (Some(found), batch.require_at::<InvitationRow>(id.as_bytes(), version))
            }
        };
        let mut pending = keep.rows::<InvitationRow>().await?;
        pending.retain(|one| one.state == InvitationState::Pending && Some(one.id) != wanted.invitation);
        let now = clock.max(row.latest);
        let me = self.id();
        let actor = row.member(me).map_or_else(|| self.1.clone(), |member| member.acting(&self.1));
        let change = Change {
            row,
            invitation,
            pending,
            me,
            now,
            keys,
            identity,
            actor,
            batch: RowBatch::new(),
            seal_all,
        };
        Ok((change, batch))
    }
}

impl Change {
    /// Returns the member that the account is.
    pub(super) fn own(&self) -> Result<&Member, Error> {
        self.row.member(self.me).ok_or_else(super::no_member)
    }

    /// Names who acts, where the account is no member yet.
    pub(super) fn act_as(&mut self, member: &Member) {
        self.actor = member.acting(&self.actor);
    }

    /// Tells the journal.
    pub(super) fn act(&mut self, act: Act) {
        self.put(|batch, actor| batch.act(actor, act));
    }

    /// Writes an invitation, and the keys for whoever can accept it; takes them away once it is over.
    pub(super) fn keep_invitation(&mut self, invitation: &InvitationRow) -> Result<(), Error> {
        let sealed = self.seal_invitation(invitation)?;
        let place = Envelopes::invitation(invitation.id);
        self.put(|batch, _| batch.put(invitation).envelope(place, sealed));
        Ok(())
    }

    /// Moves the invitation that was asked for on. If it comes to nothing, whoever could have accepted it may have taken its
    /// keys: a new one is due.
    pub(super) fn move_on(&mut self, event: InvitationEvent) -> Result<(), Error> {
        let mut invitation = self.invitation.take().ok_or_else(no_invitation)?;
        invitation.apply(event, self.now)?;
        self.row.is_rotation_due |= invitation.to.is_some() && event != InvitationEvent::Accept;
        let (answer, id) = (Envelopes::answer(invitation.id), invitation.id);
        self.keep_invitation(&invitation)?;
        self.put(|batch, _| batch.envelope(answer, None));
        match event {
            InvitationEvent::Accept => self.act(Act::InvitationAccepted(id)),
            InvitationEvent::Decline => self.act(Act::InvitationDeclined(id)),
            InvitationEvent::Withdraw => self.act(Act::InvitationWithdrawn(id)),
            // Nobody did anything.
            InvitationEvent::Expire => {}
        }
        self.invitation = Some(invitation);
        Ok(())
    }

    /// Removes the answer to an invitation, which was read.
    pub(super) fn drop_answer(&mut self, id: InvitationId) {
        self.put(|batch, _| batch.envelope(Envelopes::answer(id), None));
    }

    /// Seals the keys to this account alone: whoever has none yet accepts by it.
    pub(super) fn seal_own(&mut self) -> Result<(), Error> {
        let own = self.own()?.clone();
        self.seal_member(&own)
    }

    /// Removes what was sealed to an account.
    pub(super) fn unseal(&mut self, account: AccountId) {
        let place = Envelopes::member(&self.keys.keys(), account);
        self.put(|batch, _| batch.envelope(place, None));
    }

    /// Makes a new epoch, whose key is sealed to everybody who has access after this change, and to whoever can accept.
    pub(super) fn new_epoch(&mut self) -> Result<u32, Error> {
        let epoch = self.keys.add_epoch()?;
        self.row.epoch = epoch;
        self.row.is_rotation_due = false;
        self.seal_all = true;
        self.act(Act::KeyRotated { epoch });
        Ok(epoch)
    }

    /// Forgets the epochs before this one, under which nothing is sealed any more; unless there is a newer one already.
    pub(super) fn forget_before(&mut self, epoch: u32) {
        if self.row.epoch == epoch && self.keys.newest_epoch() == epoch {
            self.keys.forget_before(epoch);
            self.row.oldest = epoch;
            self.seal_all = true;
        }
    }

    fn finish(mut self) -> Result<RowBatch, Error> {
        self.row.latest = self.now;
        if self.seal_all {
            for member in self.row.members.clone() {
                self.seal_member(&member)?;
            }
            for invitation in std::mem::take(&mut self.pending) {
                let sealed = self.seal_invitation(&invitation)?;
                let place = Envelopes::invitation(invitation.id);
                self.put(|batch, _| batch.envelope(place, sealed));
            }
        }
        Ok(self.batch.put(&self.row))
    }

    fn seal_member(&mut self, member: &Member) -> Result<(), Error> {
        let (account, key) = (member.card.account, member.card.key());
        let sealed = self.keys.seal(&self.identity, account, key, SharedWith::Member(&self.keys))?;
        let place = Envelopes::member(&self.keys.keys(), account);
        self.put(|batch, _| batch.envelope(place, Some(sealed)));
        Ok(())
    }

    fn seal_invitation(&self, invitation: &InvitationRow) -> Result<Option<Vec<u8>>, Error> {
        let to = invitation.to.as_ref().filter(|_| invitation.state == InvitationState::Pending);
        let Some(to) = to else { return Ok(None) };
        let with = SharedWith::Invited {
            invitation: invitation.id,
            role: invitation.role.number(),
            secret: &invitation.secret,
        };
        Ok(Some(self.keys.seal(&self.identity, to.account, to.key(), with)?))
    }

    fn put(&mut self, add: impl FnOnce(RowBatch, Actor) -> RowBatch) {
        self.batch = add(std::mem::take(&mut self.batch), self.actor.clone());
    }
}

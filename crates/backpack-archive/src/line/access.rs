//! Who has access, who had, who was invited: without keys, and without what an invitation is accepted by.

use backpack_core::{AccountId, InvitationId, SecretBytes, Timestamp};
use backpack_keep::{
    AccountCard, Ended, Former, InvitationEvent, InvitationRow, InvitationState, Member, Role, SharingRow,
};
use serde::{Deserialize, Serialize};

use super::word::{EndedWord, InvitationWord, RoleWord};
use crate::text::{At, Shown};

/// Somebody with access, or who had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessLine {
    account: Shown<AccountId>,
    name: String,
    role: RoleWord,
    since: At,
    invited_by: Option<Shown<AccountId>>,
    until: Option<At>,
    how: Option<EndedWord>,
    removed_by: Option<Shown<AccountId>>,
}

impl AccessLine {
    /// Returns the lines of everybody; `None` if this version has no word for something.
    pub(crate) fn all(row: &SharingRow) -> Option<Vec<Self>> {
        let former = row.former.iter().map(Self::former);
        former.chain(row.members.iter().map(Self::member)).collect()
    }

    fn member(member: &Member) -> Option<Self> {
        Some(Self {
            account: Shown(member.card.account),
            name: member.card.name.clone(),
            role: RoleWord::new(member.role)?,
            since: At(member.since),
            invited_by: member.invited_by.map(Shown),
            until: None,
            how: None,
            removed_by: None,
        })
    }

    fn former(former: &Former) -> Option<Self> {
        let (how, removed_by) = match former.how {
            Ended::Left => (EndedWord::Left, None),
            Ended::Removed(by) => (EndedWord::Removed, Some(Shown(by))),
            Ended::BroughtBack => (EndedWord::BroughtBack, None),
            _ => return None,
        };
        Some(Self {
            account: Shown(former.account),
            name: former.name.clone(),
            role: RoleWord::new(former.role)?,
            since: At(former.since),
            invited_by: None,
            until: Some(At(former.until)),
            how: Some(how),
            removed_by,
        })
    }

    /// Returns the row of those who had access: nobody's access comes back with a backup.
    pub(crate) fn row(lines: Vec<Self>, now: Timestamp) -> SharingRow {
        let former = lines.into_iter().map(|line| Former {
            account: line.account.0,
            name: line.name,
            role: line.role.kept(),
            since: line.since.0,
            until: line.until.map_or(now, |until| until.0),
            how: match (line.how, line.removed_by) {
                (Some(EndedWord::Left), _) => Ended::Left,
                (Some(EndedWord::Removed), Some(by)) => Ended::Removed(by.0),
                _ => Ended::BroughtBack,
            },
        });
        SharingRow::brought_back(former.collect(), now)
    }
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvitationLine {
    id: Shown<InvitationId>,
    address: String,
    role: RoleWord,
    state: InvitationWord,
    made: At,
    expires: At,
    changed: At,
    by: Shown<AccountId>,
    by_name: String,
    to: Option<Shown<AccountId>>,
    to_name: Option<String>,
}

impl InvitationLine {
    /// Returns the line of an invitation; `None` if this version has no word for something.
    pub(crate) fn new(row: &InvitationRow) -> Option<Self> {
        Some(Self {
            id: Shown(row.id),
            address: row.address.clone(),
            role: RoleWord::new(row.role)?,
            state: InvitationWord::new(row.state)?,
            made: At(row.made),
            expires: At(row.expires),
            changed: At(row.changed),
            by: Shown(row.by.account),
            by_name: row.by.name.clone(),
            to: row.to.as_ref().map(|to| Shown(to.account)),
            to_name: row.to.as_ref().map(|to| to.name.clone()),
        })
    }

    /// Returns the invitation as it is brought back: one that could be accepted there cannot be here.
    pub(crate) fn row(self) -> InvitationRow {
        let by = AccountCard::without_key(self.by.0, self.by_name);
        let (times, nothing) = ((self.made.0, self.expires.0), SecretBytes::new(Vec::new()));
        let role: Role = self.role.kept();
        let mut row = InvitationRow::new(self.id.0, self.address, role, by, times, nothing);
        row.to = self.to.map(|to| AccountCard::without_key(to.0, self.to_name.unwrap_or_default()));
        let event = match self.state.kept() {
            InvitationState::Accepted => InvitationEvent::Accept,
            InvitationState::Declined => InvitationEvent::Decline,
            InvitationState::Expired => InvitationEvent::Expire,
            _ => InvitationEvent::Withdraw,
        };
        // A new one can become anything.
        if row.apply(event, self.changed.0).is_err() {
            row.state = InvitationState::Withdrawn;
        }
        row
    }
}

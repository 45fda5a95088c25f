//! Who has access to a Backpack, and who had.

use backpack_core::{AccountId, Timestamp};
use backpack_record::Actor;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::{AccountCard, Role};
use crate::row::Row;
use crate::table;

/// How many may have access to one Backpack at once.
pub const MAX_MEMBERS: usize = 64;

/// How many of those who had access are kept: the journal tells of the others.
const MOST_FORMER: usize = 64;

/// Who has access to a Backpack. One row, so that two who change it at once meet there; a Backpack that was never shared has
/// none, and one owner: the account that has its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SharingRow {
    /// Those with access, in the order in which they got it.
    pub members: Vec<Member>,
    /// Those who had it, in the order in which they lost it: the last 64.
    pub former: Vec<Former>,
    /// The newest epoch whose key was sealed to every member.
    pub epoch: u32,
    /// The oldest epoch that anything may still be sealed under.
    pub oldest: u32,
    /// Whether somebody lost access since the newest epoch was made.
    pub is_rotation_due: bool,
    /// The latest time that any change of access saw: a clock that was set back brings nothing back.
    pub latest: Timestamp,
}

/// Somebody with access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// The account's card.
    pub card: AccountCard,
    /// The role.
    pub role: Role,
    /// Whether the Backpack is about the account's own person.
    pub is_subject: bool,
    /// Since when.
    pub since: Timestamp,
    /// Who invited them; `None` for who made the Backpack.
    pub invited_by: Option<AccountId>,
}

/// Somebody who had access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "who brings one back must know all of it")]
pub struct Former {
    /// The account.
    pub account: AccountId,
    /// What they were called.
    pub name: String,
    /// The last role.
    pub role: Role,
    /// Since when they had access.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How it ended.
    pub how: Ended,
}

/// How somebody's access ended. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Ended {
    /// They left.
    Left,
    /// This account removed them.
    Removed(AccountId),
    /// The Backpack was brought back from a backup, to which nobody's access belongs.
    BroughtBack,
}

impl SharingRow {
    /// Returns the row of a Backpack to which one account has access.
    #[must_use]
    pub fn new(first: Member, epoch: u32, oldest: u32) -> Self {
        let latest = first.since;
        let (former, is_rotation_due) = (Vec::new(), false);
        Self { members: vec![first], former, epoch, oldest, is_rotation_due, latest }
    }

    /// Returns somebody with access.
    #[must_use]
    pub fn member(&self, account: AccountId) -> Option<&Member> {
        self.members.iter().find(|member| member.card.account == account)
    }

    /// Returns those who look after the Backpack: owner and co-managers.
    pub fn holders(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.role.is_manager())
    }

    /// Returns what an account may do. Where nobody has access, as after a backup was brought back, whoever has the keys is
    /// the owner.
    #[must_use]
    pub fn role_of(&self, account: AccountId) -> Option<Role> {
        if self.members.is_empty() {
            return Some(Role::Owner);
        }
        self.member(account).map(|member| member.role)
    }

    /// Ends somebody's access. Returns whether they had any.
    pub fn end(&mut self, account: AccountId, now: Timestamp, how: Ended) -> bool {
        let Some(at) = self.members.iter().position(|member| member.card.account == account) else {
            return false;
        };
        let Member { card, role, since, .. } = self.members.remove(at);
        self.former.push(Former { account, name: card.name, role, since, until: now, how });
        let over = self.former.len().saturating_sub(MOST_FORMER);
        self.former.drain(..over);
        self.is_rotation_due = true;
        true
    }

    /// Returns the row as a backup brings it back: nobody's access comes with it.
    #[must_use]
    pub const fn brought_back(former: Vec<Former>, now: Timestamp) -> Self {
        let (epoch, oldest, is_rotation_due) = (1, 1, false);
        Self { members: Vec::new(), former, epoch, oldest, is_rotation_due, latest: now }
    }
}

impl Member {
    /// Returns somebody with access.
    #[must_use]
    pub const fn new(card: AccountCard, role: Role, since: Timestamp, invited_by: Option<AccountId>) -> Self {
        Self { card, role, is_subject: false, since, invited_by }
    }

    /// Returns who acts when this member does, where the host names `actor`: one whom it does not name is the person it is
    /// about only if this member is.
    #[must_use]
    pub fn acting(&self, actor: &Actor) -> Actor {
        match actor {
            Actor::Person if !self.is_subject => Actor::Named(self.card.name.clone()),
            named => named.clone(),
        }
    }
}

impl Row for SharingRow {
    const TABLE: Table = table::MEMBER;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "sharing";

    fn name(&self) -> Vec<u8> {
        Vec::new()
    }
}

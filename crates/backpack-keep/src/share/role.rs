//! Roles: what somebody with access to a Backpack may do there.

use serde::{Deserialize, Serialize};

/// What somebody with access to a Backpack is there. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Role {
    /// The person the Backpack is about, or whoever made it for them.
    Owner,
    /// Looks after the Backpack as the owner does.
    CoManager,
    /// Reads everything, and adds to it.
    Contributor,
    /// Reads everything.
    Viewer,
}

/// What can be done in a Backpack. Whatever is not allowed to a role by name is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Read records, files, ledgers, journals; search.
    Read,
    /// Add entries, notes, tags, files and contacts.
    Contribute,
    /// Edit, delete, hide, mark, correct, link and undo.
    Correct,
    /// Make, sync and end connections.
    Connect,
    /// Say who the person is.
    Describe,
    /// Write exports and backups; share.
    Export,
    /// Compact, rotate keys, repair.
    Maintain,
    /// Invite others, change their roles, end their access.
    Invite,
    /// Hand the Backpack over to the person it is about.
    HandOver,
    /// Delete the Backpack.
    Delete,
    /// Give up one's own access.
    Leave,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: &[Self] = &[Self::Owner, Self::CoManager, Self::Contributor, Self::Viewer];

    /// Says whether the role allows an operation. Some depend on more than the role: who may be removed, who may leave, who
    /// may delete; those rules stand with the methods.
    #[must_use]
    pub const fn allows(self, operation: Operation) -> bool {
        use Operation as Op;
        match self {
            Self::Owner | Self::CoManager => matches!(
                operation,
                Op::Read
                    | Op::Contribute
                    | Op::Correct
                    | Op::Connect
                    | Op::Describe
                    | Op::Export
                    | Op::Maintain
                    | Op::Invite
                    | Op::HandOver
                    | Op::Delete
                    | Op::Leave
            ),
            Self::Contributor => matches!(operation, Op::Read | Op::Contribute | Op::Leave),
            Self::Viewer => matches!(operation, Op::Read | Op::Leave),
        }
    }

    /// Says whether it looks after the Backpack: an owner or a co-manager.
    #[must_use]
    pub const fn is_manager(self) -> bool {
        matches!(self, Self::Owner | Self::CoManager)
    }

    /// Returns a word for it. The word is stable: exports use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::CoManager => "co_manager",
            Self::Contributor => "contributor",
            Self::Viewer => "viewer",
        }
    }

    /// Returns its number, to which keys are bound. Part of the format.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Owner => 0,
            Self::CoManager => 1,
            Self::Contributor => 2,
            Self::Viewer => 3,
        }
    }
}

impl Operation {
    /// Every operation.
    pub const ALL: &[Self] = &[
        Self::Read,
        Self::Contribute,
        Self::Correct,
        Self::Connect,
        Self::Describe,
        Self::Export,
        Self::Maintain,
        Self::Invite,
        Self::HandOver,
        Self::Delete,
        Self::Leave,
    ];

    /// Returns a word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Contribute => "contribute",
            Self::Correct => "correct",
            Self::Connect => "connect",
            Self::Describe => "describe the person",
            Self::Export => "export",
            Self::Maintain => "maintain",
            Self::Invite => "invite",
            Self::HandOver => "hand over",
            Self::Delete => "delete",
            Self::Leave => "leave",
        }
    }
}

//! Roles: what somebody with access to a Backpack may do there.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

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
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: &[Self] = &[Self::Owner, Self::CoManager, Self::Contributor, Self::Viewer];

    /// Says whether the role allows an operation.
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
            ),
            Self::Contributor => matches!(operation, Op::Read | Op::Contribute),
            Self::Viewer => matches!(operation, Op::Read),
        }
    }

    pub(crate) fn permit(self, operation: Operation) -> Result<(), Error> {
        if self.allows(operation) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::NotPermitted(operation.name()), "act in Backpack"))
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
        }
    }
}

//! Why an operation on a Backpack failed.

use backpack_core::Retry;
use backpack_record::{NotUndoable, Refusal};

/// Says why an operation on a Backpack failed. Carries no health data, no secrets and no names of files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The space holds a Backpack already.
    #[error("create backpack: there is one already")]
    Exists,
    /// The space holds no Backpack.
    #[error("open backpack: there is none")]
    NoSuchBackpack,
    /// The store ends before what the anchor says was reached: its tail was lost, or an older copy was put in its place.
    #[error("open backpack: the store ends at commit {sequence}, but {anchored} had been reached")]
    RolledBack {
        /// The last commit group the store holds.
        sequence: u64,
        /// The last commit group that was known to be reached.
        anchored: u64,
    },
    /// The store and the anchor tell different histories: one of them belongs to another copy.
    #[error("open backpack: at commit {sequence} the store's history departs from the anchor's")]
    Forked {
        /// The first commit group at which they were seen to differ.
        sequence: u64,
    },
    /// A value was altered, cut, moved from another place, set back, or sealed under another key. Says what it was.
    #[error("read {0}: tampered with or damaged")]
    Tampered(&'static str),
    /// A value was written by a newer version of this library. Says what it is, and its format.
    #[error("read {0}: the newer format {1}")]
    NewerFormat(&'static str, u32),
    /// A value is sealed under a newer epoch than this handle has keys of: another process rotated the Backpack, and there is
    /// no [`KeySource`](crate::KeySource), or it knows no newer ones either. Open it again with the key file as it is now.
    /// Says what it was, and its epoch.
    #[error("read {0}: sealed under the key of epoch {1}, which was made elsewhere; open the backpack again")]
    NewerKeys(&'static str, u32),
    /// The account's root key was changed by another process: open the account again.
    #[error("read keys: the root key was changed elsewhere; open the account again")]
    OtherRoot,
    /// There is no such record, or it was removed.
    #[error("find record: there is none with this id")]
    NoSuchRecord,
    /// There is no such version of the record.
    #[error("find version: the record has none with this number")]
    NoSuchVersion,
    /// There is no such connection.
    #[error("find connection: there is none with this id")]
    NoSuchConnection,
    /// There is no such file.
    #[error("find file: there is none with this id")]
    NoSuchFile,
    /// There is no such upload, or it ended.
    #[error("find upload: there is none with this id")]
    NoSuchUpload,
    /// Only an entry can be edited, deleted or restored; a record of a connection can be hidden.
    #[error("change entry: it is a record of a connection")]
    NotAnEntry,
    /// An entry is edited, not corrected: there is no source beside the person.
    #[error("correct record: it is an entry, which is edited")]
    AnEntry,
    /// What was done cannot be undone; says why.
    #[error("undo: {0}")]
    NotUndoable(NotUndoable),
    /// The body is no readable resource.
    #[error("put entry: {0}")]
    Refused(Refusal),
    /// One value is over its limit. Says which.
    #[error("write {0}: too large")]
    TooLarge(&'static str),
    /// A condition on a row did not hold: somebody else changed it. Read it again.
    #[error("write rows: another writer changed one")]
    Conflict,
    /// Other writers were faster, again and again.
    #[error("commit: other writers were faster every time")]
    Busy,
    /// The role of the account that opened the Backpack does not allow it, or was changed meanwhile.
    #[error("use backpack: the account's role does not allow it")]
    NotPermitted,
    /// The invitation is over: accepted, declined, taken back or expired.
    #[error("change invitation: it is over")]
    InvitationOver,
    /// It was ended by its switch.
    #[error("verify backpack: cancelled")]
    Cancelled,
    /// The Backpack was closed.
    #[error("use backpack: it is closed")]
    Closed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] backpack_store::Error),
    /// The blob store failed.
    #[error(transparent)]
    Files(#[from] backpack_files::Error),
}

impl Error {
    /// Says whether the same call may be tried again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Store(error) => error.retry(),
            Self::Files(error) => error.retry(),
            Self::Busy => Retry::Soon,
            _ => Retry::Never,
        }
    }

    pub(crate) fn from_keys(error: &backpack_keys::Error, what: &'static str) -> Self {
        match error {
            backpack_keys::Error::NewerFormat(format) => Self::NewerFormat(what, *format),
            backpack_keys::Error::NewerEpoch(epoch) => Self::NewerKeys(what, *epoch),
            _ => Self::Tampered(what),
        }
    }
}

//! What may be told of: every act that the journal knows.

use backpack_core::{
    AccountId, ConnectionId, ContactId, EventId, FileId, InvitationId, RecordId, RequestId, SpaceId,
};
use backpack_record::OverlayChange;
use serde::{Deserialize, Serialize};

/// What was done. New variants go at the end: the position is what is persisted.
///
/// An act names what it was done to by id and by count, never by content: what a note says stands in the overlay alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Act {
    /// The Backpack, or the account, was made.
    Created,
    /// The Backpack was opened.
    Opened,
    /// A commit kept what a page of a connection brought.
    Imported {
        /// The connection.
        connection: ConnectionId,
        /// The query's stable name.
        query: String,
        /// Records that were not here before.
        new: u64,
        /// Records that got a new version, went back to an earlier one, or came back.
        changed: u64,
        /// Records that their source no longer has.
        gone: u64,
        /// Items that could not be read, and were not here before.
        quarantined: u64,
    },
    /// Records were marked that their source no longer returns.
    Vanished {
        /// The connection.
        connection: ConnectionId,
        /// How many.
        records: u64,
    },
    /// Items left quarantine without being kept, since they concern somebody else.
    Dismissed {
        /// The connection.
        connection: ConnectionId,
        /// How many.
        items: u64,
    },
    /// An entry was written.
    Added(RecordId),
    /// An entry got a new version.
    Edited(RecordId),
    /// An event was added to a record's overlay.
    Overlaid {
        /// The record.
        record: RecordId,
        /// The event.
        event: EventId,
        /// What sort of event.
        change: OverlayAct,
    },
    /// A file was added, or came once more.
    FileAdded(FileId),
    /// A file was removed for good.
    FileRemoved(FileId),
    /// What is known of the person was replaced.
    PersonDescribed,
    /// A connection was made.
    Connected(ConnectionId),
    /// The person signed in for a connection again.
    SignedIn(ConnectionId),
    /// The person confirmed that a connection's patient is the Backpack's person.
    PersonConfirmed(ConnectionId),
    /// A connection was ended; what came from it stayed.
    Disconnected(ConnectionId),
    /// A connection was ended, and what came from it deleted.
    ConnectionRemoved {
        /// The connection.
        connection: ConnectionId,
        /// Records that were deleted.
        records: u64,
        /// Records that stayed, since a person did something to them.
        kept: u64,
        /// Files that were deleted.
        files: u64,
    },
    /// A sync ended.
    Synced {
        /// The connection.
        connection: ConnectionId,
        /// Whether every query was answered.
        complete: bool,
    },
    /// Data left the Backpack in open form.
    Exported {
        /// What was made, in the host's words.
        what: String,
        /// How many records it holds.
        records: u64,
        /// How many files it holds.
        files: u64,
    },
    /// Data was shared.
    Shared {
        /// With whom, in the host's words.
        with: String,
        /// How many records.
        records: u64,
        /// How many files.
        files: u64,
    },
    /// A backup was made.
    BackedUp {
        /// Where to or as what, in the host's words.
        what: String,
        /// The commit group up to which it goes.
        sequence: u64,
    },
    /// What is here was brought back from a backup or an archive.
    BroughtBack {
        /// From what, in the host's words.
        what: String,
    },
    /// Everything was read to see that it is whole.
    Verified {
        /// How many faults were found.
        faults: u64,
    },
    /// Faults were mended.
    Repaired {
        /// How many were mended.
        mended: u64,
        /// How many could not be.
        remaining: u64,
    },
    /// The Backpack's key was replaced: the epoch of the new one.
    KeyRotated {
        /// The epoch.
        epoch: u32,
    },
    /// The account was unlocked by a slot.
    Unlocked {
        /// The slot.
        slot: u32,
    },
    /// A way into the account was added.
    SlotAdded(u32),
    /// A way into the account was taken away.
    SlotRemoved(u32),
    /// The passphrase of a slot was changed.
    PassphraseChanged(u32),
    /// The account's root key was replaced.
    RootRotated,
    /// A Backpack was added to the account.
    BackpackAdded(SpaceId),
    /// A Backpack of the account was deleted.
    BackpackDeleted(SpaceId),
    /// The account was copied to another storage.
    Copied,
    /// Something that the host did, in its words.
    Other(String),
    /// The key of a key service's slot was wrapped anew, under the service's newest master key.
    Rewrapped(u32),
    /// Somebody was invited into the Backpack.
    Invited(InvitationId),
    /// An invitation was accepted.
    InvitationAccepted(InvitationId),
    /// An invitation was declined.
    InvitationDeclined(InvitationId),
    /// An invitation was taken back.
    InvitationWithdrawn(InvitationId),
    /// Somebody's role was changed.
    RoleChanged(AccountId),
    /// Somebody's access was ended by another.
    MemberRemoved(AccountId),
    /// Somebody gave up their access.
    MemberLeft(AccountId),
    /// The Backpack was handed over to the person it is about.
    HandedOver(AccountId),
    /// A consent was given: its stable name.
    Consented(String),
    /// A consent was taken back: its stable name.
    ConsentWithdrawn(String),
    /// A contact was written.
    ContactKept(ContactId),
    /// A contact was removed.
    ContactRemoved(ContactId),
    /// A request for records was written, or moved on.
    RequestKept(RequestId),
    /// A request for records was removed.
    RequestRemoved(RequestId),
    /// A file was renamed or described.
    FileDescribed(FileId),
}

/// What sort of event was added to an overlay. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OverlayAct {
    /// A note was written.
    Noted,
    /// A file was attached.
    Attached(FileId),
    /// A file was taken off.
    Detached(FileId),
    /// The record was hidden.
    Hidden,
    /// It was shown again.
    Shown,
    /// It was marked as wrong.
    Flagged,
    /// The mark was taken off.
    Unflagged,
    /// The entry was deleted.
    Deleted,
    /// The entry was brought back.
    Restored,
    /// A note was rewritten, named by the event that wrote it.
    NoteRewritten(EventId),
    /// A note was taken off, named by the event that wrote it.
    NoteRemoved(EventId),
    /// An earlier event was undone.
    Undone(EventId),
    /// Something that this version has no word for.
    Other,
    /// A tag was put on.
    Tagged,
    /// A tag was taken off.
    Untagged,
    /// A field was corrected.
    Corrected,
    /// A correction was taken back.
    Uncorrected,
    /// It was linked to another record.
    Linked(RecordId),
    /// The link to another record was taken off.
    Unlinked(RecordId),
    /// It was linked to a contact.
    ContactLinked(ContactId),
    /// The link to a contact was taken off.
    ContactUnlinked(ContactId),
}

impl OverlayAct {
    /// Returns a word for it. The word is stable: exports use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Attached(_) => "attached",
            Self::Detached(_) => "detached",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::Flagged => "flagged",
            Self::Unflagged => "unflagged",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::NoteRewritten(_) => "note_rewritten",
            Self::NoteRemoved(_) => "note_removed",
            Self::Undone(_) => "undone",
            Self::Other => "other_change",
            Self::Tagged => "tagged",
            Self::Untagged => "untagged",
            Self::Corrected => "corrected",
            Self::Uncorrected => "uncorrected",
            Self::Linked(_) => "linked",
            Self::Unlinked(_) => "unlinked",
            Self::ContactLinked(_) => "contact_linked",
            Self::ContactUnlinked(_) => "contact_unlinked",
        }
    }

    /// Returns the sort of a change, without what it says.
    #[must_use]
    pub const fn of(change: &OverlayChange) -> Self {
        match change {
            OverlayChange::Noted(_) => Self::Noted,
            OverlayChange::Attached(file) => Self::Attached(*file),
            OverlayChange::Detached(file) => Self::Detached(*file),
            OverlayChange::Hidden => Self::Hidden,
            OverlayChange::Shown => Self::Shown,
            OverlayChange::Flagged(_) => Self::Flagged,
            OverlayChange::Unflagged => Self::Unflagged,
            OverlayChange::Deleted => Self::Deleted,
            OverlayChange::Restored => Self::Restored,
            OverlayChange::NoteRewritten(note, _) => Self::NoteRewritten(*note),
            OverlayChange::NoteRemoved(note) => Self::NoteRemoved(*note),
            OverlayChange::Undone(event) => Self::Undone(*event),
            OverlayChange::Tagged(_) => Self::Tagged,
            OverlayChange::Untagged(_) => Self::Untagged,
            OverlayChange::Corrected(_) => Self::Corrected,
            OverlayChange::Uncorrected(_) => Self::Uncorrected,
            OverlayChange::Linked(to, ..) => Self::Linked(*to),
            OverlayChange::Unlinked(to) => Self::Unlinked(*to),
            OverlayChange::ContactLinked(contact) => Self::ContactLinked(*contact),
            OverlayChange::ContactUnlinked(contact) => Self::ContactUnlinked(*contact),
            _ => Self::Other,
        }
    }
}

impl Act {
    /// Returns a word for it, such as `imported` or `hidden`. The word is stable: exports use it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Opened => "opened",
            Self::Imported { .. } => "imported",
            Self::Vanished { .. } => "vanished",
            Self::Dismissed { .. } => "dismissed",
            Self::Added(_) => "added",
            Self::Edited(_) => "edited",
            Self::Overlaid { change, .. } => change.name(),
            Self::FileAdded(_) => "file_added",
            Self::FileRemoved(_) => "file_removed",
            Self::PersonDescribed => "person_described",
            Self::Connected(_) => "connected",
            Self::SignedIn(_) => "signed_in",
            Self::PersonConfirmed(_) => "person_confirmed",
            Self::Disconnected(_) => "disconnected",
            Self::ConnectionRemoved { .. } => "connection_removed",
            Self::Synced { .. } => "synced",
            Self::Exported { .. } => "exported",
            Self::Shared { .. } => "shared",
            Self::BackedUp { .. } => "backed_up",
            Self::BroughtBack { .. } => "brought_back",
            Self::Verified { .. } => "verified",
            Self::Repaired { .. } => "repaired",
            Self::KeyRotated { .. } => "key_rotated",
            Self::Unlocked { .. } => "unlocked",
            Self::SlotAdded(_) => "slot_added",
            Self::SlotRemoved(_) => "slot_removed",
            Self::PassphraseChanged(_) => "passphrase_changed",
            Self::RootRotated => "root_rotated",
            Self::BackpackAdded(_) => "backpack_added",
            Self::BackpackDeleted(_) => "backpack_deleted",
            Self::Copied => "copied",
            Self::Other(_) => "other",
            Self::Rewrapped(_) => "rewrapped",
            Self::Invited(_) => "invited",
            Self::InvitationAccepted(_) => "invitation_accepted",
            Self::InvitationDeclined(_) => "invitation_declined",
            Self::InvitationWithdrawn(_) => "invitation_withdrawn",
            Self::RoleChanged(_) => "role_changed",
            Self::MemberRemoved(_) => "member_removed",
            Self::MemberLeft(_) => "member_left",
            Self::HandedOver(_) => "handed_over",
            Self::Consented(_) => "consented",
            Self::ConsentWithdrawn(_) => "consent_withdrawn",
            Self::ContactKept(_) => "contact_kept",
            Self::ContactRemoved(_) => "contact_removed",
            Self::RequestKept(_) => "request_kept",
            Self::RequestRemoved(_) => "request_removed",
            Self::FileDescribed(_) => "file_described",
        }
    }

    /// Returns the record that the act names, if it names one.
    #[must_use]
    pub const fn record(&self) -> Option<RecordId> {
        match self {
            Self::Added(record) | Self::Edited(record) | Self::Overlaid { record, .. } => Some(*record),
            _ => None,
        }
    }

    /// Returns the connection that the act names, if it names one.
    #[must_use]
    pub const fn connection(&self) -> Option<ConnectionId> {
        match self {
            Self::Imported { connection, .. }
            | Self::Vanished { connection, .. }
            | Self::Dismissed { connection, .. }
            | Self::Connected(connection)
            | Self::SignedIn(connection)
            | Self::PersonConfirmed(connection)
            | Self::Disconnected(connection)
            | Self::ConnectionRemoved { connection, .. }
            | Self::Synced { connection, .. } => Some(*connection),
            _ => None,
        }
    }

    /// Returns the file that the act names, if it names one.
    #[must_use]
    pub const fn file(&self) -> Option<FileId> {
        match self {
            Self::FileAdded(file)
            | Self::FileRemoved(file)
            | Self::FileDescribed(file)
            | Self::Overlaid { change: OverlayAct::Attached(file) | OverlayAct::Detached(file), .. } => {
                Some(*file)
            }
            _ => None,
        }
    }
}

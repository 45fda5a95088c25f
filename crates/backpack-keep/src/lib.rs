#![doc = include_str!("../README.md")]

mod activity;
mod blobs;
mod block;
mod catalog;
mod change;
mod commit;
mod compact;
mod disposal;
mod entry;
mod error;
mod export;
mod file;
#[cfg(test)]
mod golden;
mod hash;
mod head;
mod history;
mod index;
mod keep;
mod lease;
mod open;
mod overlay;
mod packed;
mod page;
mod parts;
mod read;
mod repair;
mod restore;
mod rotate;
mod row;
mod rows;
mod seal;
mod segment;
mod share;
mod sweep;
mod table;
mod verify;
mod zip;

pub use activity::{Act, Activity, ActivityFilter, ActivityOrder, ActivityPage, OverlayAct};
pub use catalog::{
    Catalog, CodeFilter, FileBytes, Filter, Hits, Order, PageToken, PeekedBytes, Quarantine, Record, Show,
    Sieve, Source, TagCount, Turn, Undated,
};
pub use change::{Change, ChangeKind, ConnectionState};
pub use compact::CompactionReport;
pub use disposal::{Disposal, Removal};
pub use error::Error;
pub use export::{Bodies, QuarantinedBodies, QuarantinedBody, StoredBody};
pub use file::{Description, KeptUpload, NewFile, Reading, ReadingHead, Room, RoomTurn, UPLOAD_GRACE};
pub use history::Turned;
pub use index::{IndexPart, IndexUpdate, KeptIndex, PieceId};
pub use keep::{Keep, WeakKeep};
pub use overlay::Undone;
pub use page::{CursorUpdate, Incoming, Judgement, PageCommit, PageCounts, Quarantined, Retried};
pub use parts::{KeySource, Parts};
pub use read::{Original, VersionInfo};
pub use repair::{Consent, Repaired};
pub use restore::{
    KeptRecord, KeptRows, Restore, RestoredFile, RestoredItem, RestoredPage, RestoredState, Snapshot, Unread,
};
pub use rotate::{FileKeys, Rotated, RotationOptions, RotationProgress, RotationStatus};
pub use row::{
    AccessRow, Answer, AttachmentRow, AttachmentState, AttemptRow, Authorisation, CardLinkRow, CardRow,
    ConnectionRow, ConsentRow, ContactRow, ContactTie, Counts, CurrentRow, Dismissed, FILED_IN_A_ROW,
    FileOrigin, FileRow, Filed, FiledRole, FiledThing, GrantRow, KeptContact, Ledger, MembersRow, PaceRow,
    Person, QueryOutcome, QueryRow, Relation, RequestRow, Row, RowBatch, Sex, Support, SyncState, TriedRow,
    UpkeepRow, Warned,
};
pub use share::{
    AccountCard, Ended, Envelopes, Former, InvitationAnswer, InvitationCode, InvitationEvent, InvitationLink,
    InvitationRow, InvitationState, MAX_MEMBERS, Member, Operation, Role, SharingRow, is_one_line,
};
pub use table::TABLES;
pub use verify::{
    Class, Concern, Depth, Finding, Mend, Outcome, Severity, Verification, Verified, VerifyCounts,
    VerifyOptions, VerifyProgress, VerifyStep,
};

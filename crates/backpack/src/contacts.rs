//! Contacts: providers, their organisations and people close to the person; kept, offered, tied to records, copied.

use backpack_core::{ContactId, RecordId, Timestamp};
use backpack_store::Version;

pub use backpack_keep::{ContactTie, Dismissed};
pub use backpack_record::contact::{
    Address, Contact, ContactPoint, ContactResource, ContactSort, Identifier, InvalidContact, NPI, Personal,
    PersonalRole, PointSort, Provider, is_npi,
};

/// A contact that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kept {
    /// The contact's id.
    pub id: ContactId,
    /// What the person says of them.
    pub contact: Contact,
    /// The records that they were taken from, in the versions that the person has seen.
    pub ties: Vec<ContactTie>,
    /// Whether a record that describes them has another version by now, is gone, or taken back: see
    /// [`Backpack::contact_changes`](crate::Backpack::contact_changes).
    pub is_changed_at_source: bool,
    /// When the contact was added.
    pub added: Timestamp,
    /// When it was written last.
    pub changed: Timestamp,
    /// What an edit demands to be still there.
    pub(crate) version: Version,
}

/// What a source says by now of a contact that was taken from it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceChange {
    /// The record.
    pub record: RecordId,
    /// What it said in the version that the person has seen.
    pub was: Contact,
    /// What it says now; `None` if it is gone, or taken back.
    pub now: Option<Contact>,
}

/// Somebody met in the records, who is neither kept nor dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion {
    /// What the records say of them.
    pub contact: Contact,
    /// The records that describe them.
    pub described_by: Vec<RecordId>,
    /// The latest records that name them, 8 at most.
    pub named_in: Vec<RecordId>,
    /// How many records name them.
    pub mentions: usize,
    /// When they were named last, in milliseconds since 1970; `None` if no record that names them has a date.
    pub latest: Option<i64>,
}

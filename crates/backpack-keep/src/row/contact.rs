//! Contacts, and whom the person does not want to be offered.

use backpack_core::{ContactId, RecordId, Timestamp};
use backpack_record::contact::{Contact, ContactKey};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::{Keep, table};

/// What the table of contacts holds. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ContactRow {
    /// A contact.
    Kept(Box<KeptContact>),
    /// Somebody who is not offered any more.
    Dismissed(Dismissed),
}

/// A contact that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KeptContact {
    /// The contact's id.
    pub id: ContactId,
    /// What the person says of them.
    pub contact: Contact,
    /// The records that they were taken from.
    pub ties: Vec<ContactTie>,
    /// When the contact was added.
    pub added: Timestamp,
    /// When it was written last.
    pub changed: Timestamp,
}

/// A record that a contact was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactTie {
    /// The record.
    pub record: RecordId,
    /// The number of its version that the person has seen.
    pub version: u64,
    /// Whether the record describes them; it only names them if not.
    pub describes: bool,
}

/// Somebody who is not offered any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dismissed {
    /// What tells them apart, as one text.
    pub key: String,
    /// The National Provider Identifiers.
    pub npis: Vec<String>,
    /// The name without case, accents and titles.
    pub name: String,
    /// The organisation, likewise.
    pub organisation: String,
    /// The name as it was shown.
    pub shown: String,
    /// When.
    pub at: Timestamp,
}

impl KeptContact {
    /// Returns a contact with this id, taken from no record.
    #[must_use]
    pub const fn new(id: ContactId, contact: Contact, now: Timestamp) -> Self {
        Self { id, contact, ties: Vec::new(), added: now, changed: now }
    }
}

impl ContactTie {
    /// Returns a tie to a version of a record.
    #[must_use]
    pub const fn new(record: RecordId, version: u64, describes: bool) -> Self {
        Self { record, version, describes }
    }
}

impl Dismissed {
    /// Returns the note that a contact is not to be offered.
    #[must_use]
    pub fn new(contact: &Contact, now: Timestamp) -> Self {
        let key = ContactKey::of(contact);
        let shown = contact.name.clone();
        Self {
            key: key.text(),
            npis: key.npis,
            name: key.name,
            organisation: key.organisation,
            shown,
            at: now,
        }
    }

    /// Says whether a contact is the one that was dismissed.
    #[must_use]
    pub fn is_of(&self, key: &ContactKey) -> bool {
        if !self.npis.is_empty() && !key.npis.is_empty() {
            return self.npis.iter().any(|npi| key.npis.contains(npi));
        }
        self.name == key.name && self.organisation == key.organisation
    }

    /// Returns the name of the row with this key.
    #[must_use]
    pub fn name_of(key: &str) -> Vec<u8> {
        [b"dismissed\0", key.as_bytes()].concat()
    }
}

impl Keep {
    /// Returns the id that a contact has in this Backpack if it was taken from what this text says: the same from the same
    /// text, and by itself saying nothing of it.
    #[must_use]
    pub fn contact_id_of(&self, text: &str) -> ContactId {
        let name = [b"taken from\0", text.as_bytes()].concat();
        ContactId::from_bytes(self.0.parts.keys.row_id(table::CONTACT.0, &name))
    }
}

impl Row for ContactRow {
    const TABLE: Table = table::CONTACT;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "contact";

    fn name(&self) -> Vec<u8> {
        match self {
            Self::Kept(kept) => kept.id.as_bytes().to_vec(),
            Self::Dismissed(dismissed) => Dismissed::name_of(&dismissed.key),
        }
    }
}

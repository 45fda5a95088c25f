//! Contacts, as JSON.

use backpack_core::{ContactId, RecordId};
use backpack_keep::{ContactRow, ContactTie, Dismissed, KeptContact};
use backpack_record::contact::Contact;
use serde::{Deserialize, Serialize};

use super::Ids;
use crate::text::{At, Shown};

/// A contact, or the note that somebody is not offered any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactLine {
    Contact(Box<KeptLine>),
    Dismissed(DismissedLine),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptLine {
    id: Shown<ContactId>,
    #[serde(flatten)]
    contact: Contact,
    ties: Vec<TieLine>,
    added: At,
    changed: At,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TieLine {
    record: Shown<RecordId>,
    version: u64,
    describes: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DismissedLine {
    key: String,
    npis: Vec<String>,
    name: String,
    organisation: String,
    shown: String,
    at: At,
}

impl ContactLine {
    /// Returns the line of a row; `None` if this version has no word for it.
    pub(crate) fn new(row: &ContactRow) -> Option<Self> {
        Some(match row {
            ContactRow::Kept(kept) => Self::Contact(Box::new(KeptLine {
                id: Shown(kept.id),
                contact: kept.contact.clone(),
                ties: kept.ties.iter().map(TieLine::new).collect(),
                added: At(kept.added),
                changed: At(kept.changed),
            })),
            ContactRow::Dismissed(kept) => Self::Dismissed(DismissedLine {
                key: kept.key.clone(),
                npis: kept.npis.clone(),
                name: kept.name.clone(),
                organisation: kept.organisation.clone(),
                shown: kept.shown.clone(),
                at: At(kept.at),
            }),
            _ => return None,
        })
    }

    pub(crate) fn row(self, ids: &Ids) -> ContactRow {
        match self {
            Self::Contact(line) => {
                let mut kept = KeptContact::new(line.id.0, line.contact, line.added.0);
                let tie = |tie: TieLine| ContactTie::new(ids.here(tie.record.0), tie.version, tie.describes);
                kept.ties = line.ties.into_iter().map(tie).collect();
                kept.changed = line.changed.0;
                ContactRow::Kept(Box::new(kept))
            }
            Self::Dismissed(line) => {
                let mut dismissed = Dismissed::new(&Contact::provider(line.shown), line.at.0);
                (dismissed.key, dismissed.npis) = (line.key, line.npis);
                (dismissed.name, dismissed.organisation) = (line.name, line.organisation);
                ContactRow::Dismissed(dismissed)
            }
        }
    }
}

impl TieLine {
    const fn new(tie: &ContactTie) -> Self {
        Self { record: Shown(tie.record), version: tie.version, describes: tie.describes }
    }
}

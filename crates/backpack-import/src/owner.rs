//! Which patient an item belongs to.

use std::collections::HashMap;

use backpack_connect::{Item, Put};
use backpack_record::Header;
use memchr::memmem;

/// Whom an item belongs to, by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// It names this patient.
    Patient(String),
    /// It names none, or cannot be read.
    Nobody,
}

/// The patients of one document: whom its `fullUrl`s stand for, and whom what names nobody goes with.
#[derive(Debug, Default)]
pub(crate) struct Household {
    by_url: HashMap<String, String>,
    first: Option<String>,
}

impl Household {
    /// Learns the Patient resources of a document.
    pub(crate) fn of(items: &[Item]) -> Self {
        let mut household = Self::default();
        for item in items {
            let Item::Put(put) = item else { continue };
            let Some(id) = patient_in(put) else { continue };
            household.first.get_or_insert_with(|| id.clone());
            if let Some(url) = &put.full_url {
                household.by_url.insert(url.clone(), id);
            }
        }
        household
    }

    /// Returns the patient with whom what names nobody goes: the first of the document.
    pub(crate) fn first(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// Says whom an item belongs to by its own words.
    pub(crate) fn owner(&self, put: &Put) -> Owner {
        Header::read(&put.body).map_or(Owner::Nobody, |header| self.owner_by_header(&header, put))
    }

    /// Says whom an item with this header belongs to by its own words.
    pub(crate) fn owner_by_header(&self, header: &Header<'_>, put: &Put) -> Owner {
        if let Some(id) = patient_id(header, put) {
            return Owner::Patient(id);
        }
        let target = header.subject.as_ref().and_then(|subject| self.by_url.get(subject.target.as_str()));
        let named = || header.subject_id().filter(|id| !id.starts_with("urn:"));
        let id = target.map(String::as_str).or_else(named);
        id.map_or(Owner::Nobody, |id| Owner::Patient(id.to_owned()))
    }
}

/// Returns who an item is, if it is a Patient.
pub(crate) fn patient_in(put: &Put) -> Option<String> {
    // A quick look spares most bodies a second reading.
    memmem::find(&put.body, b"\"Patient\"")?;
    patient_id(&Header::read(&put.body).ok()?, put)
}

/// Returns who a Patient resource is: its id, else the `fullUrl` by which others name it, or the id in that.
fn patient_id(header: &Header<'_>, put: &Put) -> Option<String> {
    if header.resource_type != "Patient" {
        return None;
    }
    let url = put.full_url.as_deref();
    let from_url = || url.map(|url| url.rsplit_once("/Patient/").map_or(url, |(_, id)| id));
    header.id.as_deref().filter(|id| !id.is_empty()).or_else(from_url).map(ToOwned::to_owned)
}

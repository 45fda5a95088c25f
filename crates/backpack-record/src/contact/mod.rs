//! Contacts: providers, their organisations, and people close to whom a Backpack is about.

mod check;
mod fhir;
mod gather;
mod name;
mod read;
mod set;

use serde::{Deserialize, Serialize};

pub use check::{InvalidContact, is_npi};
pub use fhir::ContactResource;
pub use gather::{Gathering, Mention, Met};
pub use name::{ContactKey, plain_name};
pub use read::Described;

/// The identifier system of the US National Provider Identifier in FHIR.
pub const NPI: &str = "http://hl7.org/fhir/sid/us-npi";

/// Somebody a person deals with. [`Contact::check`] says whether it may be kept.
///
/// What is serialized is persisted, in rows and in archives: fields are never reordered nor renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// The name, as people write it.
    pub name: String,
    /// What sort of contact it is.
    pub sort: ContactSort,
    /// How to reach them, the preferred way first.
    pub points: Vec<ContactPoint>,
    /// Where they are.
    pub address: Option<Address>,
    /// A note of the person's own.
    pub note: Option<String>,
}

/// What sort of contact it is. New variants go at the end: the position is what is persisted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContactSort {
    /// Somebody who cares for the person's health by profession.
    Provider(Provider),
    /// A practice, hospital, laboratory, pharmacy or payer.
    Organisation(Provider),
    /// Somebody close.
    Personal(Personal),
}

/// What is known of a provider or an organisation beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Provider {
    /// What they are specialised in, in words.
    pub specialty: Option<String>,
    /// Whether the person went there once and no longer does.
    pub is_past: bool,
    /// The organisation they belong to.
    pub organisation: Option<String>,
    /// What they are there, or to the person: "primary care physician".
    pub role: Option<String>,
    /// What identifies them to others.
    pub identifiers: Vec<Identifier>,
}

/// An identifier in a system, as FHIR has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identifier {
    /// The system, a URI: [`NPI`] for one.
    pub system: String,
    /// The value.
    pub value: String,
}

/// What is known of somebody close beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Personal {
    /// Who they are to the person, in words: "mother".
    pub relation: Option<String>,
    /// What they are there for.
    pub roles: Vec<PersonalRole>,
}

/// What somebody close is there for. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PersonalRole {
    /// To be called in an emergency.
    EmergencyContact,
    /// The next of kin.
    NextOfKin,
    /// Decides about health care when the person cannot: a health-care proxy, or a power of attorney for it.
    HealthCareProxy,
    /// Holds a power of attorney.
    PowerOfAttorney,
    /// A guardian.
    Guardian,
    /// Cares for the person every day.
    Caregiver,
}

/// One way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContactPoint {
    /// By what.
    pub by: PointSort,
    /// The number or address.
    pub value: String,
    /// What it is: "work", "after hours".
    pub label: Option<String>,
}

/// By what somebody is reached. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PointSort {
    /// A telephone.
    Phone,
    /// A fax.
    Fax,
    /// Electronic mail.
    Email,
    /// A page on the web.
    Web,
    /// The patient portal.
    Portal,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Address {
    /// Street, house, floor, box: line by line.
    pub lines: Vec<String>,
    /// The city.
    pub city: Option<String>,
    /// The state, province or region.
    pub state: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country, as people write it.
    pub country: Option<String>,
}

impl Contact {
    /// Returns what is known of a provider or an organisation; `None` for somebody close.
    #[must_use]
    pub const fn care(&self) -> Option<&Provider> {
        match &self.sort {
            ContactSort::Provider(care) | ContactSort::Organisation(care) => Some(care),
            ContactSort::Personal(_) => None,
        }
    }

    /// Returns the National Provider Identifiers, in order.
    pub fn npis(&self) -> impl Iterator<Item = &str> {
        let identifiers = self.care().map(|care| care.identifiers.as_slice()).unwrap_or_default();
        identifiers.iter().filter(|one| one.system == NPI).map(|one| one.value.as_str())
    }

    /// Returns the values under which somebody is reached in this way, the preferred one first.
    pub fn reached_by(&self, by: PointSort) -> impl Iterator<Item = &str> {
        self.points.iter().filter(move |point| point.by == by).map(|point| point.value.as_str())
    }
}

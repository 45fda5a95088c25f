//! What is known of one portal.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A portal: one FHIR base in one FHIR version, as one organisation offers it to its patients.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Portal {
    /// What it is known by.
    pub id: PortalId,
    /// The name to show, as the first of its sources gives it.
    pub name: Name,
    /// Its other names: aliases, the portal's own name, names it had before.
    pub aliases: Vec<Name>,
    /// The name of the organisation it is part of.
    pub part_of: Option<String>,
    /// The FHIR base exactly as listed, to be used as it stands.
    pub base: String,
    /// Which FHIR it speaks.
    pub fhir_version: FhirVersion,
    /// The address of its patient-facing web site.
    pub web: Option<String>,
    /// Where its logo is, or the logo itself as a `data:` address; at most 2,048 bytes, and never fetched here.
    pub logo: Option<String>,
    /// Where it is.
    pub places: Vec<Place>,
    /// What its organisation is known by elsewhere.
    pub identifiers: Vec<Identifier>,
    /// The lists that name it.
    pub sources: Vec<String>,
    /// The name of the dialect's row that it speaks, where one of its lists says so.
    pub dialect: Option<String>,
}

/// What a portal is known by: made of its base, its FHIR version and its organisation, so that the same portal has the
/// same id in every list and at every load.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PortalId(pub(crate) [u8; 16]);

impl fmt::Display for PortalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PortalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortalId({self})")
    }
}

/// Says that a text is no portal id: it is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a portal id is 32 hexadecimal digits")]
#[non_exhaustive]
pub struct InvalidPortalId;

impl FromStr for PortalId {
    type Err = InvalidPortalId;

    fn from_str(text: &str) -> Result<Self, InvalidPortalId> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| digits).ok_or(InvalidPortalId)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// A name, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Name {
    /// The name as listed.
    pub text: String,
    /// Whose it is.
    pub kind: NameKind,
}

impl Name {
    /// Returns a name.
    #[must_use]
    pub fn new(text: impl Into<String>, kind: NameKind) -> Self {
        Self { text: text.into(), kind }
    }
}

/// Whose a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NameKind {
    /// A brand that patients know.
    Brand,
    /// An organisation: a hospital, a clinic, a payer.
    Organisation,
    /// A clinician, or a practice that bears a clinician's name.
    Clinician,
    /// The portal itself.
    Portal,
    /// The host of the FHIR base, where a list gives no name.
    Host,
}

/// Which FHIR a portal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FhirVersion {
    /// The list does not say, and the address does not tell.
    Unknown,
    /// DSTU2.
    Dstu2,
    /// STU3.
    Stu3,
    /// R4.
    R4,
    /// R4B.
    R4b,
    /// R5.
    R5,
}

impl FhirVersion {
    /// Returns what a version number (`4.0.1`) or a code of it (`R4`, `4.0`) says.
    #[must_use]
    pub fn of_number(number: &str) -> Self {
        let number = number.trim();
        let among = |starts: &[&str]| starts.iter().any(|start| number.starts_with(start));
        match number.to_ascii_lowercase().as_str() {
            "dstu2" | "r2" | "stu2" => Self::Dstu2,
            "stu3" | "r3" | "dstu3" => Self::Stu3,
            "r4" => Self::R4,
            "r4b" => Self::R4b,
            "r5" => Self::R5,
            _ if among(&["1.0", "0.5", "0.4"]) => Self::Dstu2,
            _ if among(&["3.0", "1.2", "1.4", "1.6", "1.8"]) => Self::Stu3,
            _ if among(&["4.0", "3.3", "3.5"]) => Self::R4,
            _ if among(&["4.1", "4.3"]) => Self::R4b,
            _ if among(&["5.0", "4.2", "4.4", "4.5", "4.6"]) => Self::R5,
            _ => Self::Unknown,
        }
    }
}

/// A place; what is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Place {
    /// The city.
    pub city: String,
    /// The state or province, as listed.
    pub state: String,
    /// The postal code.
    pub zip: String,
    /// The country, as listed.
    pub country: String,
}

impl Place {
    /// Returns a place in a city.
    #[must_use]
    pub fn city(city: impl Into<String>) -> Self {
        Self { city: city.into(), ..Self::default() }
    }

    /// Sets the state or province.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = state.into();
        self
    }

    /// Sets the postal code.
    #[must_use]
    pub fn zip(mut self, zip: impl Into<String>) -> Self {
        self.zip = zip.into();
        self
    }

    /// Sets the country.
    #[must_use]
    pub fn country(mut self, country: impl Into<String>) -> Self {
        self.country = country.into();
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        [&self.city, &self.state, &self.zip, &self.country].iter().all(|part| part.is_empty())
    }
}

/// What an organisation is known by in some system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identifier {
    /// The system; empty if the list does not say.
    pub system: String,
    /// The value.
    pub value: String,
}

impl Identifier {
    /// Returns an identifier.
    #[must_use]
    pub fn new(system: impl Into<String>, value: impl Into<String>) -> Self {
        Self { system: system.into(), value: value.into() }
    }
}

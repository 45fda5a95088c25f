//! Who asks, about whom, and whom.

use serde::{Deserialize, Serialize};

/// The person whose records are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Patient {
    /// The name, as the holder knows it.
    pub name: String,
    /// The birth date, `YYYY-MM-DD`; empty if it is not known yet.
    pub birth_date: String,
    /// Numbers by which the holder knows the person, such as a medical record number.
    pub identifiers: Vec<Identifier>,
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// A telephone number.
    pub telephone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// A number by which a holder knows a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identifier {
    /// What it is called, such as "Medical record number".
    pub label: String,
    /// The number.
    pub value: String,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Requester {
    /// The person.
    #[default]
    Patient,
    /// A personal representative, whom the holder must treat as the person (45 CFR 164.502(g)).
    Representative {
        /// The name.
        name: String,
        /// What they are to the person, such as "mother" or "holder of a health care power of attorney".
        relation: String,
        /// What proves it and goes with the letter, such as "copy of the power of attorney of 3 March 2024".
        proof: String,
    },
}

/// Who holds the records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holder {
    /// The name of the practice, hospital or plan.
    pub name: String,
    /// The privacy officer, if known by name.
    pub privacy_officer: Option<String>,
    /// The postal address, line by line.
    pub address: Vec<String>,
    /// A fax number.
    pub fax: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The address of a portal that takes requests.
    pub portal: Option<String>,
}

impl Patient {
    /// Returns a person of this name and birth date (`YYYY-MM-DD`).
    #[must_use]
    pub fn new(name: impl Into<String>, birth_date: impl Into<String>) -> Self {
        Self { name: name.into(), birth_date: birth_date.into(), ..Self::default() }
    }

    /// Adds a number by which the holder knows the person.
    #[must_use]
    pub fn with_identifier(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.identifiers.push(Identifier { label: label.into(), value: value.into() });
        self
    }

    /// Sets the postal address, line by line.
    #[must_use]
    pub fn at(mut self, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.address = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the telephone number.
    #[must_use]
    pub fn with_telephone(mut self, number: impl Into<String>) -> Self {
        self.telephone = Some(number.into());
        self
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn with_email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self
    }
}

impl Requester {
    /// Returns a personal representative.
    #[must_use]
    pub fn representative(
        name: impl Into<String>,
        relation: impl Into<String>,
        proof: impl Into<String>,
    ) -> Self {
        Self::Representative { name: name.into(), relation: relation.into(), proof: proof.into() }
    }
}

impl Holder {
    /// Returns a holder of whom only the name is known.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Sets the privacy officer's name.
    #[must_use]
    pub fn with_privacy_officer(mut self, name: impl Into<String>) -> Self {
        self.privacy_officer = Some(name.into());
        self
    }

    /// Sets the postal address, line by line.
    #[must_use]
    pub fn at(mut self, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.address = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the fax number.
    #[must_use]
    pub fn with_fax(mut self, number: impl Into<String>) -> Self {
        self.fax = Some(number.into());
        self
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn with_email(mut self, address: impl Into<String>) -> Self {
        self.email = Some(address.into());
        self
    }

    /// Sets the address of a portal that takes requests.
    #[must_use]
    pub fn with_portal(mut self, address: impl Into<String>) -> Self {
        self.portal = Some(address.into());
        self
    }

    /// Says whether there is any way to reach it.
    pub(crate) fn is_reachable(&self) -> bool {
        !self.address.is_empty() || self.fax.is_some() || self.email.is_some() || self.portal.is_some()
    }
}

//! What one list says of one portal, before it is merged with what others say.

use serde::{Deserialize, Serialize};

use crate::address::{host, secure, version_in};
use crate::{FhirVersion, Identifier, Name, NameKind, Place, address};

/// The most of each that one listing keeps.
pub(crate) const MAX_NAMES: usize = 64;
pub(crate) const MAX_PLACES: usize = 256;
pub(crate) const MAX_IDENTIFIERS: usize = 16;
pub(crate) const MAX_TEXT: usize = 300;

/// What one list says of one portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Listing {
    /// The FHIR base exactly as listed.
    pub base: String,
    /// Which FHIR it speaks.
    pub fhir_version: FhirVersion,
    /// The name.
    pub name: Name,
    /// Other names; at most 64 are kept.
    pub aliases: Vec<Name>,
    /// The name of the organisation it is part of.
    pub part_of: Option<String>,
    /// The address of the patient-facing web site.
    pub web: Option<String>,
    /// Where the logo is, or a short one itself.
    pub logo: Option<String>,
    /// Where it is; at most 256 are kept.
    pub places: Vec<Place>,
    /// What the organisation is known by; at most 16 are kept.
    pub identifiers: Vec<Identifier>,
}

/// Says why an address is not taken as a FHIR base, in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
#[non_exhaustive]
pub struct RefusedBase(pub &'static str);

impl Listing {
    /// Returns a listing of the portal at `base`, whose FHIR version is told by its path if that names one.
    /// A name that is empty becomes the host of the base; one over 300 characters is cut.
    ///
    /// # Errors
    ///
    /// [`RefusedBase`] if the base is not https, is longer than 2,048 bytes, or carries a user or a fragment.
    pub fn new(base: &str, name: &str, kind: NameKind) -> Result<Self, RefusedBase> {
        let base = base.trim();
        let url = secure(base).map_err(RefusedBase)?;
        let text = tidy(name);
        let name =
            if text.is_empty() { Name::new(host(base), NameKind::Host) } else { Name::new(text, kind) };
        Ok(Self {
            base: base.to_owned(),
            fhir_version: version_in(&url),
            name,
            aliases: Vec::new(),
            part_of: None,
            web: None,
            logo: None,
            places: Vec::new(),
            identifiers: Vec::new(),
        })
    }

    /// Sets the FHIR version.
    #[must_use]
    pub fn fhir_version(mut self, version: FhirVersion) -> Self {
        self.fhir_version = version;
        self
    }

    /// Adds another name.
    #[must_use]
    pub fn alias(mut self, name: &str, kind: NameKind) -> Self {
        let text = tidy(name);
        if !text.is_empty() && text != self.name.text && self.aliases.len() < MAX_NAMES {
            self.aliases.push(Name::new(text, kind));
        }
        self
    }

    /// Sets the address of the patient-facing web site; one that is not https is left out.
    #[must_use]
    pub fn web(mut self, web: &str) -> Self {
        self.web = secure(web.trim()).ok().map(|_| web.trim().to_owned());
        self
    }

    /// Adds a place; an empty one is left out.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        if !place.is_empty() && self.places.len() < MAX_PLACES && !self.places.contains(&place) {
            self.places.push(place);
        }
        self
    }

    /// Adds an identifier; one without a value is left out.
    #[must_use]
    pub fn identifier(mut self, identifier: Identifier) -> Self {
        if !identifier.value.trim().is_empty() && self.identifiers.len() < MAX_IDENTIFIERS {
            self.identifiers.push(identifier);
        }
        self
    }

    pub(crate) fn part_of(mut self, name: &str) -> Self {
        self.part_of = Some(tidy(name)).filter(|name| !name.is_empty());
        self
    }

    pub(crate) fn logo(mut self, logo: &str) -> Self {
        let allowed = logo.starts_with("https://") || logo.starts_with("data:image/");
        self.logo = Some(logo.to_owned()).filter(|_| allowed && logo.len() <= address::MAX_ADDRESS);
        self
    }

    /// Returns every name, the first one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Name> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

/// Returns a text without spaces around it and control characters in it, cut to 300 characters.
pub(crate) fn tidy(text: &str) -> String {
    let clean = text.trim().chars().filter(|letter| !letter.is_control());
    clean.take(MAX_TEXT).collect::<String>().trim_end().to_owned()
}

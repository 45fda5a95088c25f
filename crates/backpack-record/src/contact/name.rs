//! Names that are the same, however they are written.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Contact, ContactSort};

/// Words before and after a name that are no part of it: forms of address, and degrees.
const TITLES: &[&str] = &[
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "prof",
    "professor",
    "doctor",
    "herr",
    "frau",
    "md",
    "do",
    "dds",
    "dmd",
    "dpm",
    "dpt",
    "phd",
    "pharmd",
    "rn",
    "np",
    "pa",
    "pac",
    "aprn",
    "arnp",
    "fnp",
    "lcsw",
    "od",
    "facp",
    "facs",
    "jr",
    "sr",
];

/// Returns a name without case, accents, punctuation, titles and degrees, its words in alphabetical order: so that
/// "Ek, Ann, MD" and "Dr. Ann Ek" are one. A name of nothing but titles keeps them.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    // Degrees are written with dots and without: "M.D.".
    let plain = plain.replace(['.', '\'', '\u{2019}'], "");
    let mut words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| !TITLES.contains(word)) {
        words.retain(|word| !TITLES.contains(word));
    }
    words.sort_unstable();
    // A name without a letter is as it stands.
    if words.is_empty() { name.trim().to_owned() } else { words.join(" ") }
}

/// What tells contacts apart: the NPIs if there are any, else name and organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactKey {
    /// The National Provider Identifiers, sorted.
    pub npis: Vec<String>,
    /// The name, as [`plain_name`] has it.
    pub name: String,
    /// The organisation, likewise; empty if it is not known.
    pub organisation: String,
}

impl ContactKey {
    /// Returns what tells a contact apart.
    #[must_use]
    pub fn of(contact: &Contact) -> Self {
        let mut npis: Vec<String> = contact.npis().map(ToOwned::to_owned).collect();
        npis.sort_unstable();
        npis.dedup();
        let organisation = contact.care().and_then(|care| care.organisation.as_deref());
        Self {
            npis,
            name: plain_name(&contact.name),
            organisation: plain_name(organisation.unwrap_or_default()),
        }
    }

    /// Says whether both mean the same: a common NPI; or, where at most one of them has an NPI, the same name, and the same
    /// organisation as far as both know one.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if !self.npis.is_empty() && !other.npis.is_empty() {
            return self.npis.iter().any(|npi| other.npis.contains(npi));
        }
        let agree = |one: &str, other: &str| one.is_empty() || other.is_empty() || one == other;
        self.name == other.name && agree(&self.organisation, &other.organisation)
    }

    /// Returns the key as one text, to be kept under.
    #[must_use]
    pub fn text(&self) -> String {
        match self.npis.first() {
            Some(npi) => format!("npi:{npi}"),
            None => format!("name:{}|{}", self.name, self.organisation),
        }
    }
}

impl Contact {
    /// Says whether both are of one sort and mean the same ([`ContactKey::is_same`]).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_of_one_sort(other) && ContactKey::of(self).is_same(&ContactKey::of(other))
    }

    /// Says whether both are providers, organisations, or people close to the person.
    #[must_use]
    pub const fn is_of_one_sort(&self, other: &Self) -> bool {
        matches!(
            (&self.sort, &other.sort),
            (ContactSort::Provider(_), ContactSort::Provider(_))
                | (ContactSort::Organisation(_), ContactSort::Organisation(_))
                | (ContactSort::Personal(_), ContactSort::Personal(_))
        )
    }
}

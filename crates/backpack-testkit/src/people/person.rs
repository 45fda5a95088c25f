//! One synthetic person, and how much of a record they get.

use std::io::{self, Write};

use super::life::Life;
use super::profile::Profile;
use super::resource::{Resource, write_bundle, write_ndjson};

/// How much of a record a synthetic person gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeopleOptions {
    /// How many resources, at least [`PeopleOptions::LEAST`].
    pub resources: usize,
}

impl PeopleOptions {
    /// The least number of resources: below it some resource types would be missing.
    pub const LEAST: usize = 150;

    /// Returns a record of 300 resources: a screen test, a quick start.
    #[must_use]
    pub const fn small() -> Self {
        Self { resources: 300 }
    }

    /// Returns a record of 3,000 resources: a person with a long history.
    #[must_use]
    pub const fn medium() -> Self {
        Self { resources: 3_000 }
    }

    /// Returns a record of exactly `resources` resources, or of [`Self::LEAST`] if that is more.
    #[must_use]
    pub const fn with_resources(resources: usize) -> Self {
        Self { resources: if resources < Self::LEAST { Self::LEAST } else { resources } }
    }
}

impl Default for PeopleOptions {
    fn default() -> Self {
        Self::small()
    }
}

/// An invented person with a health record over forty years.
///
/// ```
/// use backpack_testkit::people::{PeopleOptions, Person};
///
/// let person = Person::from_seed(7, PeopleOptions::small());
/// assert_eq!(person.resources().count(), 300);
/// assert_eq!(person.resources().next(), person.resources().next());
/// ```
#[derive(Clone, Debug)]
pub struct Person {
    seed: u64,
    options: PeopleOptions,
    profile: Profile,
}

impl Person {
    /// Returns the person that `seed` stands for. Two seeds share no id.
    #[must_use]
    pub fn from_seed(seed: u64, options: PeopleOptions) -> Self {
        Self { seed, options, profile: Profile::from_seed(seed) }
    }

    /// Returns the logical id of the person's Patient resource.
    #[must_use]
    pub fn patient_id(&self) -> &str {
        &self.profile.stem
    }

    /// Returns given and family name in Latin letters.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.profile.given, self.profile.family)
    }

    /// Returns the birth date as `YYYY-MM-DD`.
    #[must_use]
    pub fn birth_date(&self) -> String {
        self.profile.birth.to_string()
    }

    /// Returns the administrative gender: `female` or `male`.
    #[must_use]
    pub const fn gender(&self) -> &'static str {
        self.profile.gender
    }

    /// Returns the resources one by one, so that a record of hundreds of thousands needs no memory.
    ///
    /// A reference is only to a resource that came before, or deliberately to another server.
    pub fn resources(&self) -> impl Iterator<Item = Resource> + Send + use<> {
        Life::new(self.profile.clone(), self.seed, self.options.resources)
    }

    /// Writes the record as NDJSON, and returns the number of lines.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub fn write_ndjson(&self, out: impl Write) -> io::Result<u64> {
        write_ndjson(self.resources(), out)
    }

    /// Writes the record as one Bundle of type `collection` with full urls under `base`.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub fn write_bundle(&self, base: &str, out: impl Write) -> io::Result<u64> {
        write_bundle(self.resources(), base, out)
    }
}

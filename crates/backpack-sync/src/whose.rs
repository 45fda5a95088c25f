//! Whose Backpack a sign-in is for.

use backpack_core::FileId;
use backpack_keep::Person;

/// Whose Backpack a sign-in is for, and at which portal: what an app shows beside the prompt, so that nobody signs in
/// inside somebody else's Backpack.
///
/// Its `Debug` shows nothing of the person.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhoseBackpack {
    /// The person's name, as people write it; empty if nobody has named them yet.
    pub name: String,
    /// Their birth date, as precise as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// The colour under which an app shows them: `#rrggbb`.
    pub colour: Option<String>,
    /// Their picture: a file of the Backpack.
    pub photo: Option<FileId>,
    /// The portal's name for people, as its connector gives it.
    pub portal: String,
}

impl WhoseBackpack {
    pub(crate) fn new(person: Person, portal: &str) -> Self {
        Self {
            name: person.name,
            birth_date: person.birth_date,
            colour: person.profile.colour,
            photo: person.profile.photo,
            portal: portal.to_owned(),
        }
    }
}

impl std::fmt::Debug for WhoseBackpack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhoseBackpack").finish_non_exhaustive()
    }
}

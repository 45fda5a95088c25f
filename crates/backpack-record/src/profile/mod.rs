//! Who a person is, beside name, birth date and sex: what a profile says of them. Everything is optional.

mod blood;
mod check;
mod omb;
mod patient;
mod places;

use backpack_core::FileId;
use serde::{Deserialize, Serialize};

pub use blood::{Abo, BloodType, Rh, UnknownBloodType};
pub use check::InvalidProfile;
pub use omb::{BirthSex, Ethnicity, Race};
pub use patient::PatientName;

/// What is known of a person beside name, birth date and sex. [`Profile::check`] says whether it may be kept.
///
/// What is serialized is persisted: fields are never reordered, and new ones raise the format of the row that holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Profile {
    /// The given names, in order.
    pub given: Vec<String>,
    /// The family name.
    pub family: Option<String>,
    /// What the person wants to be called.
    pub preferred: Option<String>,
    /// Other names they have or had, each whole.
    pub other_names: Vec<String>,
    /// The country they live in: ISO 3166-1 alpha-2, in capitals.
    pub country: Option<String>,
    /// The state they live in: the code that the US Postal Service uses. Only with the country `US`.
    pub state: Option<String>,
    /// The gender they identify with, in their words.
    pub gender_identity: Option<String>,
    /// The sex that was recorded at birth.
    pub birth_sex: Option<BirthSex>,
    /// The races they count themselves among, in the categories of the US Office of Management and Budget.
    pub races: Vec<Race>,
    /// Their races in their words.
    pub race_words: Vec<String>,
    /// Their ethnicity, in the categories of the same office.
    pub ethnicity: Option<Ethnicity>,
    /// Their ethnicities in their words.
    pub ethnicity_words: Vec<String>,
    /// The blood type.
    pub blood_type: Option<BloodType>,
    /// A picture: a file of this Backpack.
    pub photo: Option<FileId>,
    /// The colour under which an app shows them: `#rrggbb`.
    pub colour: Option<String>,
}

macro_rules! setters {
    (@one $field:expr, $value:expr) => { $field = Some($value.into()) };
    (@several $field:expr, $value:expr) => { $field.push($value.into()) };
    ($($(#[$doc:meta])* $method:ident = $field:ident: $kind:ident $type:ty;)*) => {
        impl Profile {$(
            $(#[$doc])*
            #[must_use]
            pub fn $method(mut self, value: $type) -> Self {
                setters!(@$kind self.$field, value);
                self
            }
        )*}
    };
}

setters! {
    /// Adds a given name.
    with_given = given: several impl Into<String>;
    /// Sets the family name.
    with_family = family: one impl Into<String>;
    /// Sets what the person wants to be called.
    with_preferred = preferred: one impl Into<String>;
    /// Adds another name, whole.
    with_other_name = other_names: several impl Into<String>;
    /// Sets the country: ISO 3166-1 alpha-2, in capitals.
    in_country = country: one impl Into<String>;
    /// Sets the state of the US: the code that the US Postal Service uses.
    in_state = state: one impl Into<String>;
    /// Sets the gender that the person identifies with.
    with_gender_identity = gender_identity: one impl Into<String>;
    /// Sets the sex that was recorded at birth.
    with_birth_sex = birth_sex: one BirthSex;
    /// Adds a race.
    with_race = races: several Race;
    /// Adds a race in the person's words.
    with_race_words = race_words: several impl Into<String>;
    /// Sets the ethnicity.
    with_ethnicity = ethnicity: one Ethnicity;
    /// Adds an ethnicity in the person's words.
    with_ethnicity_words = ethnicity_words: several impl Into<String>;
    /// Sets the blood type.
    with_blood_type = blood_type: one BloodType;
    /// Sets the picture: a file of the same Backpack.
    with_photo = photo: one FileId;
    /// Sets the colour: `#rrggbb`.
    with_colour = colour: one impl Into<String>;
}

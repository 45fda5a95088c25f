//! The person, as JSON: what nobody said is left out.

use backpack_core::FileId;
use backpack_keep::Person;
use backpack_record::profile::{BirthSex, Ethnicity, Profile, Race};
use serde::{Deserialize, Serialize};

use super::word::SexWord;
use crate::text::Shown;

/// The person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PersonLine {
    name: String,
    birth_date: Option<String>,
    sex: Option<SexWord>,
    #[serde(flatten)]
    profile: ProfileLine,
}

/// What else is known of them: categories by the codes of US Core, the blood type as people write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct ProfileLine {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender_identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_sex: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    races: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    race_words: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ethnicity: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ethnicity_words: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blood_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<Shown<FileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
}

impl PersonLine {
    /// Returns the line of a person; `None` if this version has no word for the sex.
    pub(crate) fn new(row: &Person) -> Option<Self> {
        let sex = match row.sex {
            Some(sex) => Some(SexWord::new(sex)?),
            None => None,
        };
        let (name, birth_date) = (row.name.clone(), row.birth_date.clone());
        Some(Self { name, birth_date, sex, profile: ProfileLine::new(&row.profile) })
    }

    /// Returns the person; `None` if a code or a blood type is none.
    pub(crate) fn row(self) -> Option<Person> {
        let mut person = Person::new(self.name).with_profile(self.profile.profile()?);
        person.birth_date = self.birth_date;
        person.sex = self.sex.map(SexWord::kept);
        Some(person)
    }
}

impl ProfileLine {
    fn new(kept: &Profile) -> Self {
        Self {
            given: kept.given.clone(),
            family: kept.family.clone(),
            preferred: kept.preferred.clone(),
            other_names: kept.other_names.clone(),
            country: kept.country.clone(),
            state: kept.state.clone(),
            gender_identity: kept.gender_identity.clone(),
            birth_sex: kept.birth_sex.map(|sex| sex.code().to_owned()),
            races: kept.races.iter().map(|race| race.code().to_owned()).collect(),
            race_words: kept.race_words.clone(),
            ethnicity: kept.ethnicity.map(|one| one.code().to_owned()),
            ethnicity_words: kept.ethnicity_words.clone(),
            blood_type: kept.blood_type.map(|blood| blood.to_string()),
            photo: kept.photo.map(Shown),
            colour: kept.colour.clone(),
        }
    }

    fn profile(self) -> Option<Profile> {
        let mut profile = Profile::default();
        profile.given = self.given;
        profile.family = self.family;
        profile.preferred = self.preferred;
        profile.other_names = self.other_names;
        profile.country = self.country;
        profile.state = self.state;
        profile.gender_identity = self.gender_identity;
        profile.birth_sex = known(self.birth_sex, BirthSex::of_code)?;
        profile.races = self.races.iter().map(|code| Race::of_code(code)).collect::<Option<_>>()?;
        profile.race_words = self.race_words;
        profile.ethnicity = known(self.ethnicity, Ethnicity::of_code)?;
        profile.ethnicity_words = self.ethnicity_words;
        profile.blood_type = known(self.blood_type, |text| text.parse().ok())?;
        profile.photo = self.photo.map(|photo| photo.0);
        profile.colour = self.colour;
        Some(profile)
    }
}

/// Returns what a word means, if there is one; `None` if it means nothing here.
#[expect(clippy::option_option, reason = "no word, and a word that means nothing, are two things")]
fn known<T>(word: Option<String>, meaning: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match word {
        None => Some(None),
        Some(word) => meaning(&word).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_means_nothing_makes_no_person() {
        let read = |json: &str| serde_json::from_str::<PersonLine>(json).ok().and_then(PersonLine::row);
        let bare = r#"{"name":"n","birth_date":null,"sex":null}"#;
        assert_eq!(read(bare), Some(Person::new("n")));
        assert_eq!(serde_json::to_string(&PersonLine::new(&Person::new("n"))).ok().as_deref(), Some(bare));
        let with = |more: &str| read(&bare.replacen('}', &format!(",{more}}}"), 1));
        assert!(with(r#""races":["2028-9"],"blood_type":"AB-","birth_sex":"F""#).is_some());
        for wrong in [
            r#""races":["0"]"#,
            r#""blood_type":"X""#,
            r#""birth_sex":"x""#,
            r#""ethnicity":"2028-9""#,
            r#""photo":"x""#,
        ] {
            assert_eq!(with(wrong), None, "{wrong}");
        }
    }
}

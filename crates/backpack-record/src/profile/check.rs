//! Whether a profile may be kept.

use super::Profile;
use super::places::{is_country, is_state};

/// The longest text of a profile, in bytes of UTF-8.
const MAX_TEXT: usize = 1_000;
/// The most names or words of one sort.
const MAX_LIST: usize = 32;

/// Why a profile cannot be kept as it stands. Names the field, never what was typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidProfile {
    /// A text that is empty or only white space.
    #[error("the {0} is blank")]
    Blank(&'static str),
    /// A text of more than 1,000 bytes.
    #[error("the {0} is longer than 1000 bytes")]
    TooLong(&'static str),
    /// A text with a control character.
    #[error("the {0} holds a control character")]
    ControlCharacter(&'static str),
    /// A list of more than 32.
    #[error("there are more than 32 of the {0}")]
    TooMany(&'static str),
    /// A country that is no code of ISO 3166-1 alpha-2 in capitals.
    #[error("the country is no code of ISO 3166-1 alpha-2")]
    Country,
    /// A state that is no code of the US Postal Service in capitals.
    #[error("the state is no code of the US Postal Service")]
    State,
    /// A state without the country `US`.
    #[error("the state is given without the country US")]
    StateAbroad,
    /// A colour that is not `#rrggbb`.
    #[error("the colour is not #rrggbb")]
    Colour,
}

impl Profile {
    /// Says whether the profile may be kept.
    ///
    /// Texts are of 1 to 1,000 bytes without control characters, lists of at most 32.
    ///
    /// # Errors
    ///
    /// [`InvalidProfile`] says of which field, and why not.
    pub fn check(&self) -> Result<(), InvalidProfile> {
        let lists = [
            ("given name", &self.given),
            ("other name", &self.other_names),
            ("race", &self.race_words),
            ("ethnicity", &self.ethnicity_words),
        ];
        for (field, list) in lists {
            if list.len() > MAX_LIST {
                return Err(InvalidProfile::TooMany(field));
            }
            list.iter().try_for_each(|one| text(field, one))?;
        }
        if self.races.len() > MAX_LIST {
            return Err(InvalidProfile::TooMany("race"));
        }
        let texts = [
            ("family name", &self.family),
            ("preferred name", &self.preferred),
            ("gender identity", &self.gender_identity),
        ];
        texts.into_iter().try_for_each(|(field, one)| one.iter().try_for_each(|one| text(field, one)))?;
        self.check_place()?;
        match &self.colour {
            Some(colour) if !is_colour(colour) => Err(InvalidProfile::Colour),
            _ => Ok(()),
        }
    }

    fn check_place(&self) -> Result<(), InvalidProfile> {
        match (self.country.as_deref(), self.state.as_deref()) {
            (Some(country), _) if !is_country(country) => Err(InvalidProfile::Country),
            (country, Some(_)) if country != Some("US") => Err(InvalidProfile::StateAbroad),
            (_, Some(state)) if !is_state(state) => Err(InvalidProfile::State),
            _ => Ok(()),
        }
    }
}

fn text(field: &'static str, text: &str) -> Result<(), InvalidProfile> {
    if text.trim().is_empty() {
        return Err(InvalidProfile::Blank(field));
    }
    if text.len() > MAX_TEXT {
        return Err(InvalidProfile::TooLong(field));
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidProfile::ControlCharacter(field));
    }
    Ok(())
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

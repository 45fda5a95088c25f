//! Whether a contact may be kept.

use super::{Address, Contact, ContactPoint, ContactSort, NPI, PointSort, Provider};

/// The longest text of one line, in bytes of UTF-8.
const MAX_TEXT: usize = 1_000;
/// The longest note, in bytes of UTF-8.
const MAX_NOTE: usize = 16 << 10;
/// The most of one list.
const MAX_LIST: usize = 32;

/// Why a contact cannot be kept as it stands. Names the field, never what was typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidContact {
    /// A text that is empty or only white space.
    #[error("the contact's {0} is blank")]
    Blank(&'static str),
    /// A text of more than 1,000 bytes, a note of more than 16 KiB.
    #[error("the contact's {0} is too long")]
    TooLong(&'static str),
    /// A text with a control character; a note may have tabs and line ends.
    #[error("the contact's {0} holds a control character")]
    ControlCharacter(&'static str),
    /// A list of more than 32.
    #[error("the contact has more than 32 of its {0}")]
    TooMany(&'static str),
    /// A National Provider Identifier that is none.
    #[error("the NPI is not 10 digits with the right check digit")]
    Npi,
    /// An e-mail address without a name, an @ and a place.
    #[error("the e-mail address is none")]
    Email,
    /// A telephone or fax number without a digit.
    #[error("the telephone number has no digit")]
    Phone,
    /// An address on the web that does not begin with `http://` or `https://`.
    #[error("the address on the web is not http or https")]
    Web,
}

impl Contact {
    /// Says whether the contact may be kept.
    ///
    /// The name is needed. Texts are of 1 to 1,000 bytes without control characters, a note of up to 16 KiB, lists of at
    /// most 32. What has the identifier system [`NPI`] must be one ([`is_npi`]).
    ///
    /// # Errors
    ///
    /// [`InvalidContact`] says of which field, and why not.
    pub fn check(&self) -> Result<(), InvalidContact> {
        line("name", &self.name)?;
        match &self.sort {
            ContactSort::Provider(care) | ContactSort::Organisation(care) => check_care(care)?,
            ContactSort::Personal(personal) => {
                optional("relation", personal.relation.as_deref())?;
                few("roles", personal.roles.len())?;
            }
        }
        few("ways to reach them", self.points.len())?;
        self.points.iter().try_for_each(check_point)?;
        self.address.iter().try_for_each(check_address)?;
        self.note.as_deref().map_or(Ok(()), check_note)
    }
}

/// Says whether a text is a National Provider Identifier: 10 digits, the first 1 or 2, the last a check digit by the Luhn
/// formula over the number with 80840 before it (45 CFR 162.406).
#[must_use]
pub fn is_npi(text: &str) -> bool {
    /// What the digits of 80840 add to the sum.
    const PREFIX: u32 = 24;
    if text.len() != 10 || !text.starts_with(['1', '2']) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits = text.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = digits.map(|(at, digit)| if at % 2 == 1 { doubled(digit) } else { digit }).sum();
    (sum + PREFIX).is_multiple_of(10)
}

const fn doubled(digit: u32) -> u32 {
    if digit < 5 { digit * 2 } else { digit * 2 - 9 }
}

fn check_care(care: &Provider) -> Result<(), InvalidContact> {
    optional("specialty", care.specialty.as_deref())?;
    optional("organisation", care.organisation.as_deref())?;
    optional("role", care.role.as_deref())?;
    few("identifiers", care.identifiers.len())?;
    for identifier in &care.identifiers {
        line("identifier system", &identifier.system)?;
        line("identifier", &identifier.value)?;
        if identifier.system == NPI && !is_npi(&identifier.value) {
            return Err(InvalidContact::Npi);
        }
    }
    Ok(())
}

fn check_point(point: &ContactPoint) -> Result<(), InvalidContact> {
    line("way to reach them", &point.value)?;
    optional("label", point.label.as_deref())?;
    let value = point.value.as_str();
    match point.by {
        PointSort::Phone | PointSort::Fax if !value.chars().any(char::is_numeric) => {
            Err(InvalidContact::Phone)
        }
        PointSort::Email if !is_email(value) => Err(InvalidContact::Email),
        PointSort::Web | PointSort::Portal if !is_web(value) => Err(InvalidContact::Web),
        _ => Ok(()),
    }
}

/// What lies beyond a name, an @ and a place is for whoever delivers the mail to judge.
pub(super) fn is_email(text: &str) -> bool {
    let is_word = |text: &str| !text.is_empty() && !text.chars().any(char::is_whitespace);
    text.rsplit_once('@').is_some_and(|(name, place)| is_word(name) && is_word(place))
}

pub(super) fn is_web(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some() && text.len() > 8 && !text.chars().any(char::is_whitespace)
}

fn check_address(address: &Address) -> Result<(), InvalidContact> {
    few("lines of the address", address.lines.len())?;
    address.lines.iter().try_for_each(|one| line("address", one))?;
    let parts = [&address.city, &address.state, &address.postal_code, &address.country];
    parts.into_iter().try_for_each(|part| optional("address", part.as_deref()))
}

fn check_note(note: &str) -> Result<(), InvalidContact> {
    if note.trim().is_empty() {
        return Err(InvalidContact::Blank("note"));
    }
    if note.len() > MAX_NOTE {
        return Err(InvalidContact::TooLong("note"));
    }
    if note.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(InvalidContact::ControlCharacter("note"));
    }
    Ok(())
}

fn optional(field: &'static str, text: Option<&str>) -> Result<(), InvalidContact> {
    text.map_or(Ok(()), |text| line(field, text))
}

fn line(field: &'static str, text: &str) -> Result<(), InvalidContact> {
    if text.trim().is_empty() {
        return Err(InvalidContact::Blank(field));
    }
    if text.len() > MAX_TEXT {
        return Err(InvalidContact::TooLong(field));
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidContact::ControlCharacter(field));
    }
    Ok(())
}

const fn few(field: &'static str, count: usize) -> Result<(), InvalidContact> {
    if count > MAX_LIST { Err(InvalidContact::TooMany(field)) } else { Ok(()) }
}

//! Whether a portal's patient is the Backpack's person.

use std::collections::BTreeSet;

use backpack_keep::{Person, Sex};
use backpack_record::{PersonHint, PersonName};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Why a portal's patient does not seem to be the Backpack's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PersonDoubt {
    /// No name of the patient fits.
    Name,
    /// The birth dates differ.
    BirthDate,
    /// The birth dates agree if day and month are exchanged.
    BirthDateSwapped,
    /// One is female and the other male.
    Sex,
}

impl PersonDoubt {
    /// Returns its stable name, for translations: lower case with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthDate => "birth-date",
            Self::BirthDateSwapped => "birth-date-swapped",
            Self::Sex => "sex",
        }
    }
}

/// Compares a patient with a person. What either side does not say counts for nothing.
///
/// Names agree regardless of case, accents, order and middle names; an initial agrees with a name that begins so.
/// Dates are compared as far as both are known.
pub(crate) fn doubts(person: &Person, patient: &PersonHint<'_>) -> Vec<PersonDoubt> {
    let mut doubts = Vec::new();
    let mine = words(&person.name);
    let named: Vec<_> = patient.names.iter().flat_map(words_of).filter(|words| !words.is_empty()).collect();
    if !mine.is_empty() && !named.is_empty() && !named.iter().any(|theirs| agree(&mine, theirs)) {
        doubts.push(PersonDoubt::Name);
    }
    let theirs = patient.birth_date.as_ref().map(|date| date.as_str());
    doubts
        .extend(person.birth_date.as_deref().zip(theirs).and_then(|(mine, theirs)| birth_date(mine, theirs)));
    if let (Some(mine), Some(theirs)) = (person.sex, patient.gender.as_deref().and_then(sex))
        && is_plain(mine)
        && mine != theirs
    {
        doubts.push(PersonDoubt::Sex);
    }
    doubts
}

/// Returns the words of a name's parts, and of the whole as written: that may be in another script or order.
fn words_of(name: &PersonName<'_>) -> [BTreeSet<String>; 2] {
    let parts = [&name.given, &name.family].into_iter().flatten();
    [parts.flat_map(|part| words(part)).collect(), name.text.iter().flat_map(|text| words(text)).collect()]
}

/// Returns the words of a name without case, accents and punctuation.
fn words(name: &str) -> BTreeSet<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// Two names agree if two words of each agree, or every word of the shorter one.
fn agree(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let fits = |word: &&String| long.iter().any(|candidate| same_word(word, candidate));
    let fitting = short.iter().filter(fits).count();
    // An initial alone says too little; a name of one sign in a script without initials is a whole name.
    let whole = short.iter().filter(|word| word.len() > 1).filter(fits).count();
    one == other || (whole > 0 && (fitting == short.len() || fitting >= 2))
}

fn same_word(one: &str, other: &str) -> bool {
    let is_initial = |word: &str, of: &str| word.chars().count() == 1 && of.starts_with(word);
    one == other || is_initial(one, other) || is_initial(other, one)
}

fn birth_date(mine: &str, theirs: &str) -> Option<PersonDoubt> {
    let parts = |date: &str| -> Vec<String> {
        date.split('T').next().unwrap_or_default().split('-').map(ToOwned::to_owned).collect()
    };
    let (mine, theirs) = (parts(mine), parts(theirs));
    if mine.iter().zip(&theirs).all(|(mine, theirs)| mine == theirs) {
        return None;
    }
    match (&mine[..], &theirs[..]) {
        ([year, month, day], [other, swapped_day, swapped_month])
            if year == other && month == swapped_month && day == swapped_day =>
        {
            Some(PersonDoubt::BirthDateSwapped)
        }
        _ => Some(PersonDoubt::BirthDate),
    }
}

fn sex(gender: &str) -> Option<Sex> {
    match gender {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

fn is_plain(sex: Sex) -> bool {
    matches!(sex, Sex::Female | Sex::Male)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(name: &str, patient: &str) -> Vec<PersonDoubt> {
        let person = Person::new(name).born("1970-02-03").with_sex(Sex::Female);
        let body = format!(r#"{{"resourceType":"Patient",{patient}}}"#);
        doubts(&person, &PersonHint::read(body.as_bytes()).unwrap())
    }

    #[test]
    fn what_is_alike_raises_no_doubt() {
        for (name, patient) in [
            (
                "Ann Ek",
                r#""name":[{"given":["Ann","Marie"],"family":"EK"}],"birthDate":"1970-02-03","gender":"female""#,
            ),
            ("Åsa Öst", r#""name":[{"text":"OST, ASA"}],"birthDate":"1970""#),
            ("Ann M. Ek-Holm", r#""name":[{"given":["Ann"],"family":"Holm"}],"gender":"unknown""#),
            (
                "Ann Ek",
                r#""name":[{"use":"official","family":"Other","given":["Ann"]},{"family":"Ek","given":["A."]}]"#,
            ),
            ("Ann Ek", r#""active":true"#),
            ("Yamada Taro", r#""name":[{"text":"Yamada Taro","family":"山田","given":["太郎"]}]"#),
            ("明 李", r#""name":[{"family":"李","given":["明"]}]"#),
            ("X", r#""name":[{"family":"x"}]"#),
            ("Ann Ek", r#""name":[{"text":""}],"birthDate":"1970-02","gender":"other""#),
        ] {
            assert_eq!(compared(name, patient), [], "{name} and {patient}");
        }
    }

    #[test]
    fn what_differs_raises_doubts() {
        for (patient, expected) in [
            (r#""name":[{"given":["Bo"],"family":"Ek"}]"#, vec![PersonDoubt::Name]),
            (r#""name":[{"given":["A."],"family":"Ost"}]"#, vec![PersonDoubt::Name]),
            (r#""birthDate":"1970-03-02""#, vec![PersonDoubt::BirthDateSwapped]),
            (r#""birthDate":"1971""#, vec![PersonDoubt::BirthDate]),
            (
                r#""name":[{"text":"Bo Lind"}],"birthDate":"1970-02-04","gender":"male""#,
                vec![PersonDoubt::Name, PersonDoubt::BirthDate, PersonDoubt::Sex],
            ),
        ] {
            assert_eq!(compared("Ann Ek", patient), expected, "{patient}");
        }
    }
}

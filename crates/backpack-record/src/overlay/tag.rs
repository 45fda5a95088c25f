//! Tags: free words that a person files records under.

use unicode_normalization::UnicodeNormalization as _;

/// The longest tag, in characters, once it is trimmed and composed.
pub const MAX_TAG: usize = 64;

/// A text that is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTag {
    /// Nothing is left of it without white space and control characters.
    #[error("an empty tag")]
    Empty,
    /// It has more than 64 characters.
    #[error("a tag of more than {MAX_TAG} characters")]
    TooLong,
}

/// Returns a tag as it is kept: composed (Unicode NFC), trimmed, white space in a row as one space, no control characters.
///
/// Upper and lower case stay as they are.
///
/// # Errors
///
/// [`InvalidTag`] if nothing is left, or more than 64 characters are.
pub fn tag(text: &str) -> Result<String, InvalidTag> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let tag: String = words.nfc().filter(|letter| !letter.is_control()).collect();
    let tag = tag.trim().to_owned();
    match tag.chars().count() {
        0 => Err(InvalidTag::Empty),
        1..=MAX_TAG => Ok(tag),
        _ => Err(InvalidTag::TooLong),
    }
}

/// Says whether two tags are one. Most are told apart without folding them.
pub(super) fn is_same_tag(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one == other || fold_tag(one) == fold_tag(other)
}

/// Returns what tags are compared by: two that differ in case alone, or in how a letter is composed, are one.
///
/// Letter by letter to upper case and back to lower case, so that `ß` meets `SS` and every sigma meets the others.
#[must_use]
pub fn fold_tag(tag: &str) -> String {
    tag.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

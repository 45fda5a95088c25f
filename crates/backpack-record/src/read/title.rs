//! Titles that a person understands.

use super::parts::{Top, cap, capped_text, capped_text_of, name_of};
use super::shape::Shape;
use crate::json::Json;
use crate::{Code, Text};

/// The longest title, in bytes.
const LONGEST_TITLE: usize = 300;

/// What many types call their title, tried where the type's own elements say nothing.
pub(crate) const COMMON: &[&str] =
    &["title", "name", "description", "code", "type", "category", "display", "comment"];

/// Returns the best title: the type's own elements, then its codes, then what types share, then the type in words.
pub(super) fn title<'a>(
    top: &Top<'_, 'a>,
    shape: &Shape,
    codes: &[Code<'a>],
    resource_type: &str,
) -> Text<'a> {
    let paths = shape.titles.iter().chain(shape.codes).chain(COMMON);
    paths
        .flat_map(|path| top.at(path))
        .find_map(|value| words(top, value))
        .or_else(|| codes.iter().find_map(|code| code.display.clone().or_else(|| code.code.clone())))
        .and_then(|title| cap(on_one_line(title), LONGEST_TITLE))
        .unwrap_or_else(|| Text::from(in_words(resource_type)))
}

/// Returns the words of any element: its text, its best display, its name, else its code.
pub(crate) fn words<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>) -> Option<Text<'a>> {
    if !json.is_object() {
        return json
            .each()
            .find_map(|value| if value.is_object() { words(top, value) } else { capped_text(value) });
    }
    capped_text_of(json, "text")
        .or_else(|| json.get("coding").and_then(best_coding))
        .or_else(|| capped_text_of(json, "display"))
        .or_else(|| json.get("concept").and_then(|concept| words(top, concept)))
        .or_else(|| name_of(json))
        .or_else(|| capped_text_of(json, "code"))
        .or_else(|| inside(top, json))
}

/// Returns the display of the coding the source selected, else the first display, else the first code.
fn best_coding<'a>(codings: Json<'_, 'a>) -> Option<Text<'a>> {
    let is_selected =
        |coding: &Json<'_, '_>| coding.get("userSelected").and_then(Json::boolean) == Some(true);
    let selected = codings.each().filter(is_selected).find_map(display);
    selected
        .or_else(|| codings.each().find_map(display))
        .or_else(|| codings.each().find_map(|coding| capped_text_of(coding, "code")))
}

/// Returns a title on one line: control characters become spaces, marks that turn the reading direction go.
fn on_one_line(title: Text<'_>) -> Text<'_> {
    let turns =
        |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !title.chars().any(|letter| letter.is_control() || turns(letter)) {
        return title;
    }
    let spaced = title.replace(char::is_control, " ").replace(turns, "");
    Text::from(spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn display<'a>(coding: Json<'_, 'a>) -> Option<Text<'a>> {
    capped_text_of(coding, "display")
}

/// Returns the title of a resource inside the body that a reference means, such as a contained medication.
fn inside<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>) -> Option<Text<'a>> {
    let reference = json.get("reference")?;
    if reference.is_object() {
        return words(top, reference);
    }
    let resource = top.contained(&reference.text()?)?;
    let told = ["code", "name", "type"].into_iter().filter_map(|name| resource.get(name));
    told.flat_map(Json::each).find_map(|value| {
        capped_text(value)
            .or_else(|| capped_text_of(value, "text"))
            .or_else(|| best_coding(value.get("coding")?))
            .or_else(|| name_of(value))
    })
}

/// Splits a type's name into words: `FamilyMemberHistory` becomes `Family member history`.
fn in_words(resource_type: &str) -> String {
    let mut words = String::with_capacity(resource_type.len() + 4);
    for (at, letter) in resource_type.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

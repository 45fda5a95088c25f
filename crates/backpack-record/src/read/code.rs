//! The codes of what a record is about.

use super::parts::{Top, capped_text, capped_text_of};
use super::shape::Shape;
use crate::Code;
use crate::json::Json;

/// The most codes of one record that its header lists.
const MOST_CODES: usize = 32;

/// Returns the codes of the elements that say what a record is about, the main one first, none twice.
pub(super) fn codes<'a>(top: &Top<'_, 'a>, shape: &Shape) -> Vec<Code<'a>> {
    let mut codes = Vec::new();
    for path in shape.codes {
        for value in top.at(path) {
            add(top, value, &mut codes);
        }
    }
    codes
}

/// Returns the codes of one coded element.
pub(super) fn codes_of<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>) -> Vec<Code<'a>> {
    let mut codes = Vec::new();
    json.each().for_each(|value| add(top, value, &mut codes));
    codes
}

/// Takes a `CodeableConcept`, a `CodeableReference` (R5), a reference into the body, a `Coding`, or a bare code.
fn add<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>, codes: &mut Vec<Code<'a>>) {
    if let Some(code) = capped_text(json) {
        push(Code { system: None, code: Some(code), display: None }, codes);
        return;
    }
    if let Some(codings) = json.get("coding") {
        let (chosen, others): (Vec<_>, Vec<_>) = codings
            .each()
            .partition(|coding| coding.get("userSelected").and_then(Json::boolean) == Some(true));
        chosen.into_iter().chain(others).for_each(|coding| push(coding_of(coding), codes));
    } else if let Some(concept) = json.get("concept") {
        add(top, concept, codes);
    } else if let Some(reference) = json.get("reference") {
        // In a `CodeableReference` (R5) the member `reference` is itself a reference.
        let target = reference.text().or_else(|| reference.text_of("reference"));
        let inside = target.and_then(|target| top.contained(&target));
        // A device says what it is in its type.
        if let Some(code) = inside.and_then(|inside| inside.get("code").or_else(|| inside.get("type"))) {
            add(top, code, codes);
        }
    } else {
        push(coding_of(json), codes);
    }
}

fn coding_of<'a>(json: Json<'_, 'a>) -> Code<'a> {
    Code {
        system: capped_text_of(json, "system"),
        code: capped_text_of(json, "code"),
        display: capped_text_of(json, "display"),
    }
}

fn push<'a>(code: Code<'a>, codes: &mut Vec<Code<'a>>) {
    let says_something = code.code.is_some() || code.display.is_some();
    if says_something && codes.len() < MOST_CODES && !codes.contains(&code) {
        codes.push(code);
    }
}

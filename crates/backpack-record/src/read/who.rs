//! Who did it, as written.

use super::parts::{Top, capped_text, capped_text_of, name_of};
use super::shape::Shape;
use crate::json::Json;
use crate::{Text, Who};

/// The most people and places of one record that its header lists.
const MOST_WHO: usize = 32;

/// The members under which an element such as `performer` names the one it is about.
const INSIDE: &[&str] = &[
    "actor",
    "individual",
    "party",
    "member",
    "provider",
    "agent",
    "who",
    "whoReference",
    "onBehalfOf",
    "reference",
];

/// Returns the people and organisations that the type's elements name, in the order of the table, none twice.
pub(super) fn who<'a>(top: &Top<'_, 'a>, shape: &'static Shape) -> Vec<Who<'a>> {
    let mut all = Vec::new();
    for path in shape.who {
        let role = path.split('.').next().unwrap_or(path);
        for who in top.at(path).into_iter().filter_map(|json| named(top, json, role)) {
            if all.len() < MOST_WHO && !all.contains(&who) {
                all.push(who);
            }
        }
    }
    all
}

fn named<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>, role: &'static str) -> Option<Who<'a>> {
    let own = one(top, json, role);
    own.or_else(|| INSIDE.iter().find_map(|name| one(top, json.get(name)?.each().next()?, role)))
}

fn one<'a>(top: &Top<'_, 'a>, json: Json<'_, 'a>, role: &'static str) -> Option<Who<'a>> {
    if let Some(name) = capped_text(json) {
        return Some(Who { role: Text::from(role), name: Some(name), reference: None });
    }
    // A `CodeableReference` (R5) holds the reference, or a concept.
    let inner = json.get("reference").filter(|inner| inner.is_object()).or_else(|| json.get("concept"));
    let json = inner.unwrap_or(json);
    let reference = capped_text_of(json, "reference");
    let inside = reference
        .as_ref()
        .and_then(|reference| top.contained(reference))
        .and_then(|inside| inside.get("name"));
    let name = capped_text_of(json, "display")
        .or_else(|| capped_text_of(json, "text"))
        .or_else(|| inside?.each().find_map(|name| capped_text(name).or_else(|| name_of(name))));
    (reference.is_some() || name.is_some()).then_some(Who { role: Text::from(role), name, reference })
}

//! The kind of a record: by its type, its category, or a tag that says so.

use super::parts::{Top, capped_text, capped_text_of};
use super::shape::Shape;
use crate::json::Json;
use crate::{Code, Kind};

/// The system of the tags (`meta.tag`) that name a kind outright.
pub const KIND_TAG_SYSTEM: &str = "https://backpack.health/fhir/kind";

/// Returns the kind: that of a tag, else that of a category, else that of the type.
pub(super) fn kind(top: &Top<'_, '_>, shape: &Shape, codes: &[Code<'_>]) -> Kind {
    tagged(top).unwrap_or_else(|| match shape.name {
        "Observation" if categories(top).any(|name| is_genetic(&name)) => Kind::GeneticResult,
        "Observation" => {
            categories(top).find_map(|name| of_observation(&name)).unwrap_or_else(|| uncategorised(codes))
        }
        "DiagnosticReport" if categories(top).any(|name| is_genetic(&name)) => Kind::GeneticResult,
        _ => shape.kind,
    })
}

fn tagged(top: &Top<'_, '_>) -> Option<Kind> {
    let mut tags = top.get("meta")?.get("tag")?.each();
    tags.find_map(|tag| {
        let is_ours = tag.text_of("system")? == KIND_TAG_SYSTEM;
        tag.text_of("code").filter(|_| is_ours)?.parse().ok()
    })
}

/// Returns the names of the categories in lower case, with hyphens for spaces: codes first, then words.
fn categories(top: &Top<'_, '_>) -> impl Iterator<Item = String> {
    let concepts = top.get("category").into_iter().flat_map(Json::each);
    concepts.flat_map(|concept| {
        let codings = concept.get("coding").into_iter().flat_map(Json::each);
        let coded =
            codings.flat_map(|coding| [capped_text_of(coding, "code"), capped_text_of(coding, "display")]);
        let named = [capped_text(concept), capped_text_of(concept, "text")];
        coded.chain(named).flatten().map(|name| name.to_ascii_lowercase().replace([' ', '_'], "-"))
    })
}

/// Maps an Observation's category (R4 value set observation-category, v2 table 0074, US Core's).
///
/// A survey is an answer to a questionnaire. What is measured on the body, be it at an examination or by a
/// wearable (`exam`, `activity`), is shown with the vital signs.
fn of_observation(category: &str) -> Option<Kind> {
    match category {
        "laboratory" | "lab" | "lab-result" | "pathology" | "microbiology" | "chemistry" | "hematology" => {
            Some(Kind::LabResult)
        }
        "vital-signs" | "vital-sign" | "vitals" | "exam" | "activity" | "fitness" => Some(Kind::VitalSign),
        "social-history" | "sdoh" | "smartdata" => Some(Kind::SocialHistory),
        "survey" | "functional-status" | "disability-status" | "cognitive-status" => {
            Some(Kind::Questionnaire)
        }
        "imaging" | "radiology" => Some(Kind::Imaging),
        "procedure" | "therapy" => Some(Kind::Procedure),
        name if is_genetic(name) => Some(Kind::GeneticResult),
        _ => None,
    }
}

fn is_genetic(category: &str) -> bool {
    matches!(
        category,
        "ge" | "genetics" | "genomics" | "genetic" | "molecular-genetics" | "laboratory-genetics"
    )
}

/// Returns the kind of an Observation without a category that says it: vital signs and smoking are known by LOINC.
fn uncategorised(codes: &[Code<'_>]) -> Kind {
    let loinc = codes.iter().filter(|code| code.system.as_deref() == Some("http://loinc.org"));
    let known = loinc.filter_map(|code| code.code.as_deref()).find_map(|code| {
        if VITAL_SIGNS.contains(&code) {
            Some(Kind::VitalSign)
        } else {
            SOCIAL_HISTORY.contains(&code).then_some(Kind::SocialHistory)
        }
    });
    known.unwrap_or(Kind::LabResult)
}

/// The LOINC codes of the FHIR vital signs profiles (R4) and their usual variants.
const VITAL_SIGNS: &[&str] = &[
    "85353-1", "9279-1", "8867-4", "2708-6", "59408-5", "8310-5", "8302-2", "8306-3", "8287-5", "9843-4",
    "29463-7", "3141-9", "39156-5", "85354-9", "55284-4", "8480-6", "8462-4", "8478-0", "8331-1", "8289-1",
    "59576-9", "77606-2",
];

/// The LOINC codes of tobacco, alcohol, pregnancy status and occupation.
const SOCIAL_HISTORY: &[&str] =
    &["72166-2", "11367-0", "74013-4", "11331-6", "82810-3", "11341-5", "21843-8"];

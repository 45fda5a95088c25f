//! What a record says it takes the place of.

use super::parts::{Top, capped_text};
use super::reference;
use crate::Reference;
use crate::json::Json;
use crate::scan::scan;

/// The members under which `relatesTo` names what it relates to: by type, and by version of FHIR.
const TARGETS: &[&str] = &["target", "targetReference", "resourceReference"];

/// Returns what a record says it replaces: `relatesTo` with `replaces` (`DocumentReference`, `Composition`), or the member
/// `replaces` (`CarePlan`, `ServiceRequest`, …). Empty if it says nothing of it, or the body cannot be read.
///
/// What was replaced mostly says so itself, by its status `superseded`; together they are a document's history.
#[must_use]
pub fn replaces(body: &[u8]) -> Vec<Reference<'_>> {
    let Ok(scanned) = scan(body, None) else { return Vec::new() };
    let top = Top::new(scanned.doc.root());
    let related =
        top.get("relatesTo").into_iter().flat_map(Json::each).filter(|relation| is_replacing(*relation));
    let related =
        related.filter_map(|relation| TARGETS.iter().find_map(|name| reference(relation.get(name)?)));
    let plain = top.get("replaces").into_iter().flat_map(Json::each).filter_map(reference);
    related.chain(plain).collect()
}

/// The relation is a bare code (`code`, R4; `type`, R5), or a concept with a coding.
fn is_replacing(relation: Json<'_, '_>) -> bool {
    let codes = ["code", "type"].into_iter().filter_map(|name| relation.get(name)).flat_map(Json::each);
    let mut words = codes.flat_map(|code| {
        let coded = code.get("coding").into_iter().flat_map(Json::each);
        let coded = coded.filter_map(|coding| capped_text(coding.get("code")?));
        capped_text(code).into_iter().chain(coded)
    });
    words.any(|word| word == "replaces")
}
